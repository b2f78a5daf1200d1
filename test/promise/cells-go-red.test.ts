/** No verified cell is green for nothing: with a protection that it rests on taken away, it has a finding. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"

const verified = scenarios.flatMap((scenario) =>
  // One with a search of its own is never verified.
  scenario.cells.filter(({ declared, search }) => declared.length === 0 && search === undefined).map((cell) => ({
    scenario,
    cell
  }))
)

describe("a verified cell", () => {
  for (const { cell, scenario } of verified) {
    it(`${scenario.name} [${cell.design} ${cell.shape}] turns red without any of the sets it rests on`, () => {
      const { protections, verdict } = exploreCell(scenario, cell, { mutation: true })
      assert.strictEqual(verdict, "verified")
      assert.isNotEmpty(protections)
      for (const set of protections!) {
        const limits = { executionsMax: 20_000 }
        const red = exploreCell(scenario, cell, { removed: new Set(set), limits, first: true })
        assert.notInclude(["verified", "no-finding"], red.verdict, set.join(" + "))
        // No set is larger than it has to be.
        for (const name of set) {
          const smaller = new Set(set.filter((other) => other !== name))
          const { findings } = exploreCell(scenario, cell, { removed: smaller, limits: { executionsMax: 20_000 } })
          assert.isEmpty(findings, `${name} adds nothing to ${[...smaller].join(" + ")}`)
        }
      }
    })
  }

  it("exists in every scenario of the races, beside a cell with a finding", () => {
    for (const { cells, name } of scenarios.filter((scenario) => scenario.name.startsWith("races/"))) {
      assert.includeMembers(cells.map(({ declared }) => declared.length > 0), [true, false], name)
    }
  })
})
