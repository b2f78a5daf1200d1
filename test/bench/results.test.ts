/** What is committed in bench/results is what the programs of today stand for. */
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { designs as designs_measured } from "../../bench/dispatch/designs.ts"
import { SimulationReport } from "../../src/report/simulation.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { arrivals } from "../../src/scenarios/timing.ts"
import { replay } from "../../src/sim/explore/replay.ts"

const windows = Schema.decodeUnknownSync(SimulationReport)(
  JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, "../../bench/results/windows.json"), "utf8"))
)

describe("bench/results/windows.json", () => {
  it("has tokens that replay on today's programs, and show what they are said to", () => {
    for (const { design, hits, kernel, scenario, shape } of windows.simulations) {
      const asked = scenarios.find(({ name }) => name === scenario)!
      const cells = asked.cells.filter((cell) =>
        cell.design === design && cell.kernel === kernel && cell.shape === shape
      )
      assert.lengthOf(cells, 1, `${scenario} [${design}, ${kernel}, ${shape}]`)
      for (const { kind, token } of hits) {
        const found = replay({ ...asked, cells }, token).findings.map((finding) => finding.kind)
        assert.include(found, kind, `${design}, ${kernel}, ${shape}: ${token}`)
      }
    }
  }, 120_000)

  it("has every cell of its designs at 5.16 and every kind of user, and none that is hit though it is verified", () => {
    const asked = scenarios.find(({ name }) => name === "devlink/s2-early-flash")!
    const designs = new Set(windows.simulations.map(({ design }) => design))
    assert.includeMembers([...designs], designs_measured.map(({ name }) => name))
    const expected = asked.cells.filter(({ design, kernel }) => kernel === "5.16" && designs.has(design))
      .flatMap(({ design, shape }) => arrivals.map(({ name }) => `${design} ${shape} ${name}`))
    const has = windows.simulations.map(({ arrival, design, shape }) => `${design} ${shape} ${arrival}`)
    assert.deepStrictEqual(has.toSorted(), expected.toSorted())
    for (const { hit, hits, verified } of windows.simulations) {
      assert.isTrue(!verified || (hits.length === 0 && hit.value === 0))
    }
  })
})
