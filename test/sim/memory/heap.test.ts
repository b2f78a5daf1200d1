/** The heap and read-only memory: what a late access sees, and what a fault does to its task. */
import { assert, describe, it } from "vitest"
import { alloc, free, keep, readOnly } from "../../../src/sim/memory/heap.ts"
import { record } from "../../../src/sim/memory/record.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, kindsOf, outcomes, traces } from "../searching.ts"

describe("the heap", () => {
  it("lets a late access see the old value and go on", () => {
    const program = function* main() {
      const dev = yield* alloc("dev", { state: 7 })
      yield* free(dev)
      yield* dev.state.store((yield* dev.state.load) + 1)
      return yield* dev.state.load
    }
    assert.deepStrictEqual(outcomes(program), ["8"])
    assert.deepStrictEqual([...new Set(kindsOf(program))], ["use-after-free"])
  })

  it("lets a task go on after a second free", () => {
    const values = outcomes(function* main() {
      const dev = yield* alloc("dev", { state: 7 })
      yield* free(dev)
      yield* free(dev)
      return "went on"
    })
    assert.deepStrictEqual(values, ["\"went on\""])
  })

  it("makes free conflict with every access to the block, and accesses to two fields with nothing", () => {
    const pair = (other: "free" | "access") =>
      traces(function* main() {
        const dev = yield* alloc("dev", { a: 0, b: 0 })
        yield* task("other", function* touch() {
          if (other === "free") yield* free(dev)
          else yield* dev.a.store(1)
        })
        yield* dev.b.store(1)
      })
    assert.deepStrictEqual([pair("free"), pair("access")], [2, 1])
  })

  it("frees and keeps only what was allocated", () => {
    for (const take of [free, keep]) {
      const { findings } = explored(function* main() {
        yield* take(yield* record("ops", { flash: 0 }))
      })
      assert.include(findings[0]!.title, "ops was not allocated: make it with alloc() to free or keep it")
    }
  })
})

describe("read-only memory", () => {
  it("kills the task that stores to it, keeps its value, and lets the others go on", () => {
    const values = outcomes(function* main() {
      const ops = yield* record("ops", { flash: 1, inner: { reload: 2 } })
      const alive = yield* variable("alive", "")
      yield* readOnly(ops)
      yield* task("writer", function* writer() {
        yield* ops.inner.reload.store(9)
        yield* alive.writeOnce("writer")
      })
      yield* task("reader", function* reader() {
        yield* alive.writeOnce(`reader saw ${yield* ops.inner.reload.load}`)
      })
      return yield* alive.await((who) => who !== "")
    })
    assert.deepStrictEqual(values, ["\"reader saw 2\""])
  })

  it("is as failed as a task that died: who joins it fails too", () => {
    const values = outcomes(function* main() {
      const ops = yield* record("ops", { flash: 1 })
      yield* readOnly(ops)
      const writer = yield* task("writer", function* writer() {
        yield* ops.flash.store(9)
      })
      yield* writer.join
      return "joined"
    })
    assert.deepStrictEqual(values, ["failure"])
  })
})
