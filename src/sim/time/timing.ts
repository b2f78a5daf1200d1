/**
 * What timed runs take for granted: how long steps and activities last, when users come, which windows are measured.
 *
 * All of it is data with a source beside each number, or the word "guess". Explorations ignore it.
 */
import { constant, exponential, type Latency, micros } from "./latency.ts"

/** How long something takes, and who says so. */
export interface Timed {
  readonly latency: Latency
  /** A paper, a commit, a measurement; or "guess". */
  readonly source: string
}

/** An activity (see `spends`). */
export interface Activity extends Timed {
  /** The task sleeps meanwhile: a firmware, a disk or a timer works, and no CPU. */
  readonly waits?: boolean
}

/** When a task that a user starts begins. */
export interface Arrival extends Timed {
  /** As the command line names it. */
  readonly name: string
  /** Names of the tasks that come then. */
  readonly tasks: ReadonlyArray<string>
  /** The place (see `passes`) after which the time runs; the start of the execution, if left out. */
  readonly after?: string
  /** What they choose wherever they have a choice, by its number; drawn, if left out. */
  readonly chooses?: number
}

/** A window that lasts from one place of an execution to another. */
export interface WindowSpec {
  readonly from: string
  readonly to: string
}

/** What timed runs of a scenario take for granted. */
export interface Timing {
  /** A step that has no other latency. */
  readonly step: Timed
  /** By name of operation (docs/operations.md): steps that take another time. */
  readonly operations?: { readonly [operation: string]: Timed }
  readonly activities?: { readonly [activity: string]: Activity }
  /** From the moment a waiting task could go on until it runs. */
  readonly wakeup: Timed
  /** On each CPU: the time between two interrupts, and how long one lasts. */
  readonly interrupts?: { readonly every: Timed; readonly lasts: Timed }
  readonly arrivals?: ReadonlyArray<Arrival>
  readonly windows?: ReadonlyArray<WindowSpec>
}

/** For scenarios that say nothing: every step takes a microsecond on average, without memory. */
export const generic: Timing = {
  step: { latency: exponential(1 * micros), source: "heddle's own: no order of steps is out of reach" },
  wakeup: { latency: constant(5 * micros), source: "guess: from wake_up_process() to running" }
}
