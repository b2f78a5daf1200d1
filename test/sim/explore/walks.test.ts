/** Random walks as an estimate of how many traces there are, against counts that are known. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { casrot, indexer, lastzero, readers, writers } from "../../../src/scenarios/litmus/published.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { tracesByWalks } from "../../../src/sim/explore/walks.ts"
import { type Scenario, scenario } from "../../../src/sim/scenario.ts"
import many from "../../fixtures/many.ts"
import { bodyOf, families, programsOf } from "./programs.ts"

const seed = 20_211_005

const estimated = (of: Scenario, walks: number) => tracesByWalks(prepare(of, of.cells[0]!), walks)

/** What these steps touch is told by the steps alone: no fiber is woken, no timer set by the code behind them. */
const told = new Set("memory atomics bits await mutex rwsem completion refcount rcu draws invariant".split(" "))

describe("the mean of random walks comes to the number of traces", () => {
  for (const family of Object.keys(families)) {
    const factor = told.has(family) ? 1.15 : 4
    it(`within a factor of ${factor}, of programs with steps of the family ${family}`, { timeout: 30_000 }, () => {
      let [traces, estimates] = [0, 0]
      for (const program of fc.sample(programsOf(family, 3, 4), { seed, numRuns: 30 })) {
        const subject = scenario("generated", bodyOf(program))
        const { exhaustive, stats } = exploreCell(subject, subject.cells[0]!, { limits: { executionsMax: 500 } })
        if (!exhaustive) continue
        traces += stats.traces
        estimates += estimated(subject, 300)
      }
      assert.isAbove(traces, 50)
      assert.isTrue(estimates / traces < factor && traces / estimates < factor, `${estimates} of ${traces}`)
    })
  }

  it("of programs of the literature: stores, counters, readers", () => {
    const known = [[writers(7), 5040], [casrot(8), 2048], [readers(8), 256], [lastzero(5), 64]] as const
    for (const [main, traces] of known) {
      assert.closeTo(estimated(scenario("published", main), 4000) / traces, 1, 0.2, `of ${traces}`)
    }
  })

  it("of a program that nobody can search: 36! / 6!^6 interleavings, all of them different", () => {
    assert.closeTo(estimated(many, 1000) / 2.6704e24, 1, 0.1)
  })
})

it("walks that all find everything asleep say nothing", () => {
  assert.strictEqual(estimated(scenario("indexer", indexer(15)), 8), 0)
})
