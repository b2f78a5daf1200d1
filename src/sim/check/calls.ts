/**
 * What calls through function pointers are judged by: the `ready` of the instance, and who made the
 * pointer. Shared by the early-call, hijacked-call, null-call and lost-function checkers.
 */
import type { Note, StepRecord } from "../log.ts"
import type { FunctionPointer } from "../memory/pointer.ts"
import { type Execution, notes, seen, steps } from "./checker.ts"

/** The data of a `call` note. */
export interface Call {
  readonly pointer: FunctionPointer | null
  readonly instance: string
}

/** Every call of the execution. */
export const calls = (execution: Execution): ReadonlyArray<Note> => notes(execution, "call")

/** The instance's `ready`, if it came in this execution. */
export const readyOf = (execution: Execution, instance: string): Note | undefined =>
  notes(execution, "ready").find((note) => note.data.instance === instance)

/** Is this note ordered after the other in trace order? */
export const after = (execution: Execution, note: Note, earlier: Note): boolean => seen(execution, earlier, note)

/** The last store of this value that the note comes after: who put the pointer there. */
export const storeOf = (execution: Execution, value: unknown): StepRecord | undefined => {
  let found: StepRecord | undefined
  for (const step of steps(execution)) {
    if (step.step.operation.stores === true && step.step.argument === value) found = step
  }
  return found
}
