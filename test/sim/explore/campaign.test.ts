/**
 * A search whose parts are explored by others comes to the same result as one on a single machine.
 *
 * Here every part is explored by a machine that knows nothing, and everything passes as text.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { lastzero } from "../../../src/scenarios/litmus/published.ts"
import { ScenarioError } from "../../../src/sim/errors.ts"
import { Campaign, exploreShare } from "../../../src/sim/explore/campaign.ts"
import { conclude, exploreCell, type ExploreOptions } from "../../../src/sim/explore/explore.ts"
import type { Rounds } from "../../../src/sim/explore/frontier.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { CellResult } from "../../../src/sim/result.ts"
import { type Cell, type Scenario, scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { shownIn } from "../searching.ts"
import { bodyOf, families, print, programsOf } from "./programs.ts"

/** As a file or a message would hold it. */
const written = <A>(value: A): A => JSON.parse(JSON.stringify(value))

/** One round, each part on a machine of its own, the last first. */
const advance = (campaign: Campaign, asked: Scenario, cell: Cell, options: ExploreOptions = {}): void => {
  const outcomes = campaign.shares().toReversed().map((share) =>
    written(exploreShare(prepare(asked, cell, options), written(share), options))
  )
  campaign.take(outcomes.toReversed())
}

/** The whole search; between two rounds it is written down and read again. */
const inRounds = (asked: Scenario, cell: Cell, how?: Rounds, options: ExploreOptions = {}): CellResult => {
  let campaign = new Campaign(undefined, how)
  while (!campaign.isOver) {
    advance(campaign, asked, cell, options)
    if (!campaign.isOver) campaign = new Campaign(written(campaign.state), how)
  }
  return conclude(prepare(asked, cell, options), campaign.tally, options)
}

/** Which execution is the first with a finding, or shows one first, depends on the size of the rounds. */
const withoutFirst = (result: CellResult) => {
  const { firstFinding: _first, ...stats } = result.stats
  return { ...result, stats, findings: shownIn(result) }
}

/** As many parts as there can be, which know of each other as late as can be. */
const smallest: Rounds = { first: 1, quantum: 1, width: 4, looks: 512 }

describe("a search in rounds comes to the same result as one that knows no parts", () => {
  for (const asked of scenarios.filter(({ name }) => /^litmus|^races|devlink\/s(2|6|11|16)-/.test(name))) {
    it(`of ${asked.name}`, { timeout: 180_000 }, () => {
      // One shape of each design and tree.
      const cells = [...Map.groupBy(asked.cells, ({ design, kernel }) => `${design} ${kernel}`).values()]
      for (const [cell = assert.fail()] of cells) {
        const whole = exploreCell(asked, cell)
        const how = whole.stats.executions > 60 ? { ...smallest, first: 10, quantum: 20 } : smallest
        assert.deepStrictEqual(withoutFirst(inRounds(asked, cell, how)), withoutFirst(whole))
      }
    })
  }

  it("of generated programs with every kind of step", { timeout: 60_000 }, () => {
    for (const family of Object.keys(families)) {
      fc.assert(
        fc.property(programsOf(family, 3, 3), (program) => {
          const asked = scenario("generated", bodyOf(program))
          const limits = { executionsMax: 1000 }
          const whole = exploreCell(asked, asked.cells[0]!, { limits })
          if (whole.bounds.length > 0 || whole.stats.executions > 60) return
          const parted = inRounds(asked, asked.cells[0]!, smallest, { limits })
          assert.deepStrictEqual(withoutFirst(parted), withoutFirst(whole), print(program))
        }),
        { seed: 20_211_005, numRuns: 12 }
      )
    }
  })

  it("with what it rests on", () => {
    const asked = scenarios.find(({ name }) => name === "races/lost-update")!
    for (const cell of asked.cells) {
      const whole = exploreCell(asked, cell, { mutation: true })
      assert.deepStrictEqual(withoutFirst(inRounds(asked, cell, smallest, { mutation: true })), withoutFirst(whole))
    }
  })
})

describe("a search in rounds of the usual size is the one that a single machine runs, to the execution,", () => {
  const asked = scenario("large", lastzero(11))
  const [cell] = asked.cells as readonly [Cell]

  it("when all is explored", () => {
    const whole = exploreCell(asked, cell)
    assert.strictEqual(whole.stats.traces, 7168)
    assert.deepStrictEqual(inRounds(asked, cell), whole)
  })

  it("and estimates at the end of each round how much there is, at the end exactly", () => {
    const campaign = new Campaign(undefined, { first: 128, quantum: 128, width: 4, looks: 512 })
    const estimates: Array<number> = []
    while (!campaign.isOver) {
      advance(campaign, asked, cell)
      assert.isAtLeast(campaign.estimate.executions, campaign.tally.counts.executions)
      estimates.push(campaign.estimate.executions)
    }
    assert.strictEqual(estimates.at(-1), 7168)
    // Halfway it is within a factor of four.
    const halfway = estimates[Math.floor(estimates.length / 2)]!
    assert.isTrue(halfway > 7168 / 4 && halfway < 7168 * 4, `${estimates.join(" ")}`)
  })

  it("when a bound is hit in the middle of a round", () => {
    const options = { limits: { executionsMax: 5000 } }
    const whole = exploreCell(asked, cell, options)
    assert.deepStrictEqual(whole.bounds, ["5000 executions"])
    assert.strictEqual(whole.stats.executions, 5000)
    assert.deepStrictEqual(inRounds(asked, cell, undefined, options), whole)
    const campaign = new Campaign()
    while (!campaign.isOver) advance(campaign, asked, cell, options)
    assert.deepStrictEqual(new Campaign(written(campaign.state)).tally, campaign.tally)
  })

  it("when it was stopped in the middle of a round, and gone on with", () => {
    const campaign = new Campaign()
    advance(campaign, asked, cell)
    const state = written(campaign.state)
    let polls = 0
    advance(campaign, asked, cell, { shouldStop: () => ++polls > 3 })
    assert.strictEqual(campaign.tally.spent, "interrupted")
    assert.isAbove(campaign.tally.counts.executions, 4096)
    assert.deepStrictEqual(campaign.state, state)
    const resumed = new Campaign(state)
    while (!resumed.isOver) advance(resumed, asked, cell)
    assert.deepStrictEqual(conclude(prepare(asked, cell), resumed.tally), exploreCell(asked, cell))
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
  const campaign = new Campaign(undefined, smallest)
  advance(campaign, was, was.cells[0]!)
  assert.throws(() => advance(campaign, is, is.cells[0]!), ScenarioError, "has changed since the search began")
})
