/**
 * An object of the simulated world: one location that steps touch.
 *
 * `state` is an immutable value that operations replace, never mutate: the explorer folds an
 * object's history over another order to know whether a step would have been enabled there.
 * An object lives for one execution; what was done to it is kept by location (trail.ts).
 */
import type { StepRecord } from "./log.ts"
import type { Machine } from "./machine.ts"
import type { Trail } from "./trail.ts"

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
  /** What steps have done to it; empty where the machine keeps no order. */
  readonly trail: Trail
  /** The heap block it lies in: every access reads that block's life, `free` writes it. */
  block: SimObject | undefined = undefined
  /** Mapped read-only: a store is a fault. */
  readOnly = false

  /** `location`: a number reserved before, for an object that is made only when it is needed. */
  constructor(machine: Machine, name: string, state: unknown, location: number = machine.reserve()) {
    this.machine = machine
    this.execution = machine.execution
    this.name = name
    this.state = state
    this.initial = state
    this.location = location
    this.trail = machine.trailOf(location)
    machine.objects[location] = this
  }

  /** Every access in execution order. */
  get history(): ReadonlyArray<StepRecord> {
    return this.trail.history
  }
}

/** The locations that an access to the object touches: a field lies in its block as well, which may be freed. */
export const locationsOf = ({ block, location }: SimObject): ReadonlyArray<number> =>
  block === undefined ? [location] : [location, block.location]
