/**
 * What exploring a cell gives: plain data, from which every output is derived.
 */
import type { Reason as ErrorReason } from "./errors.ts"
import type { Alternative } from "./explain/alternative.ts"
import type { Remedies } from "./remedy/edit.ts"
import type { Kind, Provenance } from "./scenario.ts"

/** Everything heddle found out about one cell. */
export interface CellResult {
  readonly scenario: string
  readonly design: string
  readonly kernel: string
  readonly shape: string
  readonly memory: "SC"
  readonly provenance: Provenance | ""
  readonly declared: ReadonlyArray<Kind>
  readonly why: string
  /** `verified`: every trace covered, nothing found. `no-finding`: bounded. Else the most specific kind found. */
  readonly verdict: Verdict
  readonly asDeclared: boolean
  /** Every trace was explored. */
  readonly exhaustive: boolean
  readonly assumptions: ReadonlyArray<string>
  readonly bounds: ReadonlyArray<string>
  /** The loops of the executions that reached the limit of their steps; absent where none did. */
  readonly loops?: ReadonlyArray<Loop>
  /** The strategy, where it was the cell's own (`search`) and not the one that was asked for. */
  readonly strategy?: string
  readonly stats: Stats
  readonly findings: ReadonlyArray<Finding>
  /** The minimal sets of protections whose joint removal brings a finding; absent where it was not asked. */
  readonly protections?: ReadonlyArray<ReadonlyArray<string>>
  /** Of the places the scenario wants reached, those that some execution reached. */
  readonly reached: ReadonlyArray<string>
  /** Of the places the scenario wants reached, those that none reached: the cell is vacuous. */
  readonly unreached: ReadonlyArray<string>
  /** What no execution came to: tasks that took no step; records that were read and that no task wrote. By name. */
  readonly never?: { readonly ran: ReadonlyArray<string>; readonly updated: ReadonlyArray<string> }
  /** All executions of a small search; absent where it was not asked, or there were many. */
  readonly tree?: Tree
  /** The file that the user named, for a scenario that is not one of heddle's own: `heddle replay` has to be told. */
  readonly file?: string
  readonly error?: { readonly kind: ErrorReason | "hang" | "internal" | "load"; readonly message: string }
}

export type Verdict = "verified" | "no-finding" | Kind

/** Counts of one search. */
export interface Stats {
  readonly executions: number
  /** Complete or deadlocked executions; under an optimal strategy each is one trace, under `reads-from` one class. */
  readonly traces: number
  /** Executions given up because everything enabled had been explored, or of a class that was run before. */
  readonly redundant: number
  readonly steps: number
  readonly stepsLongest: number
  readonly tasks: number
  /** Executions up to and with the first that has a finding; absent where none has. */
  readonly firstFinding?: number
}

/** The executions of a search, in the order they were run. */
export interface Tree {
  /** Who moved, with what it drew. */
  readonly choices: ReadonlyArray<string>
  readonly executions: ReadonlyArray<{
    /** Number of a choice and how many steps it was taken for, by turns. */
    readonly runs: ReadonlyArray<number>
    readonly kinds: ReadonlyArray<Kind>
  }>
}

/** One defect, with its steps and its reasons. */
export interface Finding {
  readonly kind: Kind
  /** Stable: the same defect has the same key in every search. */
  readonly key: string
  readonly title: string
  /** Replays the execution shown. */
  readonly token: string
  readonly tasks: ReadonlyArray<string>
  readonly because: ReadonlyArray<Reason>
  readonly trace: Trace
  /** Times the schedule takes the processor from a task that could have gone on. */
  readonly preemptions: number
  /** What was done to make the schedule small; absent where it was not asked. */
  readonly minimised?: Minimised
  /** How many of the schedules that begin with the steps up to this one show the finding; all, or some sampled. */
  readonly shares?: {
    readonly exhaustive: boolean
    readonly samples: number
    readonly at: ReadonlyArray<{ readonly step: number; readonly failing: number; readonly total: number }>
  }
  /** The first step after which every schedule shows the finding. */
  readonly noReturn?: number
  /** What comes of the other choices along the schedule; absent where it was not asked, or there are many. */
  readonly alternatives?: ReadonlyArray<Alternative>
  /** The same schedule on other designs. */
  readonly comparisons?: ReadonlyArray<Comparison>
  /** What would fix it, least intrusive first. */
  readonly remedies?: Remedies
  /** The execution without the finding that is the same for the longest: its first other step, and who takes it. */
  readonly passing?: {
    readonly token: string
    readonly at: number
    readonly task: string
    /** Who takes that step in the finding; the same task, where it draws another value. */
    readonly instead?: string
  }
}

/** What another design does under the schedule of a finding. */
export interface Comparison {
  readonly design: string
  readonly kernel: string
  readonly shape: string
  /** Replays the execution of the other design, which goes on by itself where it could not follow. */
  readonly token: string
  /** The other design's steps, as far as it could follow. */
  readonly trace: Trace
  /**
   * Steps side by side, by their number in each trace: `a` of the finding's, `b` of the other. Null where only one has
   * the step; where `b` is smaller than one before it, the other design has done the same earlier.
   */
  readonly pairs: ReadonlyArray<{ readonly a: number | null; readonly b: number | null }>
  /** The finding's step that cannot be followed, and why; absent where all could. */
  readonly stopped?: { readonly at: number; readonly why: "waits" | "ended" | "not-created"; readonly task: string }
  /** What the checkers see in the whole execution of the other design. */
  readonly found: ReadonlyArray<Kind>
}

/** How small a schedule is: fewest preemptions first, then the fewest tasks that move, then the fewest steps. */
export interface Size {
  readonly preemptions: number
  readonly tasks: number
  readonly steps: number
}

/** From what a finding was shrunk, and whether it could be smaller. */
export interface Minimised {
  /** The execution in which the search saw it first. */
  readonly from: Size
  /** Executions that were run to shrink it. */
  readonly executions: number
  /** Ruled out by running every schedule: any smaller one (`whole`), one with fewer preemptions, or neither. */
  readonly proven: "whole" | "preemptions" | "no"
}

/**
 * Why it is a finding, as a value; report/ makes the sentence. Step numbers are TraceStep.index, tasks index
 * `trace.tasks`.
 */
export type Reason =
  | {
    readonly tag: "unordered"
    readonly a: number
    readonly b: number
    readonly object: string
    readonly plain: ReadonlyArray<number>
    /** Held by the task of `a` there, and by that of `b`: they lack one in common. Absent where neither holds any. */
    readonly locks?: readonly [ReadonlyArray<string>, ReadonlyArray<string>]
    /** A store after `a` that a load before `b` read: as release and acquire they would order the two. */
    readonly passed?: { readonly object: string; readonly store: number; readonly load: number }
  }
  | {
    readonly tag: "reads-from"
    readonly read: number
    readonly write: number | null
    readonly object: string
    readonly value: string
  }
  | {
    readonly tag: "window"
    readonly record: string
    readonly first: number
    readonly last: number | null
    readonly read: number
  }
  | {
    readonly tag: "torn"
    readonly record: string
    readonly fields: ReadonlyArray<{ readonly field: string; readonly value: string; readonly step: number | null }>
  }
  | {
    readonly tag: "not-ready"
    readonly instance: string
    readonly callback: string
    readonly call: number
    readonly ready: number | null
  }
  | {
    readonly tag: "pointer"
    readonly object: string
    readonly value: string
    readonly step: number | null
    readonly task: number | null
  }
  | { readonly tag: "freed"; readonly object: string; readonly free: number; readonly access: number }
  | { readonly tag: "read-only"; readonly object: string; readonly step: number }
  | {
    readonly tag: "lock-order"
    readonly task: number
    readonly held: string
    readonly wanted: string
    readonly step: number
  }
  | {
    readonly tag: "waits"
    readonly task: number
    readonly object: string
    readonly op: string
    readonly holder: number | null
    readonly wakers: ReadonlyArray<number>
  }
  | {
    readonly tag: "repeats"
    readonly task: number
    readonly steps: ReadonlyArray<number>
    readonly objects: ReadonlyArray<string>
  }
  | {
    readonly tag: "refused"
    readonly instance: string
    readonly name: string
    readonly step: number
    readonly ready: number | null
  }
  | { readonly tag: "leak"; readonly object: string; readonly step: number | null }
  | { readonly tag: "says"; readonly message: string }

/** What a task does over and over when its execution reaches the limit of its steps. */
export interface Loop {
  readonly task: string
  /** The steps of a round, as `READ_ONCE(flag)`. */
  readonly steps: ReadonlyArray<string>
  readonly frames: ReadonlyArray<Frame>
  /** The one variable that all of them touch: its `await` waits without going round. */
  readonly await?: string
}

/** One execution as it is printed. */
export interface Trace {
  readonly tasks: ReadonlyArray<{ readonly name: string }>
  /** What steps touch, with its value before the first step; without one, it is made later. */
  readonly objects?: ReadonlyArray<{ readonly name: string; readonly value?: string }>
  readonly steps: ReadonlyArray<TraceStep>
  /** Tasks that wait at the end and cannot go on. */
  readonly blocked: ReadonlyArray<Waiting & { readonly holder?: number; readonly spins?: true }>
  /** Steps that tasks were about to take at the end. */
  readonly pending: ReadonlyArray<Waiting>
}

/** A step that has not been taken. */
export interface Waiting {
  readonly task: number
  readonly op: string
  readonly object: string
  readonly frames: ReadonlyArray<Frame>
}

/** One line of an execution: a step, or a note. */
export interface TraceStep {
  readonly index: number
  readonly task: number
  readonly op: string
  readonly object: string
  readonly note: boolean
  /** As in kernel C: `WRITE_ONCE(dl.registered, 1)`. */
  readonly text: string
  /** What the step gave back to the task. */
  readonly value?: string
  /** The object's value before a store. */
  readonly was?: string
  readonly frames: ReadonlyArray<Frame>
  /** Its part in the finding: `racing`, `first-store`, `last-store`, `read`, `call`, ... or empty. */
  readonly role: string
  /** Steps of other tasks that it depends on directly. */
  readonly after: ReadonlyArray<number>
  /** For each of `after`: how it comes before this one. */
  readonly by?: ReadonlyArray<Edge>
  /** Other tasks that could have moved. */
  readonly instead?: ReadonlyArray<number>
  /** Of `trace.objects`, those that hold something else after it, or are new. */
  readonly changes?: ReadonlyArray<{ readonly object: number; readonly value: string }>
}

/**
 * How one step comes before another: it gave the lock that the other took, released what the other acquired, stored
 * what the other read, read what the other stored over, or stored what the other stored over.
 */
export type Edge = "lock" | "release" | "reads-from" | "from-read" | "overwrites"

/** One source line, innermost first in a list of frames. */
export interface Frame {
  readonly fn: string
  readonly file: string
  readonly line: number
  readonly column: number
}
