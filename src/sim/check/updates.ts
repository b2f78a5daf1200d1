/**
 * The bracketed updates and reads of an execution, as the window and torn-read checkers need them.
 */
import { READ, WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { Bracket } from "../memory/record.ts"
import type { Task } from "../task.ts"
import { type Execution, notes, steps } from "./checker.ts"

/** The accesses of one task to one record within one pair of brackets. */
export interface Span {
  readonly record: string
  readonly locations: ReadonlySet<number>
  readonly task: Task
  readonly accesses: ReadonlyArray<StepRecord>
}

/** The stores of each bracketed update. An update cut short by its task's death ends with the execution. */
export const updates = (execution: Execution): Array<Span> => spans(execution, "update", WRITE)

/** The loads of each bracketed multi-field read. */
export const readings = (execution: Execution): Array<Span> => spans(execution, "reading", READ)

/** Does the record access one of these locations as memory, with this effect? */
export const touches = (record: StepRecord, locations: ReadonlySet<number>, effect: number): boolean =>
  (record.effects & effect) !== 0 && record.step.operation.access !== "none" &&
  locations.has(record.step.object.location)

const spans = (execution: Execution, kind: string, effect: number): Array<Span> => {
  const found: Array<Span> = []
  const marks = notes(execution, kind)
  marks.forEach((begin, i) => {
    const { end: closes, locations, record } = begin.data as Bracket
    if (closes) return
    const end = marks.slice(i + 1).find((mark) => mark.task === begin.task && (mark.data as Bracket).end)
    const until = end?.position ?? Number.POSITIVE_INFINITY
    const accesses: Array<StepRecord> = []
    for (const step of steps(execution)) {
      const inside = step.task === begin.task && step.nth > begin.position && step.nth <= until
      if (inside && touches(step, locations, effect)) accesses.push(step)
    }
    found.push({ record, locations, task: begin.task, accesses })
  })
  return found
}
