/**
 * The search that does not go on from a state it has seen ends in the same states, with the same findings, as one that
 * runs every interleaving.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { lostUpdate } from "../../../src/scenarios/litmus/published.ts"
import type { Checker } from "../../../src/sim/check/checker.ts"
import { checkers } from "../../../src/sim/check/checkers.ts"
import { show } from "../../../src/sim/memory/show.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { explored } from "../searching.ts"
import { bodyOf, families, print, programsOf } from "./programs.ts"

/** What can be said of the end of an execution without its past. */
const ends = (into: Set<string>): Checker => ({
  name: "ends",
  ofStates: true,
  check({ ending, machine }) {
    const tasks = machine.tasks.toSorted((a, b) => a.id - b.id).map(({ exit, path, pending }) =>
      `${path} ${exit?._tag ?? `at ${pending?.operation.name} ${pending?.object.name}`}`
    )
    const holds = machine.objects.map(({ name, state }) => `${name} ${show(state)}`)
    into.add([ending, ...tasks, ...holds].join("\n"))
  }
})

const ofStates = checkers.filter((checker) => checker.ofStates)

describe("the cached search", () => {
  it(
    "ends where brute force ends, and finds what it finds, on programs with every kind of step",
    { timeout: 60_000 },
    () => {
      let spared = 0
      for (const family of Object.keys(families)) {
        fc.assert(
          fc.property(programsOf(family, 3, 4), (program) => {
            const asked = scenario("generated", bodyOf(program))
            const [all, cached] = [new Set<string>(), new Set<string>()]
            const limits = { executionsMax: 1500 }
            const brute = explored(asked, { strategy: "dfs", limits, checkers: [...ofStates, ends(all)] })
            if (brute.bounds.length > 0) return
            const quick = explored(asked, { strategy: "cached", limits, checkers: [...ofStates, ends(cached)] })
            const keys = (result: typeof brute) => result.findings.map(({ key }) => key).toSorted()
            assert.deepStrictEqual([...cached].toSorted(), [...all].toSorted(), print(program))
            assert.deepStrictEqual(keys(quick), keys(brute), print(program))
            assert.isAtMost(quick.stats.executions, brute.stats.executions)
            spared += brute.stats.executions - quick.stats.executions
          }),
          { seed: 20_211_005, numRuns: 15 }
        )
      }
      assert.isAbove(spared, 1000)
    }
  )

  it("runs far fewer executions of the lost update, with every end", () => {
    const asked = scenario("lost", lostUpdate(3, 4))
    const [all, cached] = [new Set<string>(), new Set<string>()]
    assert.strictEqual(explored(asked, { strategy: "dfs", checkers: [ends(all)] }).stats.traces, 34_650)
    const { bounds, stats } = explored(asked, { strategy: "cached", checkers: [ends(cached)] })
    assert.deepStrictEqual([...cached].toSorted(), [...all].toSorted())
    assert.isBelow(stats.executions, 3465)
    assert.strictEqual(stats.redundant + stats.traces, stats.executions)
    assert.deepStrictEqual(bounds, ["only what a state shows was looked for"])
  })

  it.skipIf(process.env["HEDDLE_SWEEP"] === undefined)(
    "runs 446,453 executions of (4,4), of 63,063,000 interleavings",
    {
      timeout: 120_000
    },
    () => {
      const { stats } = explored(scenario("lost", lostUpdate(4, 4)), { strategy: "cached" })
      assert.strictEqual(stats.executions, 446_453)
    }
  )

  it("never says verified: what looks at the past was not looked for", () => {
    const racy = scenario("racy", lostUpdate(2, 1))
    const { exhaustive, verdict } = explored(racy, { strategy: "cached", checkers: [] })
    assert.deepStrictEqual([exhaustive, verdict], [false, "no-finding"])
  })
})
