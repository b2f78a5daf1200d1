/** The strategies: what each covers, what bounds it, and that the same seed does the same. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { make } from "../../../src/sim/explore/strategies.ts"
import { samplingNames, strategyNames } from "../../../src/sim/explore/strategy-names.ts"
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

describe("pct", () => {
  // One change of priority brings the lost update about: depth 2. main and two tasks, k steps.
  it("meets a defect of depth d at least as often as 1 / (n k^(d-1)) promises", () => {
    const steps = explored(losing, { strategy: "dfs" }).stats.stepsLongest
    const seeds = 400
    let met = 0
    for (let seed = 1; seed <= seeds; seed++) {
      // The first execution measures the length; the second is the one that counts.
      const { stats } = explored(losing, { strategy: "pct", depth: 2, seed, limits: { executionsMax: 2 } })
      if (stats.firstFinding !== undefined) met++
    }
    assert.isAbove(met / seeds, 1 / (3 * steps))
  })
})

describe("pos", () => {
  /** One task stores once; the other takes many steps of its own, then loads. */
  function* late() {
    const x = yield* variable("x", 0)
    yield* task("store", function* store() {
      yield* x.writeOnce(1)
    })
    yield* task("load", function* load() {
      const own = yield* variable("own", 0)
      for (let n = 0; n < 8; n++) yield* own.fetchAdd(1)
      if ((yield* x.readOnce) === 0) throw new Error("early")
    })
  }

  // A random walk loads before the store once in 2^9 executions; by priorities of steps it is 1 in 10.
  it("meets an order of two steps however many independent steps lie before one of them", () => {
    const found = (strategy: "random" | "pos") => {
      let met = 0
      for (let seed = 1; seed <= 400; seed++) {
        if (explored(late, { strategy, seed, limits: { executionsMax: 1 } }).verdict === "assertion") met++
      }
      return met
    }
    assert.isAbove(found("pos"), 4 * Math.max(1, found("random")))
  })
})

describe("surw", () => {
  /** Both tasks touch x alone; one does so five times, the other once. Six orders. */
  function* uneven() {
    const x = yield* variable("x", 0)
    yield* task("five", function* five() {
      for (let n = 0; n < 5; n++) yield* x.fetchAdd(1)
    })
    yield* task("one", function* one() {
      if ((yield* x.fetchAdd(1)) === 5) throw new Error("last")
    })
  }

  /** How many of 600 seeds meet the order in which the one comes last; the first execution counts steps. */
  const last = (strategy: "random" | "surw") => {
    let met = 0
    for (let seed = 1; seed <= 600; seed++) {
      if (explored(uneven, { strategy, seed, limits: { executionsMax: 2 } }).stats.firstFinding === 2) met++
    }
    return met
  }

  // Even over orders it is 1 in 6, 100 of 600; a fair coin at each step makes it 1 in 32, 19 of 600.
  it("draws each order of the steps on a location as often as any other", () => {
    assert.approximately(last("surw"), 100, 30)
    assert.isBelow(last("random"), 40)
  })
})
