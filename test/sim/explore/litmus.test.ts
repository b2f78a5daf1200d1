/** Every program of the public litmus suite (see bench/counts.ts). */
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { compare, litmusOf } from "../../../bench/counts.ts"

const file = fileURLToPath(new URL("../../data/litmus-sc.json.gz", import.meta.url))

describe("the litmus suite", () => {
  it("has as many traces as brute force counted, and reaches what can be reached", () => {
    const { mismatches, programs, redundant, traces } = compare(litmusOf(file))
    assert.deepStrictEqual(mismatches, [])
    assert.deepStrictEqual({ programs, redundant, traces }, { programs: 4029, redundant: 0, traces: 123_324 })
  })

  it("has as many reads-from classes, each run once", () => {
    const { mismatches, programs, redundant, traces } = compare(litmusOf(file), "reads-from")
    assert.deepStrictEqual(mismatches, [])
    assert.deepStrictEqual({ programs, redundant, traces }, { programs: 4029, redundant: 0, traces: 60_640 })
  })
})
