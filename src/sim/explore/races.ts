/**
 * The reversible races of an execution: pairs of dependent steps that could have run the other way
 * round, with the sequence that makes them do so.
 *
 * A race is a pair that is dependent with nothing in between. For a step that can wait this does not
 * do: what comes directly before it is often what let it go, or it never went. Such steps are sought
 * in blocking.ts, by asking the object whether it would have let the step go without its rival.
 * Source: JACM 64(4) 2017 (wakeup.ts), section 3.
 */
import { type Clock, join } from "../clock.ts"
import { type Interruption, interruptOperation } from "../interrupt.ts"
import type { Log, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { blockedRaces } from "./blocking.ts"
import { anything } from "./draws.ts"
import { foretold } from "./fold.ts"
import { type Executed, type Reversal, reversal } from "./reversal.ts"

/**
 * Calls `found` for every reversible race of the machine's execution whose later step is not before
 * `from`: the steps before it were looked at in the execution they were first taken in.
 */
export const reversals = (
  { log, tasks }: Machine,
  stepAt: Executed["stepAt"],
  from: number,
  found: (reversal: Reversal) => void
): void => {
  const executed = { log, stepAt }
  for (let i = from; i < log.count; i++) racesOf(executed, log.records[i], found)
  for (let i = from; i < log.count; i++) {
    const record = log.records[i]
    const { cancelled } = record
    if (cancelled === undefined) continue
    const { clock, step, task } = cancelled
    blockedRaces(executed, { task, step, past: clock, end: i, record: undefined, strike: record, others: [] }, found)
  }
  for (const task of tasks) {
    const { pending } = task
    if (pending === undefined || pending.operation.enabled === undefined) continue
    const past = log.clockOf(task)
    const end = log.count
    blockedRaces(executed, { task, step: pending, past, end, record: undefined, strike: undefined, others: [] }, found)
  }
}

const racesOf = (executed: Executed, record: StepRecord, found: (reversal: Reversal) => void): void => {
  const { log, stepAt } = executed
  const { rivals: direct, step, task } = record
  const rivals = direct.filter((earlier) => !knew(record, earlier))
  if (step.operation.enabled !== undefined) {
    const past = pastOf(log, record)
    blockedRaces(executed, { task, step, past, end: record.index, record, strike: undefined, others: rivals }, found)
    return
  }
  for (const earlier of rivals) {
    if (direct.some((other) => other !== earlier && earlier.before_(other))) continue
    const accesses = accessesBefore(record, earlier, stepAt)
    found(reversal(executed, [earlier], { task: task.id, draws: anything, accesses, foretold: true }))
  }
}

/** What the step would touch before the earlier one of the race. */
const accessesBefore = (
  record: StepRecord,
  earlier: StepRecord,
  stepAt: Executed["stepAt"]
): ReadonlyArray<number> => {
  const { operation } = record.step
  if (operation === interruptOperation && victimOf(record.step) === earlier.task) return struck(record, earlier.step)
  return operation.varies === true ? foretold(record, [earlier, record]) : stepAt(record.index).accesses
}

/** An interruption that takes this step from its victim touches what the step leaves behind. */
const struck = ({ step: { object } }: StepRecord, taken: Step<unknown>): Array<number> => {
  const accesses = [2 * object.location + 1]
  if (taken.operation.cancel !== undefined) accesses.push(2 * taken.object.location + 1)
  return accesses
}

const victimOf = (step: Step<unknown>): Task => (step.argument as Interruption).victim

/** Did the record's task know of the step before it took its own? */
const knew = ({ causes, previous, task }: StepRecord, earlier: StepRecord): boolean => {
  const before = previous ?? task.origin
  return (before !== undefined && earlier.before_(before)) || causes.some((cause) => earlier.before_(cause))
}

/** What the record's task knew before the step: its clock without what the step itself touches. */
const pastOf = (log: Log, record: StepRecord): Clock => {
  const clock = new Int32Array(log.clockWidth)
  const before = record.previous ?? record.task.origin
  if (before !== undefined) clock.set(before.clock)
  for (const cause of record.causes) join(clock, cause.clock)
  return clock
}
