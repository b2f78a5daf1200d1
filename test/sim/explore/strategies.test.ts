/** The strategies: what each covers, what bounds it, and that the same seed does the same. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import type { ExploreOptions } from "../../../src/sim/explore/explore.ts"
import { make } from "../../../src/sim/explore/strategies.ts"
import { samplingNames, strategyNames } from "../../../src/sim/explore/strategy-names.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, traces } from "../searching.ts"
import { losing, stepping } from "./stepping.ts"

describe("a cell that says how it is searched", () => {
  const asked = scenario("test", {
    cells: [{ design: "d", declared: "assertion", search: { strategy: "pos", executions: 30 } }]
  }, losing)
  const result = (options: ExploreOptions = {}) => explored(asked, options)

  it("is searched so where no strategy is asked for, and is never verified", () => {
    const { bounds, exhaustive, stats, strategy, verdict } = result()
    assert.deepStrictEqual([strategy, bounds, exhaustive], ["pos", ["seed 1", "30 executions"], false])
    assert.deepStrictEqual([stats.executions, verdict], [30, "assertion"])
    const cells = [{ design: "d", declared: "verified", search: { strategy: "surw", executions: 3 } }] as const
    const clean = scenario("test", { cells }, stepping(1, 1, true))
    assert.strictEqual(explored(clean).verdict, "no-finding")
  })

  it("is searched as it is asked where a strategy is, without the bound", () => {
    const { bounds, exhaustive, strategy } = result({ strategy: "dpor" })
    assert.deepStrictEqual([strategy, bounds, exhaustive], [undefined, [], true])
  })

  it("takes another number of executions", () => {
    assert.deepStrictEqual(result({ limits: { executionsMax: 5 } }).bounds, ["seed 1", "5 executions"])
  })
})

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

describe("delay-bounded", () => {
  const bounded = (delays: number) => explored(losing, { strategy: "delay-bounded", delays })

  it("finds what needs one delay with a bound of one, and not with none", () => {
    assert.deepStrictEqual([bounded(0).verdict, bounded(1).verdict], ["no-finding", "assertion"])
    assert.deepStrictEqual(bounded(0).bounds, ["0 delays"])
  })

  it("is exhaustive where the bound refuses nothing", () => {
    assert.deepStrictEqual(explored(stepping(2, 1, true), { strategy: "delay-bounded", delays: 9 }).bounds, [])
  })
})

describe("a strategy that samples", () => {
  const search = (strategy: (typeof samplingNames)[number], seed: number, executionsMax = 200) =>
    explored(losing, { strategy, seed, limits: { executionsMax } })

  it("does the same with the same seed, finds what can be found, and proves nothing", () => {
    for (const strategy of samplingNames) {
      assert.deepStrictEqual(search(strategy, 7), search(strategy, 7))
      assert.strictEqual(search(strategy, 7).verdict, "assertion")
      assert.strictEqual(search(strategy, 7).exhaustive, false)
      assert.include(search(strategy, 7).bounds, "seed 7")
      const clean = explored(stepping(2, 1, true), { strategy, limits: { executionsMax: 20 } })
      assert.strictEqual(clean.verdict, "no-finding")
    }
  })

  it("says at which execution it first found something", () => {
    for (const strategy of samplingNames) {
      const { firstFinding } = search(strategy, 3).stats
      assert.isDefined(firstFinding)
      assert.strictEqual(search(strategy, 3, firstFinding!).verdict, "assertion")
      if (firstFinding! > 1) assert.strictEqual(search(strategy, 3, firstFinding! - 1).verdict, "no-finding")
    }
  })
})
