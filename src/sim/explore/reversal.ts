/**
 * A reversal: what is to be explored so that two steps of an execution run the other way round.
 */
import type { Clock } from "../clock.ts"
import type { Log, StepRecord } from "../log.ts"
import type { Item } from "./wakeup.ts"

/** A sequence to explore instead of the step at `index`. */
export interface Reversal {
  readonly index: number
  readonly sequence: ReadonlyArray<Item>
}

/** An execution: its log, and the same steps as items. */
export interface Executed {
  readonly log: Log
  readonly stepAt: (index: number) => Item
}

/** Is the step in the past that the clock stands for? */
export const knows = (clock: Clock, { nth, task }: StepRecord): boolean => clock[task.id] >= nth

/** All that did not come after the removed steps, the first of which it takes the place of; then the later step. */
export const reversal = (
  { log, stepAt }: Executed,
  removed: ReadonlyArray<StepRecord>,
  later: Item
): Reversal => {
  const { index } = removed[0]
  const sequence: Array<Item> = []
  for (let i = index + 1; i < log.count; i++) if (!follows(log.records[i], removed)) sequence.push(stepAt(i))
  sequence.push(later)
  return { index, sequence }
}

/** Does the step come after one of these, or is it one of them? */
export const follows = (record: StepRecord, removed: ReadonlyArray<StepRecord>): boolean => {
  for (let i = 0; i < removed.length; i++) if (removed[i].before_(record)) return true
  return false
}
