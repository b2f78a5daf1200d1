/** All executions of a small search, each with who moved and what was found in it. */
import { assert, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

function* race() {
  const x = yield* variable("x", 0)
  yield* task("a", function* a() {
    yield* x.store(1)
  })
  yield* task("b", function* b() {
    yield* x.writeOnce(2)
    yield* x.load
  })
}

it("the tree has every execution that was counted, by turns", () => {
  const { stats, tree } = explored(race, { tree: true, strategy: "dfs" })
  assert.isDefined(tree)
  assert.strictEqual(tree.executions.length, stats.executions)
  const orders = tree.executions.map(({ runs }) =>
    runs.flatMap((n, i) => i % 2 === 0 ? [`${tree.choices[n]} ${runs[i + 1]}`] : []).join(", ")
  )
  assert.strictEqual(new Set(orders).size, stats.executions)
  assert.includeMembers(orders, ["main 1, a 1, b 2", "main 1, b 2, a 1", "main 1, b 1, a 1, b 1"])
  for (const { kinds } of tree.executions) assert.deepStrictEqual(kinds, ["data-race"])
})

it("the tree tells of no order of locks where there is a deadlock", () => {
  const { tree, verdict } = explored(function* main() {
    const [a, b] = [yield* mutex("a"), yield* mutex("b")]
    for (const [name, first, second] of [["one", a, b], ["other", b, a]] as const) {
      yield* task(name, function* takes() {
        yield* first.lock
        yield* second.lock
        yield* second.unlock
        yield* first.unlock
      })
    }
  }, { tree: true })
  assert.strictEqual(verdict, "deadlock")
  assert.deepStrictEqual(new Set(tree!.executions.flatMap(({ kinds }) => kinds)), new Set(["deadlock"]))
})

it("the tree is not kept unless it is asked for, nor of a search of more than 500 executions", () => {
  assert.isUndefined(explored(race).tree)
  const many = explored(function* main() {
    const x = yield* variable("x", 0)
    for (const name of ["a", "b", "c"]) {
      yield* task(name, function* adds() {
        for (let i = 0; i < 3; i++) yield* x.fetchAdd(1)
      })
    }
  }, { tree: true })
  assert.isAbove(many.stats.executions, 500)
  assert.isUndefined(many.tree)
})
