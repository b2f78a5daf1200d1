/**
 * An object of the simulated world: one location that steps touch.
 *
 * `state` is an immutable value that operations replace, never mutate: the explorer folds an
 * object's history over another order to know whether a step would have been enabled there.
 * The access history hangs on the object because an object lives for one execution.
 */
import type { Clock } from "./clock.ts"
import type { StepRecord } from "./log.ts"
import type { Machine } from "./machine.ts"

/** One location: a variable, a lock, a counter, a heap block, the life of a task. */
export class SimObject {
  readonly machine: Machine
  /** The execution it belongs to; used in another one it is an error. */
  readonly execution: number
  /** Stable number, the same in every execution in which the same code makes it. */
  readonly location: number
  readonly name: string
  state: any
  /** What it was made with: the fold starts here. */
  readonly initial: unknown
  /** Clock of the last release, joined by an acquire. */
  sync: Clock | undefined = undefined
  /** Joined clocks of shared releases (readers). */
  shared: Clock | undefined = undefined
  /** The heap block it lies in: every access reads that block's life, `free` writes it. */
  block: SimObject | undefined = undefined
  /** Mapped read-only: a store is a fault. */
  readOnly = false
  lastWrite: StepRecord | undefined = undefined
  /** For each task its last read since the last write. */
  readers: Array<StepRecord> | undefined = undefined
  /** Every access in execution order. */
  history: Array<StepRecord> | undefined = undefined

  /** `location`: a number reserved before, for an object that is made only when it is needed. */
  constructor(machine: Machine, name: string, state: unknown, location: number = machine.reserve()) {
    this.machine = machine
    this.execution = machine.execution
    this.name = name
    this.state = state
    this.initial = state
    this.location = location
    machine.objects[location] = this
  }
}

/** The locations that an access to the object touches: a field lies in its block as well, which may be freed. */
export const locationsOf = ({ block, location }: SimObject): ReadonlyArray<number> =>
  block === undefined ? [location] : [location, block.location]
