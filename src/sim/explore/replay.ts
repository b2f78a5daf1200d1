/**
 * Replays a token: one execution, to its end, printed in full with what the checkers see in it.
 */
import { type Sighting, stepOf } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import { findingOf } from "../explain/explain.ts"
import { print } from "../explain/trace.ts"
import { Witness } from "../explain/witness.ts"
import type { Machine } from "../machine.ts"
import type { Finding, Trace } from "../result.ts"
import type { Cell, Kind, Scenario } from "../scenario.ts"
import type { Ending } from "../scheduler.ts"
import { programOf } from "./fingerprint.ts"
import { prepare, type Prepared } from "./prepare.ts"
import { executed, type Move, moveOf } from "./schedule.ts"
import { decode, Deviate, Recorder } from "./token.ts"

/** What a replayed execution showed. */
export interface Replay {
  readonly scenario: string
  readonly cell: Cell
  readonly trace: Trace
  /** What the checkers see in this execution. */
  readonly findings: ReadonlyArray<Finding>
}

const overBefore = "the execution is over before the token is"

/** How far a token still fits a program that has changed since it was made. */
export interface Fit {
  /** Of the program as it is now. */
  readonly fingerprint: string
  /** The schedule as far as it fits. */
  readonly moves: ReadonlyArray<Move>
  /** Departures from the default policy that could be taken, of all in the token. */
  readonly taken: number
  /** Why it does not fit to its end; absent where it does. */
  readonly stopped?: string
  /** What the checkers see in the execution; nothing where it does not fit to its end. */
  readonly found: ReadonlyArray<Kind>
}

/** Follows the token as far as the cell's program has what it asks for. */
export const fit = (program: Prepared, token: string): Fit => {
  const { body, machine } = program
  const now = programOf(program)
  const deviate = new Deviate(decode(token).deviations)
  const ending = machine.run(body, deviate)
  const moves = executed(machine).map(moveOf)
  const fitted = { fingerprint: now, moves, taken: deviate.taken }
  const stopped = deviate.diverged ?? (deviate.finished ? undefined : overBefore)
  if (stopped !== undefined) return { ...fitted, stopped, found: [] }
  return { ...fitted, found: [...new Set(sightingsOf(program, ending).map(({ kind }) => kind))] }
}

/** The program of the scenario that the token was made from, if any; `onCell` is told of each that is tried. */
export const programFor = (scenario: Scenario, token: string, onCell?: () => void): Prepared | undefined => {
  const { fingerprint } = decode(token)
  for (const cell of scenario.cells) {
    onCell?.()
    const program = prepare(scenario, cell)
    if (programOf(program) === fingerprint) return program
  }
  return undefined
}

/**
 * Runs the token's schedule. Fails with ScenarioError "diverged" when the token is none, was made
 * from another program, or asks for a choice that does not exist.
 */
export const replay = (scenario: Scenario, token: string): Replay => {
  const program = programFor(scenario, token)
  if (program === undefined) {
    const { fingerprint } = decode(token)
    const now = scenario.cells.map((other) => programOf(prepare(scenario, other))).join(", ")
    throw new ScenarioError(
      "diverged",
      `the token was made from another program: its fingerprint is ${fingerprint}, ${scenario.name} now has ${now}. ` +
        `The scenario has changed, or the token belongs to another one: run explore again`
    )
  }
  return follow(program, token)
}

/** Runs the schedule of a token of this program. Fails with ScenarioError "diverged" where it cannot be followed. */
export const follow = (program: Prepared, token: string): Replay => {
  const { body, cell, machine, scenario } = program
  const deviate = new Deviate(decode(token).deviations)
  const recorder = new Recorder(deviate)
  const seen = new Witness(recorder)
  const ending = seen.run(machine, body)
  if (deviate.diverged !== undefined || !deviate.finished) {
    const steps = machine.log.count - 1
    throw new ScenarioError(
      "diverged",
      `replay diverged after ${steps} ${steps === 1 ? "step" : "steps"}: ${deviate.diverged ?? overBefore}. ` +
        `Either the token is not as it was printed (mistyped or cut: copy it again), or the program does something ` +
        `else in a second run, though its fingerprint is the token's (run explore again)`
    )
  }
  const shown = { token, preemptions: recorder.preemptions }
  const told = sightingsOf(program, ending).map((sighting) => ({
    sighting,
    finding: findingOf(sighting, print(machine, seen, new Map(sighting.places)), shown)
  }))
  // Several of one key are one finding, as for `explore`: the first to be seen, where a small schedule ends.
  const findings = [...Map.groupBy(told, ({ finding }) => finding.key).values()].map((same) =>
    same.reduce((a, b) => lastOf(machine, b.sighting) < lastOf(machine, a.sighting) ? b : a)
  )
  return {
    scenario: scenario.name,
    cell,
    trace: print(machine, seen, new Map(findings.flatMap(({ sighting: { places } }) => places))).trace,
    findings: findings.map(({ finding }) => finding)
  }
}

/** The step with which a sighting is complete. */
const lastOf = ({ log }: Machine, { places }: Sighting): number =>
  Math.max(...places.map(([place]) => stepOf(log, place)?.index ?? 0))

/** What the checkers see in the execution that the machine has just run, each once. */
const sightingsOf = ({ checkers, machine }: Prepared, ending: Ending): ReadonlyArray<Sighting> => {
  const sightings: Array<Sighting> = []
  for (const checker of checkers) {
    checker.check({ machine, log: machine.log, ending }, (sighting) => {
      if (!sightings.some(({ key, kind }) => kind === sighting.kind && key === sighting.key)) sightings.push(sighting)
    })
  }
  return sightings
}
