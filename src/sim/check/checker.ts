/**
 * A checker turns an execution into sightings of one kind of defect.
 *
 * It reads the log, the notes and the two orders, never the accidental order of independent steps.
 * What it reports is the same in every linearisation of a trace; `forced` pairs say in which one
 * the defect can be watched. Adding a checker is one file and one line in checkers.ts.
 */
import type { Log, Note, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Kind } from "../scenario.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"

/** What a checker looks at. */
export interface Execution {
  readonly machine: Machine
  readonly log: Log
  readonly ending: Ending
  /**
   * So many steps, at the beginning, are those of the last execution on this machine that the checker was shown: it
   * need not tell again of what these alone show.
   */
  readonly shown?: number
}

/** A place in an execution: a step, or a note. */
export type Place = StepRecord | Note

/** A reason in terms of places of the execution; explain/ turns places into printed step numbers. */
export interface Because {
  readonly tag: string
  readonly [name: string]: unknown
}

/** One defect in one execution. */
export interface Sighting {
  readonly kind: Kind
  /** Tells this defect from others of its kind while a cell is explored: names only, no numbers of the execution. */
  readonly key: string
  /** The places without which there is no defect, with their parts. The rest of the execution is left out. */
  readonly places: ReadonlyArray<readonly [place: Place, role: string]>
  /** Pairs of steps to be shown in this order, although nothing in the trace orders them. */
  readonly forced?: ReadonlyArray<readonly [StepRecord, StepRecord]>
  /** The defect is one of the whole execution: nothing is left out. */
  readonly whole?: boolean
  /** The object or record it is about, for title and key. */
  readonly subject: string
  readonly because: () => ReadonlyArray<Because>
}

/** Looks at each execution. */
export interface Checker {
  readonly name: string
  /**
   * What it reports shows in a step, in an end, or in the state there, whatever the steps before were: a search that
   * gives executions up for their state may ask it.
   */
  readonly ofStates?: boolean
  /**
   * Kinds of notes. Where there is one, what it reports depends on the whole trace, also on the order of stores between
   * which nobody looks: a search that forgets that order may not ask it.
   */
  readonly ofTraces?: ReadonlyArray<string>
  readonly check: (execution: Execution, report: (sighting: Sighting) => void) => void
}

export const isNote = (place: Place): place is Note => "position" in place

/** The step a place stands at: itself, or the last step of the note's task before the note. */
export const stepOf = ({ count, records }: Log, place: Place): StepRecord | undefined => {
  if (!isNote(place)) return place
  // A note before its task's first step stands at the step that created the task.
  let last = place.task.origin
  for (let i = 0; i < count; i++) {
    if (records[i].task === place.task && records[i].nth <= place.position) last = records[i]
  }
  return last
}

/** The records of one execution, oldest first. */
export function* steps({ log }: Execution): Generator<StepRecord> {
  for (let i = 0; i < log.count; i++) yield log.records[i]
}

/** The notes of one kind, oldest first. */
export const notes = ({ log }: Execution, kind: string): ReadonlyArray<Note> =>
  log.notes.length === 0 ? log.notes : log.notes.filter((note) => note.kind === kind)

/**
 * Has the holder of this clock, a note of `task`, seen the task of the earlier note go past it? By a later step of that
 * task, by its end, or by a task that it created after the note.
 */
export const seen = ({ machine }: Execution, earlier: Note, { clock, index, task }: Note): boolean =>
  task === earlier.task
    ? index > earlier.index
    : clock[earlier.task.id] > earlier.position ||
      machine.tasks.some((child) =>
        child.parent === earlier.task && child.notesBefore > earlier.index &&
        (clock[child.id] > 0 || descends(task, child))
      )

const descends = (task: Task | undefined, from: Task): boolean =>
  task !== undefined && (task === from || descends(task.parent, from))
