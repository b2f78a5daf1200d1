/** The smallest schedules of what is found in heddle's own scenarios, held against brute force and the search. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { compareSizes, identityOf, sizeOf, smallest } from "./smallest.ts"

describe("the schedule of a finding", () => {
  it("has the fewest preemptions, in a cell of each design", { timeout: 600_000 }, () => {
    let held = 0
    for (const asked of scenarios) {
      // Where nothing is to be found there is nothing to be made small; where it is drawn at random, nothing is proven.
      const failing = asked.cells.filter(({ declared, search }) => declared.length > 0 && search === undefined)
      const designs = new Set(failing.map(({ design }) => design))
      for (const cell of [...designs].map((design) => failing.find((one) => one.design === design)!)) {
        const { exhaustive, findings } = exploreCell(asked, cell, { limits: { executionsMax: 1000 } })
        // What is large takes longer to search than it tells more about what is small.
        if (!exhaustive) continue
        const most = Math.max(0, ...findings.map(({ preemptions }) => preemptions))
        const fewer = most === 0 ? undefined : smallest(prepare(asked, cell), most - 1, 300)
        if (fewer === undefined) continue
        for (const finding of findings) {
          assert.strictEqual(finding.minimised!.proven, "whole")
          const least = fewer.get(identityOf(finding))
          if (least !== undefined) assert.isAtLeast(compareSizes(least, sizeOf(finding)), 0, finding.key)
          held++
        }
      }
    }
    assert.isAbove(held, 120)
  })

  it("is of the same kind and shows the same steps as the one that was seen", () => {
    let held = 0
    for (const asked of scenarios.filter(({ name }) => /^(races|litmus|devlink\/[bd])/.test(name))) {
      const failing = asked.cells.filter(({ declared }) => declared.length > 0)
      for (const cell of failing.slice(0, 3)) {
        const [least, seen] = [exploreCell(asked, cell).findings, exploreCell(asked, cell, { minimise: 0 }).findings]
        assert.deepStrictEqual(least.map(identityOf), seen.map(identityOf), `${asked.name} ${cell.design}`)
        held += least.filter((finding, i) => compareSizes(sizeOf(finding), sizeOf(seen[i]!)) < 0).length
      }
    }
    assert.isAbove(held, 10)
  })
})
