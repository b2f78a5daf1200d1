/** Every program of the public litmus suite, where the data stands beside the clone (see bench/counts.ts). */
import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { compare, litmusOf } from "../../../bench/counts.ts"

const file = fileURLToPath(new URL("../../../../shared/data/litmus-sc.json", import.meta.url))

describe("the litmus suite", () => {
  it.runIf(fs.existsSync(file))("has as many traces as brute force counted, and reaches what can be reached", () => {
    const { mismatches, programs, redundant, traces } = compare(litmusOf(file))
    assert.deepStrictEqual(mismatches, [])
    assert.deepStrictEqual({ programs, redundant, traces }, { programs: 4029, redundant: 0, traces: 123_324 })
  })
})
