/**
 * The locks that a section can be made with: mutexes and spinlocks, and reader-writer semaphores in their two modes.
 */
import type { SimObject } from "../object.ts"
import type { Operation, Step } from "../step.ts"
import { Mutex } from "../sync/mutex.ts"
import { isReading, RwSem } from "../sync/rwsem.ts"
import type { Mode } from "./edit.ts"

/** An object that is held between two steps. */
export type Lockable = Mutex | RwSem

export const isLockable = (object: SimObject): object is Lockable => object instanceof Mutex || object instanceof RwSem

export const modeOf = (operation: Operation): Mode => isReading(operation) ? "reading" : "alone"

/** Whoever holds it must not sleep. */
export const spins = ({ name }: Operation): boolean => name.startsWith("spin")

/** The step that takes it. */
export const taking = (lock: Lockable, mode: Mode): Step<void> => {
  if (lock instanceof Mutex) return lock.lock
  return mode === "reading" ? lock.downRead : lock.downWrite
}

/** The step that gives it back. */
export const giving = (lock: Lockable, mode: Mode): Step<void> => {
  if (lock instanceof Mutex) return lock.unlock
  return mode === "reading" ? lock.upRead : lock.upWrite
}
