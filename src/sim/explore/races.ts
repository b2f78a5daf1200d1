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
import type { Item } from "./wakeup.ts"

/**
 * Calls `found` for every reversible race of the machine's execution whose later step is not before
 * `from`: the steps before it were looked at in the execution they were first taken in.
 */
export const reversals = (
  { log, tasks }: Machine,
  steps: ReadonlyArray<Item>,
  from: number,
  found: (reversal: Reversal) => void
): void => {
  const executed = { log, steps }
  const last = new Map<number, Touches>()
  // The first step is the start of main: everything comes after it.
  for (let i = 1; i < from; i++) touchAll(last, log.records[i])
  for (let i = from; i < log.count; i++) racesOf(executed, log.records[i], last, found)
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

/** The last write of a location and the reads since, for the walk over the log. */
interface Touches {
  write: StepRecord | undefined
  reads: Array<StepRecord>
}

const racesOf = (
  executed: Executed,
  record: StepRecord,
  last: Map<number, Touches>,
  found: (reversal: Reversal) => void
): void => {
  const { log, steps } = executed
  const { step, task } = record
  const waits = step.operation.enabled !== undefined
  const own = step.object.location
  const direct: Array<StepRecord> = []
  for (const access of record.accesses) {
    const touches = touch(last, access >> 1)
    if (!waits || access >> 1 !== own) collect(touches, access, record, direct)
    add(touches, access, record)
  }
  const rivals = direct.filter((earlier) => !knew(record, earlier))
  if (waits) {
    const past = pastOf(log, record)
    blockedRaces(executed, { task, step, past, end: record.index, record, strike: undefined, others: rivals }, found)
    return
  }
  for (const earlier of rivals) {
    if (direct.some((other) => other !== earlier && earlier.before_(other))) continue
    const accesses = accessesBefore(record, earlier, steps)
    found(reversal(executed, [earlier], { task: task.id, draws: anything, accesses, foretold: true }))
  }
}

/** What the step would touch before the earlier one of the race. */
const accessesBefore = (
  record: StepRecord,
  earlier: StepRecord,
  steps: ReadonlyArray<Item>
): ReadonlyArray<number> => {
  const { operation } = record.step
  if (operation === interruptOperation && victimOf(record.step) === earlier.task) return struck(record, earlier.step)
  return operation.varies === true ? foretold(record, [earlier, record]) : steps[record.index].accesses
}

/** An interruption that takes this step from its victim touches what the step leaves behind. */
const struck = ({ step: { object } }: StepRecord, taken: Step<unknown>): Array<number> => {
  const accesses = [2 * object.location + 1]
  if (taken.operation.cancel !== undefined) accesses.push(2 * taken.object.location + 1)
  return accesses
}

const victimOf = (step: Step<unknown>): Task => (step.argument as Interruption).victim

const touch = (last: Map<number, Touches>, location: number): Touches => {
  let touches = last.get(location)
  if (touches === undefined) last.set(location, touches = { write: undefined, reads: [] })
  return touches
}

const touchAll = (last: Map<number, Touches>, record: StepRecord): void => {
  for (const access of record.accesses) add(touch(last, access >> 1), access, record)
}

const add = (touches: Touches, access: number, record: StepRecord): void => {
  if ((access & 1) === 1) {
    touches.write = record
    touches.reads = []
  } else {
    const at = touches.reads.findIndex((read) => read.task === record.task)
    touches.reads[at < 0 ? touches.reads.length : at] = record
  }
}

/** The steps that this access comes directly after. */
const collect = (touches: Touches, access: number, record: StepRecord, into: Array<StepRecord>): void => {
  if ((access & 1) === 1 && touches.reads.length > 0) {
    for (const read of touches.reads) if (read.task !== record.task && !into.includes(read)) into.push(read)
  } else if (touches.write !== undefined && touches.write.task !== record.task && !into.includes(touches.write)) {
    into.push(touches.write)
  }
}

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
