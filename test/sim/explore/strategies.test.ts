/** The strategies: what each covers, what bounds it, and that the same seed does the same. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { make, strategyNames } from "../../../src/sim/explore/strategies.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, traces } from "../searching.ts"

/** Tasks that take so many steps each, all on one variable or each on its own. */
const stepping = (tasks: number, steps: number, shared: boolean) =>
  function* main() {
    const x = yield* variable("x", 0)
    for (let i = 0; i < tasks; i++) {
      yield* task(`task ${i}`, function* run() {
        const y = shared ? x : yield* variable("y", 0)
        for (let n = 0; n < steps; n++) yield* y.fetchAdd(1)
      })
    }
  }

/** Each task loads and stores: an update is lost where a task is preempted between the two. */
function* losing() {
  const x = yield* variable("x", 0)
  function* add() {
    yield* x.writeOnce((yield* x.readOnce) + 1)
  }
  const [one, two] = [yield* task("one", add), yield* task("two", add)]
  yield* one.join
  yield* two.join
  if ((yield* x.readOnce) !== 2) throw new Error("lost")
}

describe("every strategy", () => {
  it("can be made by its name", () => {
    assert.deepStrictEqual(strategyNames.map((strategy) => make({ strategy }).name), [...strategyNames])
    assert.strictEqual(make({}).name, "dpor")
  })
})

describe("dfs", () => {
  const interleavings = (program: () => Generator<any, any, any>) =>
    explored(program, { strategy: "dfs" }).stats.executions

  it("runs every interleaving once: as many as there are", () => {
    assert.strictEqual(interleavings(stepping(2, 2, false)), 6)
    assert.strictEqual(interleavings(stepping(2, 3, true)), 20)
    assert.strictEqual(interleavings(stepping(3, 2, true)), 90)
  })

  it("runs every value of every choice", () => {
    assert.strictEqual(
      interleavings(function* main() {
        if ((yield* choose(2)) === 1) yield* choose("a", "b", "c")
        yield* choose(1)
      }),
      4
    )
  })
})

describe("dpor", () => {
  it("runs one interleaving of independent steps, and every order of dependent ones", () => {
    assert.deepStrictEqual(
      [traces(stepping(3, 3, false)), traces(stepping(2, 3, true)), traces(stepping(3, 2, true))],
      [
        1,
        20,
        90
      ]
    )
    assert.strictEqual(explored(stepping(3, 2, true)).stats.redundant, 0)
  })
})

describe("preemption-bounded", () => {
  const bounded = (preemptions: number) => explored(losing, { strategy: "preemption-bounded", preemptions })

  it("finds what needs one preemption with a bound of one, and not with none", () => {
    assert.deepStrictEqual([bounded(0).verdict, bounded(1).verdict], ["no-finding", "assertion"])
    assert.strictEqual(bounded(1).findings[0]!.preemptions, 1)
  })

  it("says its bound, unless the bound has refused nothing", () => {
    assert.deepStrictEqual([bounded(0).bounds, bounded(0).exhaustive], [["0 preemptions"], false])
    assert.deepStrictEqual([bounded(99).bounds, bounded(99).exhaustive], [[], true])
  })

  it("takes two for its bound when nothing is said", () => {
    const { bounds } = explored(stepping(3, 3, true), { strategy: "preemption-bounded" })
    assert.deepStrictEqual(bounds, ["2 preemptions"])
  })
})

describe("random", () => {
  const walked = (seed: number, executionsMax: number) =>
    explored(losing, { strategy: "random", seed, limits: { executionsMax } })

  it("does the same for the same seed", () => {
    assert.deepStrictEqual(walked(7, 20), walked(7, 20))
  })

  it("finds what there is, sooner or later, and never says verified", () => {
    assert.strictEqual(walked(1, 100).verdict, "assertion")
    const { bounds, exhaustive, stats, verdict } = explored(stepping(2, 1, false), {
      strategy: "random",
      limits: { executionsMax: 5 }
    })
    assert.deepStrictEqual([verdict, exhaustive, stats.executions], ["no-finding", false, 5])
    assert.deepStrictEqual(bounds, ["seed 1", "5 executions"])
  })

  it("comes through every interleaving, and every value of a choice, about as often", () => {
    const seen = new Map<string, number>()
    explored(function* main() {
      const x = yield* variable("x", "")
      const drawn = yield* choose(2)
      yield* task("other", function* other() {
        yield* x.store(`other after ${drawn}`)
      })
      yield* x.store("main")
    }, {
      strategy: "random",
      limits: { executionsMax: 400 },
      checkers: [{
        name: "watch",
        check({ log, machine }) {
          const order = log.records.slice(1, log.count).map((record) => record.task.index).join("")
          const key = `${order} ${log.records[0]!.draws.join()} ${machine.tasks.length}`
          seen.set(key, (seen.get(key) ?? 0) + 1)
        }
      }]
    })
    assert.strictEqual(seen.size, 4)
    for (const [key, times] of seen) assert.isAbove(times, 50, key)
  })
})
