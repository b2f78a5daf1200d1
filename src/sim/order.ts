/**
 * The two orders of an execution, as vector clocks of each step, kept apart.
 *
 * *Trace order*: program order, and every dependent pair as executed. Two steps are dependent when
 * they touch one location and at least one of them wrote it, by what they did (effects.ts).
 * *Happens-before*: program order and synchronisation only; an edge runs from a release to an
 * acquire that finds it. Both depend on the trace alone, not on the linearisation that was run.
 * Source: Mazurkiewicz, "Trace Theory", 1986; Flanagan and Freund, "FastTrack", PLDI 2009; for each edge
 * docs/operations.md.
 */
import { type Clock, copy, join, widen } from "./clock.ts"
import { ACQUIRE, ACQUIRE_SHARED, BREAK, JOIN, RELEASE, RELEASE_SHARED, WRITE } from "./effects.ts"
import type { Log, StepRecord } from "./log.ts"
import type { SimObject } from "./object.ts"
import type { Task } from "./task.ts"

/** Computes the clocks of each record as it is added. */
export class Order {
  private readonly log: Log
  constructor(log: Log) {
    this.log = log
  }

  /** Orders a step that has just been applied. */
  add(record: StepRecord): void {
    const { effects, step, task } = record
    const { clock, hb } = record
    const last = task.last ?? task.origin
    record.previous = task.last
    record.causes = task.causes
    if (last === undefined) {
      clock.fill(0)
      hb.fill(0)
    } else {
      copy(clock, last.clock)
      copy(hb, last.hb)
    }
    if (task.causes.length > 0) {
      for (const cause of task.causes) {
        join(clock, cause.clock)
        join(hb, cause.hb)
      }
      task.causes = none
    }
    const object = step.object
    if (effects !== 0) {
      access(object, record, (effects & WRITE) !== 0)
      if (effects >= ACQUIRE) synchronise(object, effects, hb)
    }
    if (object.block !== undefined) access(object.block, record, false)
    if (task.exposed) access(task.life, record, false)
    if (step.operation.reads !== undefined) {
      for (const other of step.operation.reads(step.argument)) access(other, record, false)
    }
    record.own = record.accesses.length
    clock[task.id] = record.nth
    hb[task.id] = record.nth
    if (effects >= RELEASE) publish(record)
  }

  /** The local code that is running sees the object, or changes it: that is part of the last step. */
  touch(object: SimObject, writes: boolean): void {
    access(object, this.log.last, writes)
  }

  /** The task has ended in the local code of this step, which therefore comes after all it did. */
  end(task: Task, record: StepRecord): void {
    if (record.task !== task || task.causes.length > 0) join(record.clock, this.log.clockOf(task))
    if (task.watched) this.endLife(task, task.life)
  }

  /** The end of a life is a write to it, and whoever joins it comes after all the task did. */
  endLife(task: Task, life: SimObject): void {
    const record = task.lastBreath!
    const last = task.last ?? task.origin
    let hb = last === undefined ? new Int32Array(this.log.clockWidth) : last.hb
    if (task.causes.length > 0) {
      hb = hb.slice()
      for (const cause of task.causes) join(hb, cause.hb)
    }
    life.sync = hb
    access(life, record, true)
  }
}

const none: Array<StepRecord> = []

/** The record touches the location: it comes after what it depends on there. */
const access = (object: SimObject, record: StepRecord, writes: boolean): void => {
  const { accesses, clock } = record
  accesses.push(2 * object.location + (writes ? 1 : 0))
  const { history, lastWrite, readers } = object
  if (lastWrite !== undefined && lastWrite !== record) join(clock, lastWrite.clock)
  if (writes) {
    if (readers !== undefined) {
      for (let i = 0; i < readers.length; i++) if (readers[i] !== record) join(clock, readers[i].clock)
      object.readers = undefined
    }
    object.lastWrite = record
  } else if (readers === undefined) {
    object.readers = [record]
  } else {
    let at = 0
    while (at < readers.length && readers[at].task !== record.task) at++
    readers[at] = record
  }
  if (history === undefined) object.history = [record]
  else history.push(record)
}

const synchronise = (object: SimObject, effects: number, hb: Clock): void => {
  if ((effects & ACQUIRE) !== 0 && object.sync !== undefined) join(hb, object.sync)
  if ((effects & ACQUIRE_SHARED) !== 0 && object.shared !== undefined) join(hb, object.shared)
}

/** Publishes a released clock: called once the record's own entry is in place. */
const publish = (record: StepRecord): void => {
  const { effects, hb, step: { object } } = record
  if ((effects & BREAK) !== 0) object.sync = undefined
  if ((effects & RELEASE) !== 0) object.sync = merged((effects & JOIN) !== 0 ? object.sync : undefined, hb)
  if ((effects & RELEASE_SHARED) !== 0) object.shared = merged(object.shared, hb)
}

/** Records keep their clocks for the whole execution, so a clock that replaces another is not copied. */
const merged = (old: Clock | undefined, hb: Clock): Clock => {
  if (old === undefined) return hb
  const result = widen(old, hb.length)
  join(result, hb)
  return result
}
