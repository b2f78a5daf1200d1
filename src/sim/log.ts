/**
 * The log of one execution: the record of every executed step, and the notes between them.
 *
 * Records are pooled and overwritten by the next execution: what must outlive it is copied out
 * (explain/). A note is a mark of one task at one place of its program order that is no step:
 * a callback's call, a driver's `ready`, the begin and end of an update. It never waits and is
 * independent of everything, so it multiplies no schedules.
 */
import { type Clock, join, widen } from "./clock.ts"
import type { Step } from "./step.ts"
import type { Task } from "./task.ts"

/** What went wrong in a step by itself, whatever other steps do. */
export interface Fault {
  readonly kind: "use-after-free" | "double-free" | "read-only-write" | "null-call" | "assertion"
  readonly message: string
}

const none: ReadonlyArray<never> = []

/** One executed step. */
export class StepRecord {
  index = 0
  task!: Task
  /** Position in its task's program order, from 1. */
  nth = 0
  step!: Step<unknown>
  /** The task's step before this one. */
  previous: StepRecord | undefined = undefined
  /** Steps of other tasks that woke the task without a step of its own. */
  causes: ReadonlyArray<StepRecord> = none
  /** Bits of effects.ts. */
  effects = 0
  /** The object's state before the step. */
  before: unknown = undefined
  result: unknown = undefined
  /** Trace order: program order and every dependent pair as executed. */
  clock: Clock
  /** Happens-before: program order and synchronisation only. */
  hb: Clock
  fault: Fault | undefined = undefined
  /** Every location it touched, as 2 * location + (1 if written). */
  readonly accesses: Array<number> = []
  /** How many of them the step itself made; the others are its local code's. */
  own = 0
  /** The stack at the step, captured while a schedule is explained. */
  stack: string | undefined = undefined
  /** Tasks that ended while this step's local code ran. */
  readonly ended: Array<Task> = []
  /** Values drawn by `choose` and Random in the local code after this step. */
  readonly draws: Array<number> = []
  readonly widths: Array<number> = []
  /** An interruption: the step it took from its victim. */
  cancelled: { readonly task: Task; readonly step: Step<unknown>; readonly clock: Clock } | undefined = undefined

  constructor(width: number) {
    this.clock = new Int32Array(width)
    this.hb = new Int32Array(width)
  }

  /** Is this step before `later` in trace order (or the same step)? */
  before_(later: StepRecord): boolean {
    return later.clock[this.task.id] >= this.nth
  }
}

/** A mark at a place of a task's program order. */
export interface Note {
  readonly kind: string
  readonly task: Task
  /** Place among the notes of the execution. */
  readonly index: number
  /** Steps of the task before the note. */
  readonly position: number
  /** Steps of the execution before the note, for display. */
  readonly at: number
  /** The task's trace-order clock at the note. */
  readonly clock: Clock
  readonly data: any
  /** The stack at the note, captured while a schedule is explained. */
  readonly stack: string | undefined
}

/** The records and notes of the current execution. */
export class Log {
  readonly records: Array<StepRecord> = []
  count = 0
  /** Records with a fault, and steps that take or give locks: checkers that look for these alone need not look. */
  faults = 0
  locks = 0
  notes: Array<Note> = []
  private width = 8

  get clockWidth(): number {
    return this.width
  }

  /** Forgets the last execution; its records are reused. */
  clear(): void {
    this.count = 0
    this.faults = 0
    this.locks = 0
    if (this.notes.length > 0) this.notes = []
  }

  /** The next record, with everything but clocks reset. */
  next(): StepRecord {
    const index = this.count++
    let record = this.records[index]
    if (record === undefined) {
      record = this.records[index] = new StepRecord(this.width)
      record.index = index
    }
    if (record.fault !== undefined) record.fault = undefined
    if (record.cancelled !== undefined) record.cancelled = undefined
    if (record.accesses.length > 0) record.accesses.length = 0
    if (record.ended.length > 0) record.ended.length = 0
    if (record.draws.length > 0) {
      record.draws.length = 0
      record.widths.length = 0
    }
    return record
  }

  get last(): StepRecord {
    return this.records[this.count - 1]
  }

  /** Makes room for task ids below `width` in every clock. */
  widen(width: number): void {
    if (width <= this.width) return
    this.width = Math.max(width, this.width * 2)
    for (const record of this.records) {
      record.clock = widen(record.clock, this.width)
      record.hb = widen(record.hb, this.width)
    }
  }

  /** The trace-order clock of a task between its steps. */
  clockOf(task: Task): Clock {
    const clock = new Int32Array(this.width)
    const last = task.last ?? task.origin
    if (last !== undefined) clock.set(last.clock)
    for (const cause of task.causes) join(clock, cause.clock)
    return clock
  }
}
