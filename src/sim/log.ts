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
  /**
   * Steps of other tasks that it comes directly after by what it touched; where it could wait, not those at its object:
   * whether they could have come after it is for the object to say (explore/blocking.ts).
   */
  readonly rivals: Array<StepRecord> = []
  /** The release clocks that it found at its object. */
  sync: Clock | undefined = undefined
  shared: Clock | undefined = undefined
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
  /**
   * So many steps, at the beginning, are those of the execution before: their records stand, with clocks, accesses and
   * draws, and only what belongs to one execution is written anew.
   */
  common = 0
  /** Records with a fault, and steps that take or give locks: checkers that look for these alone need not look. */
  faults = 0
  locks = 0
  notes: Array<Note> = []
  /** Those of the execution before. */
  private earlier: ReadonlyArray<Note> = []
  /** Values drawn again since the last step, where that is one of the common ones (again.ts). */
  drawn = 0
  private width = 8

  get clockWidth(): number {
    return this.width
  }

  /** Forgets the last execution, but for the records of what the next one has in common with it; all are reused. */
  clear(common: number): void {
    this.count = 0
    this.common = common
    this.earlier = this.notes
    this.faults = 0
    this.locks = 0
    if (this.notes.length > 0) this.notes = []
  }

  /** The next record, with everything but clocks and accesses reset (order.ts). */
  next(): StepRecord {
    const index = this.count++
    this.drawn = 0
    let record = this.records[index]
    if (record === undefined) {
      record = this.records[index] = new StepRecord(this.width)
      record.index = index
    }
    if (record.fault !== undefined) record.fault = undefined
    if (record.cancelled !== undefined) record.cancelled = undefined
    if (record.ended.length > 0) record.ended.length = 0
    if (index >= this.common && record.draws.length > 0) {
      record.draws.length = 0
      record.widths.length = 0
    }
    return record
  }

  /** Is the last step one that the execution before had too? */
  get isCommon(): boolean {
    return this.count <= this.common
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

  /** The trace-order clock of the next note, which the task leaves. */
  clockOfNote(task: Task): Clock {
    // A record that stands has the clock it came to have when all its local code had run.
    return this.isCommon ? this.earlier[this.notes.length].clock : this.clockOf(task)
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
