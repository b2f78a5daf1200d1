/**
 * A search in stretches, each on a machine of its own, comes to the same result as one that never paused.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { ScenarioError } from "../../../src/sim/errors.ts"
import { exploreCell, type ExploreOptions, exploreStretch } from "../../../src/sim/explore/explore.ts"
import type { SearchState } from "../../../src/sim/explore/search.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { CellResult } from "../../../src/sim/result.ts"
import { type Scenario, scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { bodyOf, families, print, programsOf } from "./programs.ts"

/** As a file would hold it. */
const written = (state: SearchState | undefined): SearchState => JSON.parse(JSON.stringify(state))

/** Explores in stretches of so many executions; every state goes through text, to a machine that knows nothing. */
const inStretches = (asked: Scenario, cell: number, executions: number, options: ExploreOptions = {}): CellResult => {
  let stretch = exploreStretch(asked, asked.cells[cell]!, options, executions)
  while (stretch.result === undefined) {
    stretch = exploreStretch(asked, asked.cells[cell]!, options, executions, written(stretch.state))
  }
  return stretch.result
}

describe("a search in stretches comes to the same result", () => {
  for (const asked of scenarios.filter(({ name }) => /^litmus|^races|devlink\/s(2|6|11|16)-/.test(name))) {
    it(`as one that never paused: ${asked.name}`, () => {
      for (const [i, cell] of asked.cells.entries()) {
        const whole = exploreCell(asked, cell)
        // A state is made and read for each: two stretches for the large ones, all there can be for the small.
        const executions = whole.stats.executions > 40 ? Math.ceil(whole.stats.executions / 3) : 1
        assert.deepStrictEqual(inStretches(asked, i, executions), whole)
      }
    })
  }

  it("on generated programs with every kind of step", { timeout: 60_000 }, () => {
    for (const family of Object.keys(families)) {
      fc.assert(
        fc.property(programsOf(family, 3, 3), (program) => {
          const asked = scenario("generated", bodyOf(program))
          const limits = { executionsMax: 60 }
          const whole = exploreCell(asked, asked.cells[0]!, { limits })
          assert.deepStrictEqual(inStretches(asked, 0, 7, { limits }), whole, print(program))
        }),
        { seed: 20_211_005, numRuns: 12 }
      )
    }
  })

  it("with what it rests on, though only the first stretch saw it all", () => {
    const asked = scenarios.find(({ name }) => name === "races/lost-update")!
    for (const [i, cell] of asked.cells.entries()) {
      const whole = exploreCell(asked, cell, { mutation: true })
      assert.deepStrictEqual(inStretches(asked, i, 1, { mutation: true }), whole)
    }
  })

  it("after it was stopped in the middle of an execution", () => {
    const asked = scenarios.find(({ name }) => name === "litmus/lastzero")!
    const cell = asked.cells[1]!
    let polls = 0
    const shouldStop = () => ++polls === 1
    const { result, state } = exploreStretch(asked, cell, { shouldStop }, Number.POSITIVE_INFINITY)
    assert.deepStrictEqual(result!.bounds, ["interrupted"])
    assert.strictEqual(exploreStretch(asked, cell, {}, 1e9, written(state)).result!.stats.traces, 64)
  })

  it("after a bound on its executions, where a larger one is given", () => {
    const asked = scenarios.find(({ name }) => name === "litmus/lastzero")!
    const cell = asked.cells[1]!
    const { result, state } = exploreStretch(asked, cell, { limits: { executionsMax: 10 } }, 1e9)
    assert.deepStrictEqual(result!.bounds, ["10 executions"])
    const { result: rest, state: none } = exploreStretch(asked, cell, {}, 1e9, written(state))
    assert.deepStrictEqual(rest, exploreCell(asked, cell))
    assert.isUndefined(none)
  })
})

it("a search is not gone on with by a program that has changed", () => {
  const program = (steps: number) =>
    scenario("changed", function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function*() {
        for (let i = 0; i < steps; i++) yield* x.store(i)
      })
      for (let i = 0; i < 3; i++) yield* x.load
    })
  const [was, is] = [program(3), program(4)]
  const { state } = exploreStretch(was, was.cells[0]!, {}, 2)
  assert.throws(
    () => exploreStretch(is, is.cells[0]!, {}, 2, written(state)),
    ScenarioError,
    "has changed since the search was written down"
  )
})
