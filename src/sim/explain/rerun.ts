/**
 * Runs a finding's schedule once more, with the source lines of its steps, and finds the finding in it again.
 */
import { isNote, type Place, type Sighting } from "../check/checker.ts"
import type { Prepared } from "../explore/prepare.ts"
import { Follow, sizeOf } from "../explore/schedule.ts"
import type { Shown } from "../explore/tally.ts"
import { type Deviation, Recorder } from "../explore/token.ts"
import type { Size } from "../result.ts"
import { type Kind, kinds } from "../scenario.ts"
import type { Ending } from "../scheduler.ts"
import { framesOf } from "./frames.ts"
import { Witness } from "./witness.ts"

/** A schedule, and the finding it shows. */
export type Schedule = Pick<Shown, "moves" | "sighting">

/** What was seen in a schedule that was run once more. */
export interface Rerun {
  readonly size: Size
  readonly deviations: ReadonlyArray<Deviation>
  readonly seen: Witness
  /** The finding, wherever its checker sees it. */
  readonly sightings: ReadonlyArray<Sighting>
}

/** Runs the schedule; the machine still shows the execution. */
export const rerun = (program: Prepared, { moves, sighting }: Schedule): Rerun => {
  const { body, machine } = program
  const recorder = new Recorder(new Follow(moves, sighting.whole))
  const seen = new Witness(recorder)
  const ending = seen.run(machine, body)
  const { deviations, preemptions } = recorder
  return { size: sizeOf(machine, preemptions), deviations, seen, sightings: sightingsOf(program, sighting, ending) }
}

/** Where the checkers see the finding in the machine's execution. */
export const sightingsOf = (
  { checkers, machine }: Prepared,
  { key, kind }: Pick<Sighting, "key" | "kind">,
  ending: Ending
): ReadonlyArray<Sighting> => {
  const found: Array<Sighting> = []
  for (const checker of checkers) {
    checker.check({ machine, log: machine.log, ending }, (sighting) => {
      if (sighting.kind === kind && sighting.key === key) found.push(sighting)
    })
  }
  return found
}

/** Do the checkers see one of these in the machine's execution? */
export const isSeen = (
  { checkers, machine }: Prepared,
  sightings: ReadonlyArray<Pick<Sighting, "key" | "kind">>,
  ending: Ending
): boolean => {
  let seen = false
  for (const checker of checkers) {
    checker.check({ machine, log: machine.log, ending }, ({ key, kind }) => {
      seen ||= sightings.some((one) => one.kind === kind && one.key === key)
    })
  }
  return seen
}

/** What the checkers see in the machine's execution, most specific kind first. */
export const kindsIn = ({ checkers, machine }: Prepared, ending: Ending): ReadonlyArray<Kind> => {
  const found = new Set<Kind>()
  for (const checker of checkers) checker.check({ machine, log: machine.log, ending }, ({ kind }) => found.add(kind))
  return kinds.filter((kind) => found.has(kind))
}

/** The lines of the source that make a sighting, and who runs them. */
export const looksOf = ({ places }: Sighting): string => JSON.stringify(places.map(lookOf).toSorted())

const lookOf = ([place, role]: readonly [Place, string]): string => {
  const [frame] = framesOf(place.stack)
  const what = isNote(place) ? place.kind : `${place.step.operation.name} ${place.step.object.name}`
  return `${role}: ${place.task.name} ${what} ${frame?.file}:${frame?.line}:${frame?.column}`
}
