/** Same input, same bytes: exploring every scenario again, in either way of running tasks, gives equal results. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"

describe("exploring a cell again gives the same result to the byte", () => {
  for (const scenario of scenarios) {
    // Each cell twice, and some have a hundred tasks.
    it(`${scenario.name}`, { timeout: 240_000 }, () => {
      for (const cell of scenario.cells) {
        const first = exploreCell(scenario, cell)
        assert.strictEqual(JSON.stringify(exploreCell(scenario, cell, { direct: false })), JSON.stringify(first))
      }
    })
  }
})

describe("plain search gives the same findings to the byte", () => {
  for (const scenario of scenarios.filter(({ name }) => name.startsWith("races/"))) {
    it(`${scenario.name}`, () => {
      for (const cell of scenario.cells) {
        const plain = exploreCell(scenario, cell, { strategy: "dfs" })
        assert.isTrue(plain.exhaustive)
        assert.strictEqual(JSON.stringify(plain.findings), JSON.stringify(exploreCell(scenario, cell).findings))
      }
    })
  }
})
