/**
 * The optimal search and brute force see the same traces of small random programs.
 *
 * `npm run test:sweep` does so for a great many more; the seed is printed, and HEDDLE_SWEEP_SEED sets it.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { compared } from "./compared.ts"
import { families, programsOf } from "./programs.ts"

const sweep = Number(process.env["HEDDLE_SWEEP"] ?? 0)
const seed = Number(process.env["HEDDLE_SWEEP_SEED"] ?? (sweep > 0 ? Date.now() % 1_000_000 : 20_211_005))
const numRuns = sweep > 0 ? sweep : 40
const interleavingsMax = sweep > 0 ? 3000 : 500
const stepsMax = sweep > 0 ? 5 : 4

describe(`the optimal search (seed ${seed}) sees every trace once, as brute force does,`, () => {
  for (const family of Object.keys(families)) {
    it(`of ${numRuns} programs with steps of the family ${family}`, { timeout: sweep > 0 ? 3_600_000 : 60_000 }, () => {
      let programs = 0
      let most = 0
      fc.assert(
        fc.property(programsOf(family, 3, stepsMax), (program) => {
          const seen = compared(program, interleavingsMax, { deadlineOrder: family === "deadlines" })
          if (seen === undefined) return
          programs++
          most = Math.max(most, seen.traces)
        }),
        { seed, numRuns }
      )
      // Few are too large to compare, and some program has more than one trace.
      assert.isAbove(programs, numRuns / 2)
      assert.isAbove(most, 1)
    })
  }
})
