/** The published programs of SCTBench and ConVul: each bug is found, exhaustively or by the portfolio. */
import { assert, describe, it } from "vitest"
import published from "../../bench/peers/sct.json" with { type: "json" }
import { sample } from "../../bench/sct/measure.ts"
import { programs } from "../../bench/sct/programs.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"

describe("the published programs", () => {
  it("are all there, by their published names", () => {
    assert.sameMembers(programs.map(({ name }) => name), Object.keys(published.benchmarks))
  })

  it("have a checker for their bug, which is no data race, and use every scenario of theirs", () => {
    for (const { checkers, name } of programs) {
      assert.isNotEmpty(checkers, name)
      assert.notInclude(checkers.map((checker) => checker.name), "data-race")
    }
    const used = new Set(programs.map(({ scenario }) => scenario))
    assert.deepStrictEqual(scenarios.filter(({ name }) => name.startsWith("sct/")).filter((one) => !used.has(one)), [])
  })

  for (const { cell, checkers, name, scenario } of programs.filter(({ cell: { search } }) => search === undefined)) {
    it(`${name}: the exhaustive search finds the bug and comes to its end`, () => {
      const { exhaustive, stats } = exploreCell(scenario, cell, { checkers })
      assert.isTrue(exhaustive)
      assert.isDefined(stats.firstFinding)
      assert.strictEqual(stats.redundant, 0)
    })
  }

  for (const program of programs) {
    it(`${program.name}: the portfolio finds the bug, from each of three seeds`, () => {
      const schedulesMax = program.cell.search?.executions ?? 400
      for (const seed of [1, 2, 3]) assert.isNotNull(sample(program, "portfolio", seed, { schedulesMax }))
    })
  }
})
