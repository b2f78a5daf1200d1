/** What begins with given steps: every trace of it, and nothing else. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { Continuations } from "../../../src/sim/explore/continuations.ts"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import type { Move } from "../../../src/sim/explore/schedule.ts"
import { bodyOf, print, programsOf } from "./programs.ts"
import { survey } from "./traces.ts"

const nothingGiven: ReadonlyArray<Move> = [{ task: "main", draws: [] }]

describe("the continuations of a beginning", () => {
  for (const family of ["memory", "mutex", "rwsem", "work", "rcu"]) {
    it(`are all traces that a schedule shows which begins so, in programs with steps of the family ${family}`, () => {
      let fewer = 0
      fc.assert(
        fc.property(programsOf(family, 3, 3), (program) => {
          const body = bodyOf(program)
          const all = survey(body, new DepthFirst(), { executionsMax: 500 })
          if (!all.exhausted) return
          const whole = survey(body, new Continuations(nothingGiven))
          assert.deepStrictEqual([...whole.traces.keys()].toSorted(), [...all.traces.keys()].toSorted(), print(program))
          for (const { schedule } of all.traces.values()) {
            const begin = schedule.split(" ").slice(0, 3)
            const some = survey(body, new Continuations(begin.map((task) => ({ task, draws: [] }))))
            for (const [key, found] of some.traces) {
              assert.isTrue(all.traces.has(key), key)
              assert.deepStrictEqual(found.schedule.split(" ").slice(0, 3), begin)
            }
            const shown = [...all.traces].filter(([, trace]) => `${trace.schedule} `.startsWith(`${begin.join(" ")} `))
            for (const [key] of shown) assert.isTrue(some.traces.has(key), key)
            if (some.traces.size < all.traces.size) fewer++
          }
        }),
        { seed: 20_211_005, numRuns: 20 }
      )
      assert.isAbove(fewer, 0)
    })
  }
})
