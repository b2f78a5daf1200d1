/**
 * Can anything go wrong at all where these users come, and choose what they choose? Not a matter of time: exhaustive
 * search says.
 */
import { prepare } from "../explore/prepare.ts"
import { search } from "../explore/search.ts"
import { make } from "../explore/strategies.ts"
import type { Cell, Scenario } from "../scenario.ts"
import { chosen } from "./timed.ts"
import type { Arrival } from "./timing.ts"

/** Larger searches give up, and whatever was not seen counts as possible. */
const executionsMax = 1_000

/**
 * True unless every trace in which the arriving tasks choose as the arrival says was run, and none has a finding.
 * Throws ScenarioError when the scenario cannot be run.
 */
export const isPossible = (scenario: Scenario, cell: Cell, arrival: Arrival | undefined): boolean => {
  const program = prepare(scenario, cell, { limits: { executionsMax } })
  const { machine } = program
  machine.fixed = (n) => chosen(machine, arrival, n)
  const { counts, found, randomUsed, spent } = search(program, make({}, executionsMax), { first: true })
  return found.length > 0 || counts.loops.length > 0 || randomUsed || spent !== undefined
}
