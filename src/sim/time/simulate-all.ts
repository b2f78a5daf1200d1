/**
 * All that is asked of a cell's timed runs: once for each way in which users come, and with each duration doubled.
 */
import { ScenarioError } from "../errors.ts"
import type { Cell, Scenario } from "../scenario.ts"
import { scaled } from "./latency.ts"
import { hasUsers, simulateCell, type SimulateOptions, type Simulation } from "./simulate.ts"
import { type Arrival, generic, type Timed, type Timing } from "./timing.ts"

/** What is asked. */
export interface SimulateAllOptions extends Omit<SimulateOptions, "arrival" | "timing"> {
  /** Names of arrivals; all that the timing has, if there is none. */
  readonly arrivals: ReadonlyArray<string>
  /** Laid over what the scenario says. */
  readonly timing: Partial<Timing> | undefined
  /** Say which durations matter. */
  readonly sensitivity: boolean
}

/**
 * Simulates the cell once for each arrival; once as it is, where there is none.
 * Throws ScenarioError when the scenario cannot be run, or an arrival is not known.
 */
export const simulateAll = (
  scenario: Scenario,
  cell: Cell,
  { arrivals, sensitivity, timing: said, ...options }: SimulateAllOptions
): ReadonlyArray<Simulation> => {
  const timing = { ...(scenario.timing ?? generic), ...said }
  return chosen(timing, arrivals).flatMap((arrival) => {
    const asked = { ...options, arrival, timing }
    if (arrival !== undefined && !hasUsers(scenario, cell, asked)) return []
    const simulation = simulateCell(scenario, cell, asked)
    return sensitivity ? { ...simulation, sensitivity: sensitivityOf(scenario, cell, asked, simulation) } : simulation
  })
}

const chosen = ({ arrivals = [] }: Timing, names: ReadonlyArray<string>): ReadonlyArray<Arrival | undefined> => {
  if (names.length === 0) return arrivals.length === 0 ? [undefined] : arrivals
  return names.map((name) => {
    const known = arrivals.find((arrival) => arrival.name === name)
    if (known !== undefined) return known
    const list = arrivals.length === 0 ? "none" : arrivals.map((arrival) => arrival.name).join(", ")
    throw new ScenarioError("misuse", `no users come as ${JSON.stringify(name)}: the scenario's timing has ${list}`)
  })
}

/** What happens when one duration is doubled, everything else drawn as before. */
const sensitivityOf = (
  scenario: Scenario,
  cell: Cell,
  asked: SimulateOptions,
  { durations, hit }: Simulation
): NonNullable<Simulation["sensitivity"]> =>
  hit.value === 0
    ? []
    : [...doubled(asked.timing, durations)].map(([name, timing]) => ({
      name,
      factor: simulateCell(scenario, cell, { ...asked, timing }).hit.value / hit.value
    })).toSorted((a, b) => Math.abs(Math.log(b.factor)) - Math.abs(Math.log(a.factor)))

const twice = <T extends Timed>(timed: T): T => ({ ...timed, latency: scaled(timed.latency, 2) })

function* doubled(timing: Timing, met: ReadonlyArray<string>): Generator<readonly [string, Timing]> {
  yield ["step", { ...timing, step: twice(timing.step) }]
  yield ["wakeup", { ...timing, wakeup: twice(timing.wakeup) }]
  for (const [name, activity] of Object.entries(timing.activities ?? {})) {
    if (!met.includes(name)) continue
    yield [name, { ...timing, activities: { ...timing.activities, [name]: twice(activity) } }]
  }
  for (const [name, operation] of Object.entries(timing.operations ?? {})) {
    if (!met.includes(name)) continue
    yield [name, { ...timing, operations: { ...timing.operations, [name]: twice(operation) } }]
  }
  if (timing.interrupts !== undefined) {
    const { every, lasts } = timing.interrupts
    yield ["interrupts, time between", { ...timing, interrupts: { every: twice(every), lasts } }]
    yield ["interrupts, length", { ...timing, interrupts: { every, lasts: twice(lasts) } }]
  }
}
