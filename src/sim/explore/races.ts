/**
 * The reversible races of an execution: pairs of dependent steps that could have run the other way
 * round, with the sequence that makes them do so.
 *
 * A race is a pair that is dependent with nothing in between. A step that waits (a lock, a
 * completion, an await) is different: what precedes it directly is often what let it go. For such a
 * step, taken or still waiting at the end, the object's history is folded without a candidate and
 * all that came after it; the candidate races with the step if the step is enabled there. So a
 * deadlocked execution too says which orders were not tried.
 * Source: JACM 64(4) 2017 (wakeup.ts), its treatment of blocking generalised from locks to any
 * operation that is pure in one object's state.
 */
import type { Clock } from "../clock.ts"
import { WRITE } from "../effects.ts"
import type { Log, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { SimObject } from "../object.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import type { Item } from "./wakeup.ts"

/** A sequence to explore instead of the step at `index`. */
export interface Reversal {
  readonly index: number
  readonly sequence: ReadonlyArray<Item>
}

/** Calls `found` for every reversible race of the machine's execution. */
export const reversals = (machine: Machine, found: (reversal: Reversal) => void): void => {
  const { log } = machine
  const last = new Map<number, Touches>()
  for (let i = 1; i < log.count; i++) racesOf(log, log.records[i], last, found)
  for (let i = 1; i < log.count; i++) {
    const { cancelled } = log.records[i]
    if (cancelled !== undefined) reverseCancelled(log, log.records[i], cancelled, found)
  }
  for (const task of machine.tasks) {
    if (task.pending !== undefined && task.pending.operation.enabled !== undefined) {
      waiting(log, { task, step: task.pending, past: log.clockOf(task), record: undefined }, found)
    }
  }
}

/** The last write of a location and the reads since, for the walk over the log. */
interface Touches {
  write: StepRecord | undefined
  reads: Array<StepRecord>
}

/** A step whose races are sought: taken (with its record) or still waiting. */
interface Candidate {
  readonly task: Task
  readonly step: Step<unknown>
  /** What it comes after for other reasons than its own object. */
  readonly past: Clock
  readonly record: StepRecord | undefined
}

const racesOf = (log: Log, record: StepRecord, last: Map<number, Touches>, found: (r: Reversal) => void): void => {
  const previous = previousOf(log, record)
  const waits = record.step.operation.enabled !== undefined
  const own = 2 * record.step.object.location
  const direct: Array<StepRecord> = []
  for (const access of record.accesses) {
    const touches = touch(last, access >> 1)
    if (!(waits && (access & ~1) === own)) collect(touches, access, record, direct)
    if ((access & 1) === 1) {
      touches.write = record
      touches.reads = []
    } else {
      const at = touches.reads.findIndex((read) => read.task === record.task)
      touches.reads[at < 0 ? touches.reads.length : at] = record
    }
  }
  for (const earlier of direct) {
    const between = (other: StepRecord) => other !== earlier && earlier.before_(other)
    if (known(previous, earlier) || direct.some(between)) continue
    if (interrupted(earlier, record)) continue
    // A step that waits may have been let go by what came after the earlier step: then it cannot come first.
    if (waits && !enabledWithout({ task: record.task, step: record.step, past: previous, record }, [earlier])) continue
    found(reverse(log, [earlier], itemOf(record, earlier)))
  }
  if (waits) {
    const past = previous.slice()
    for (const earlier of direct) for (let t = 0; t < past.length; t++) past[t] = Math.max(past[t], earlier.clock[t])
    waiting(log, { task: record.task, step: record.step, past, record }, found)
  }
}

/** The victim's next step after an interruption is another one than it would have taken: see reverseCancelled. */
const interrupted = (earlier: StepRecord, record: StepRecord): boolean =>
  record.task.exposed && earlier.step.object === record.task.life && earlier.task !== record.task &&
  (earlier.effects & WRITE) !== 0

const touch = (last: Map<number, Touches>, location: number): Touches => {
  let touches = last.get(location)
  if (touches === undefined) last.set(location, touches = { write: undefined, reads: [] })
  return touches
}

/** The steps that this access comes directly after. */
const collect = (touches: Touches, access: number, record: StepRecord, into: Array<StepRecord>): void => {
  if ((access & 1) === 1 && touches.reads.length > 0) {
    for (const read of touches.reads) if (read.task !== record.task && !into.includes(read)) into.push(read)
  } else if (touches.write !== undefined && touches.write.task !== record.task && !into.includes(touches.write)) {
    into.push(touches.write)
  }
}

/** What the record's task knew before the step: its own clock without the step's accesses. */
const previousOf = (log: Log, record: StepRecord): Clock => {
  const { task } = record
  const clock = new Int32Array(log.clockWidth)
  const before = record.previous ?? task.origin
  if (before !== undefined) clock.set(before.clock)
  for (const cause of record.causes) {
    for (let t = 0; t < clock.length; t++) clock[t] = Math.max(clock[t], cause.clock[t])
  }
  return clock
}

const known = (clock: Clock, record: StepRecord): boolean => clock[record.task.id] >= record.nth

/** The races of a step that waits on its object. */
const waiting = (log: Log, candidate: Candidate, found: (r: Reversal) => void): void => {
  const { past, record, step, task } = candidate
  const { object } = step
  const history = object.history ?? []
  const end = record === undefined ? history.length : history.indexOf(record)
  const rivals = history.slice(0, end).filter((earlier) =>
    earlier.task !== task && !known(past, earlier) && conflicts(earlier, object, record)
  )
  const single = rivals.filter((earlier) => enabledWithout(candidate, [earlier]))
  if (single.length > 0) {
    for (const earlier of single) {
      if (single.some((later) => later !== earlier && earlier.before_(later))) continue
      found(reverse(log, [earlier], waitingItem(candidate, [earlier])))
    }
    return
  }
  // Several holders stand in its way: take them away, latest first, until it could go.
  const removed: Array<StepRecord> = []
  for (let i = rivals.length - 1; i >= 0; i--) {
    removed.push(rivals[i])
    if (removed.length > 1 && enabledWithout(candidate, removed)) {
      found(reverse(log, removed, waitingItem(candidate, removed)))
      return
    }
  }
}

/** Does the earlier access conflict with the step? One still waiting is taken to write. */
const conflicts = (earlier: StepRecord, object: SimObject, record: StepRecord | undefined): boolean => {
  const write = 2 * object.location + 1
  const writes = record === undefined || record.accesses.includes(write)
  return earlier.accesses.includes(write) || (writes && earlier.accesses.includes(write - 1))
}

/** Runs `look` with the object as it would be without these steps and all that came after them. */
const without = <A>(
  object: SimObject,
  step: StepRecord | undefined,
  removed: ReadonlyArray<StepRecord>,
  look: () => A
): A => {
  const { machine, state } = object
  object.state = object.initial
  for (const record of object.history ?? []) {
    if (record === step || removed.some((gone) => gone.before_(record))) continue
    if (record.step.object === object) record.step.operation.apply(object, record.step.argument, record.task)
    else if (record.ended.some((task) => task.watched && task.life === object)) object.state = true
  }
  const seen = look()
  object.state = state
  machine.result = machine.outcome = machine.fault = undefined
  return seen
}

const enabledWithout = ({ record, step, task }: Candidate, removed: ReadonlyArray<StepRecord>): boolean => {
  const { enabled } = step.operation
  if (enabled === undefined) return true
  return without(step.object, record, removed, () => enabled(step.object, step.argument, task))
}

const waitingItem = ({ record, step, task }: Candidate, removed: ReadonlyArray<StepRecord>): Item => {
  const effects = without(step.object, record, removed, () => step.operation.apply(step.object, step.argument, task))
  return { task: task.id, draws: [], accesses: predicted(step, task, effects) }
}

/** What the step touches when it has these effects. */
const predicted = (step: Step<unknown>, task: Task, effects: number): Array<number> => {
  const accesses: Array<number> = []
  if (effects !== 0) accesses.push(2 * step.object.location + ((effects & WRITE) !== 0 ? 1 : 0))
  if (step.object.block !== undefined) accesses.push(2 * step.object.block.location)
  if (task.exposed) accesses.push(2 * task.life.location)
  for (const other of step.operation.reads?.(step.argument) ?? []) accesses.push(2 * other.location)
  return accesses
}

/** The later step of a race as it would be before the earlier one. */
const itemOf = (record: StepRecord, earlier: StepRecord): Item => {
  const { step, task } = record
  if (step.operation.varies !== true) return { task: task.id, draws: [], accesses: record.accesses.slice() }
  return waitingItem({ task, step, past: record.clock, record }, [earlier])
}

/** All that did not come after the removed steps, then the later step. */
const reverse = (log: Log, removed: ReadonlyArray<StepRecord>, item: Item): Reversal => {
  const index = Math.min(...removed.map((record) => record.index))
  const sequence: Array<Item> = []
  for (let i = index + 1; i < log.count; i++) {
    const record = log.records[i]
    if (removed.some((gone) => gone.before_(record))) continue
    sequence.push({ task: record.task.id, draws: record.draws.slice(), accesses: record.accesses.slice() })
  }
  sequence.push(item)
  return { index, sequence }
}

/** An interruption took a step from its victim: that step might have come first. */
const reverseCancelled = (
  log: Log,
  strike: StepRecord,
  { clock, step, task }: NonNullable<StepRecord["cancelled"]>,
  found: (r: Reversal) => void
): void => {
  const candidate: Candidate = { task, step, past: clock, record: undefined }
  if (enabledWithout(candidate, [strike])) found(reverse(log, [strike], waitingItem(candidate, [strike])))
}
