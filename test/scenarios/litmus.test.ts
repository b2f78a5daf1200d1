/** The published programs show their published numbers of traces to whoever explores them as scenarios. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"

const factorial = (n: number): number => n < 2 ? 1 : n * factorial(n - 1)

/** Traces for n, deadlocked ones counted; sources in src/scenarios/litmus/published.ts. */
const published: Record<string, (n: number) => number> = {
  "litmus/ainc": factorial,
  "litmus/casrot": (n) => [0, 1, 2, 5, 14, 43, 144][n]!,
  "litmus/filesystem": (n) => 2 ** (n - 13),
  "litmus/indexer": (n) => 8 ** (n - 11),
  "litmus/lastwrite": factorial,
  "litmus/lastzero": (n) => (n + 3) * 2 ** (n - 2),
  "litmus/philosophers": (n) => 2 ** n - 1,
  "litmus/readers": (n) => 2 ** n
}
const litmus = scenarios.filter(({ name }) => name.startsWith("litmus/"))

describe("a published program", () => {
  it("is a scenario, every one of them", () => {
    assert.deepStrictEqual(litmus.map(({ name }) => name), Object.keys(published))
  })

  for (const scenario of litmus) {
    for (const cell of scenario.cells) {
      it(`${scenario.name} ${cell.shape} has as many traces as published, none redundant`, () => {
        const { stats } = exploreCell(scenario, cell)
        const traces = published[scenario.name]!(Number(cell.shape.slice(2)))
        assert.deepStrictEqual([stats.executions, stats.traces, stats.redundant], [traces, traces, 0])
      })
    }
  }
})
