/**
 * Why two steps are not ordered, and what would have done it: the locks that each task held there, and a hand-over
 * between the tasks that was no release and acquire.
 */
import { ACQUIRE, ACQUIRE_SHARED, READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import { type Execution, steps } from "./checker.ts"

/** The names of the locks that the step's task holds at it, as taken. */
export const heldAt = (execution: Execution, at: StepRecord): ReadonlyArray<string> => {
  const held: Array<string> = []
  for (const { effects, nth, step: { object, operation }, task } of steps(execution)) {
    if (task !== at.task || nth >= at.nth || operation.lock === undefined) continue
    if (operation.lock === "take" && (effects & (ACQUIRE | ACQUIRE_SHARED)) !== 0) held.push(object.name)
    const given = operation.lock === "give" && (effects & (RELEASE | RELEASE_SHARED)) !== 0
    const last = given ? held.lastIndexOf(object.name) : -1
    if (last >= 0) held.splice(last, 1)
  }
  return held
}

/** A store after one step that the other's task read before its own: with release and acquire the two were ordered. */
export interface HandOver {
  readonly object: string
  readonly store: StepRecord
  readonly load: StepRecord
}

/** The last such hand-over from the earlier step to the later one; undefined where nothing passed between them. */
export const handOver = (execution: Execution, earlier: StepRecord, later: StepRecord): HandOver | undefined => {
  const stores = new Map<string, StepRecord>()
  let found: HandOver | undefined
  for (const step of steps(execution)) {
    const { effects, nth, step: { object, operation }, task } = step
    if (operation.access === "none") continue
    const store = stores.get(object.name)
    if (store !== undefined && task === later.task && nth < later.nth && (effects & READ) !== 0) {
      found = { object: object.name, store, load: step }
    }
    if ((effects & WRITE) === 0) continue
    if (task === earlier.task && nth >= earlier.nth) stores.set(object.name, step)
    else stores.delete(object.name)
  }
  return found
}
