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
import { Trail } from "./trail.ts"

/**
 * Computes the clocks of each record as it is added. What the next execution has in common with the last one stands:
 * only steps after that are taken back, and added.
 */
export class Order {
  private readonly log: Log
  /** By location. */
  private readonly trails: Array<Trail> = []
  /** The step of each access, as they came: what there is to take back. */
  private readonly journal: Array<StepRecord> = []
  /** By step: how long the journal was before it. */
  private readonly marks: Array<number> = []
  constructor(log: Log) {
    this.log = log
  }

  /** What was done to the location. */
  trailOf(location: number): Trail {
    return (this.trails[location] ??= new Trail())
  }

  /** Takes back every step but so many at the beginning, latest first; before the log forgets them. */
  rewind(common: number): void {
    const { journal, log, marks, trails } = this
    if (log.count <= common) return
    for (let i = log.count - 1; i >= common; i--) {
      const { effects, shared, step, sync } = log.records[i]
      if (effects < RELEASE) continue
      const { trail } = step.object
      trail.sync = sync
      trail.shared = shared
    }
    while (journal.length > marks[common]) trails[journal.pop()!.accesses.pop()! >> 1].undo()
  }

  /** Orders a step that has just been applied. */
  add(record: StepRecord): void {
    const { task } = record
    // Asked for in every execution: that makes the object.
    const life = task.exposed ? task.life : undefined
    if (this.log.isCommon) {
      task.causes = none
      return
    }
    this.marks[record.index] = this.journal.length
    if (record.rivals.length > 0) record.rivals.length = 0
    const { clock, effects, hb, step } = record
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
      this.access(object, record, (effects & WRITE) !== 0)
      if (effects >= ACQUIRE) synchronise(object.trail, effects, hb)
    }
    if (object.block !== undefined) this.access(object.block, record, false)
    if (life !== undefined) this.access(life, record, false)
    if (step.operation.reads !== undefined) {
      for (const other of step.operation.reads(step.argument)) this.access(other, record, false)
    }
    record.own = record.accesses.length
    clock[task.id] = record.nth
    hb[task.id] = record.nth
    if (effects >= RELEASE) publish(record)
  }

  /** The local code that is running sees the object, or changes it: that is part of the last step. */
  touch(object: SimObject, writes: boolean): void {
    if (!this.log.isCommon) this.access(object, this.log.last, writes)
  }

  /** The task has ended in the local code of this step, which therefore comes after all it did. */
  end(task: Task, record: StepRecord): void {
    if (this.log.isCommon) return
    if (record.task !== task || task.causes.length > 0) join(record.clock, this.log.clockOf(task))
    if (task.watched) this.endLife(task, task.life)
  }

  /** The end of a life is a write to it, and whoever joins it comes after all the task did. */
  endLife(task: Task, life: SimObject): void {
    if (this.log.isCommon) return
    const record = task.lastBreath!
    const last = task.last ?? task.origin
    let hb = last === undefined ? new Int32Array(this.log.clockWidth) : last.hb
    if (task.causes.length > 0) {
      hb = hb.slice()
      for (const cause of task.causes) join(hb, cause.hb)
    }
    // Nobody acquires it before the end, so it need not be taken back.
    life.trail.sync = hb
    this.access(life, record, true)
  }

  /** The record touches the location: it comes after what it depends on there. */
  private access({ location, trail }: SimObject, record: StepRecord, writes: boolean): void {
    const { clock, step } = record
    const readers = writes ? trail.readers : none
    const { lastWrite } = trail
    if (lastWrite !== undefined && lastWrite !== record) join(clock, lastWrite.clock)
    for (let i = 0; i < readers.length; i++) if (readers[i] !== record) join(clock, readers[i].clock)
    if (step.operation.enabled === undefined || step.object.location !== location) {
      if (readers.length > 0) { for (let i = 0; i < readers.length; i++) oppose(record, readers[i]) }
      else if (lastWrite !== undefined) oppose(record, lastWrite)
    }
    trail.add(record, writes)
    record.accesses.push(2 * location + (writes ? 1 : 0))
    this.journal.push(record)
  }
}

const none: Array<StepRecord> = []

const oppose = ({ rivals, task }: StepRecord, earlier: StepRecord): void => {
  if (earlier.task !== task && !rivals.includes(earlier)) rivals.push(earlier)
}

const synchronise = ({ shared, sync }: Trail, effects: number, hb: Clock): void => {
  if ((effects & ACQUIRE) !== 0 && sync !== undefined) join(hb, sync)
  if ((effects & ACQUIRE_SHARED) !== 0 && shared !== undefined) join(hb, shared)
}

/** Publishes a released clock: called once the record's own entry is in place. */
const publish = (record: StepRecord): void => {
  const { effects, hb, step: { object: { trail } } } = record
  record.sync = trail.sync
  record.shared = trail.shared
  if ((effects & BREAK) !== 0) trail.sync = undefined
  if ((effects & RELEASE) !== 0) trail.sync = merged((effects & JOIN) !== 0 ? trail.sync : undefined, hb)
  if ((effects & RELEASE_SHARED) !== 0) trail.shared = merged(trail.shared, hb)
}

/** Records keep their clocks for the whole execution, so a clock that replaces another is not copied. */
const merged = (old: Clock | undefined, hb: Clock): Clock => {
  if (old === undefined) return hb
  const result = widen(old, hb.length)
  join(result, hb)
  return result
}
