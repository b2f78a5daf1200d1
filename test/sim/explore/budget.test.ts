/** Bounds are part of the verdict: executions, steps, time, interruption. */
import { assert, describe, it } from "vitest"
import { assert as claim } from "../../../src/sim/choice.ts"
import type { Progress } from "../../../src/sim/explore/explore.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

/** 924 traces of 13 steps. */
function* long() {
  const x = yield* variable("x", 0)
  function* add() {
    for (let i = 0; i < 6; i++) yield* x.fetchAdd(1)
  }
  yield* task("other", add)
  yield* add()
}

/** Goes on until it is cut. */
function* endless() {
  const x = yield* variable("x", 0)
  for (;;) yield* x.fetchAdd(1)
}

describe("a search that runs to its end", () => {
  it("counts executions, steps, the longest and the tasks", () => {
    const { bounds, stats, verdict } = explored(long)
    assert.deepStrictEqual([verdict, bounds], ["verified", []])
    assert.deepStrictEqual(stats, {
      executions: 924,
      traces: 924,
      redundant: 0,
      steps: 924 * 13,
      stepsLongest: 13,
      tasks: 2
    })
  })
})

describe("a bound", () => {
  it("of executions ends the search, and the verdict is none", () => {
    const { bounds, exhaustive, stats, verdict } = explored(long, { limits: { executionsMax: 100 } })
    assert.deepStrictEqual([verdict, exhaustive, bounds, stats.executions], [
      "no-finding",
      false,
      ["100 executions"],
      100
    ])
  })

  it("that is not reached is none: as many executions as there are traces", () => {
    const { bounds, verdict } = explored(long, { limits: { executionsMax: 924 } })
    assert.deepStrictEqual([verdict, bounds], ["verified", []])
  })

  it("of steps cuts the execution, which is no trace", () => {
    const { bounds, stats, verdict } = explored(endless, { limits: { stepsMax: 50 } })
    assert.deepStrictEqual([verdict, bounds], ["no-finding", ["50 steps an execution"]])
    assert.deepStrictEqual([stats.executions, stats.traces, stats.stepsLongest], [1, 0, 50])
  })

  it("is of the scenario where the search says nothing, and of the search where both do", () => {
    const asked = scenario("test", { limits: { stepsMax: 20 } }, endless)
    assert.deepStrictEqual(explored(asked).bounds, ["20 steps an execution"])
    assert.deepStrictEqual(explored(asked, { limits: { stepsMax: 30 } }).bounds, ["30 steps an execution"])
  })

  it("of time ends the search by the clock it is given, in the middle of an execution too", () => {
    let clock = 0
    const now = () => clock += 1000
    const { bounds, verdict } = explored(endless, { now, limits: { timeMaxMillis: 1500, stepsMax: 1_000_000 } })
    assert.deepStrictEqual([verdict, bounds], ["no-finding", ["1.5 s"]])
  })

  it("is the user's interruption", () => {
    let polls = 0
    const { bounds, verdict } = explored(long, { shouldStop: () => ++polls > 2 })
    assert.deepStrictEqual([verdict, bounds], ["no-finding", ["interrupted"]])
    assert.strictEqual(polls, 3)
  })

  it("does not hide a finding that was made before", () => {
    const { bounds, verdict } = explored(function* main() {
      yield* claim(false, "at once")
      yield* long()
    }, { limits: { executionsMax: 3 } })
    assert.deepStrictEqual([verdict, bounds], ["assertion", ["3 executions"]])
  })
})

describe("progress", () => {
  it("is told while the search runs, and only grows", () => {
    const told: Array<Progress> = []
    explored(long, { onProgress: (progress) => told.push(progress) })
    assert.isAbove(told.length, 10)
    told.forEach((each, i) => {
      if (i > 0) assert.isAtLeast(each.executions, told[i - 1]!.executions)
      assert.isAtMost(each.depth, 13)
    })
    assert.strictEqual(told[told.length - 1]!.executions, 924)
  })

  it("is told once of a search that is over at once", () => {
    const told: Array<Progress> = []
    explored(function* main() {
      yield* claim(true, "at once")
    }, { onProgress: (progress) => told.push(progress) })
    assert.deepStrictEqual(told.map(({ executions }) => executions), [1])
  })
})

describe("the first finding", () => {
  it("ends the search when that is asked for", () => {
    const { stats, verdict } = explored(function* main() {
      yield* claim(false, "at once")
      yield* long()
    }, { first: true })
    assert.deepStrictEqual([verdict, stats.executions], ["assertion", 1])
  })
})
