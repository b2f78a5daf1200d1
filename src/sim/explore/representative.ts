/**
 * One canonical representative per finding, whatever order the strategy ran executions in.
 *
 * A sighting is cut down to the steps it needs (the trace's past of its places), put into the
 * canonical order, and compared as text: fewest switches of task, then fewest steps, then the lowest
 * text. What is kept is a schedule, which the explaining run follows.
 */
import { isNote, type Place, type Sighting } from "../check/checker.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import { closure, executed, linearise, type Move, moveOf, steady } from "./schedule.ts"

/** The schedule that shows a finding, and how it ranks. */
export interface Representative {
  readonly sighting: { readonly kind: Sighting["kind"]; readonly key: string; readonly whole: boolean }
  readonly moves: ReadonlyArray<Move>
  readonly switches: number
  readonly text: string
}

/** The schedule that shows this sighting of the machine's execution. */
export const representative = (machine: Machine, sighting: Sighting): Representative => {
  const records = executed(machine)
  const goals = sighting.places.flatMap(([place]) => stepOf(records, place) ?? [])
  const needed = sighting.whole === true ? records : closure(records, goals)
  const order = linearise(needed, sighting.forced ?? [], steady)
  const moves = order.map(moveOf)
  let switches = 0
  for (let i = 1; i < order.length; i++) if (order[i].task !== order[i - 1].task) switches++
  return {
    sighting: { kind: sighting.kind, key: sighting.key, whole: sighting.whole === true },
    moves,
    switches,
    text: moves.map(({ draws, task }) => draws.length === 0 ? task : `${task}(${draws.join()})`).join(" ")
  }
}

/** The better of two of one finding. */
export const better = (a: Representative, b: Representative): Representative =>
  a.switches !== b.switches
    ? (a.switches < b.switches ? a : b)
    : a.moves.length !== b.moves.length
    ? (a.moves.length < b.moves.length ? a : b)
    : a.text <= b.text
    ? a
    : b

/** The step a place stands at: itself, or the last step of the note's task before the note. */
const stepOf = (records: ReadonlyArray<StepRecord>, place: Place): StepRecord | undefined => {
  if (!isNote(place)) return place
  let last: StepRecord | undefined
  for (const record of records) {
    if (record.task === place.task && record.nth <= place.position) last = record
    // A note before its task's first step stands at the step that created the task.
    else if (last === undefined && record === place.task.origin) last = record
  }
  return last
}
