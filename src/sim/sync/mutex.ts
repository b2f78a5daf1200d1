/**
 * Mutual exclusion: the kernel's mutex and spinlock, with an owner and not recursive.
 *
 * Locking waits while anybody, the owner included, holds the lock. An unlock by another task is an
 * ASSERTION. A failed trylock is a read and orders nothing. Mutation may take a lock away by name:
 * its steps stay and do nothing.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, READ, RELEASE, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { nothing, type Operation, Step } from "../step.ts"

interface Flavour {
  readonly lock: Operation
  readonly trylock: Operation
  readonly unlock: Operation
}

/** A lock with an owner. Every property but `held` is a step. */
export class Mutex extends SimObject {
  private readonly flavour: Flavour
  private readonly there: boolean
  constructor(machine: Machine, name: string, flavour: Flavour) {
    super(machine, name, null)
    this.there = machine.protection(`lock ${name}`)
    this.flavour = this.there ? flavour : without(flavour)
  }
  /** Waits for the lock and takes it. */
  get lock(): Step<void> {
    return new Step(this.flavour.lock, this)
  }
  /** Takes the lock if it is free; says whether it did. */
  get trylock(): Step<boolean> {
    return new Step<boolean>(this.flavour.trylock, this)
  }
  /** Gives the lock back. */
  get unlock(): Step<void> {
    return new Step(this.flavour.unlock, this)
  }
  /**
   * Does the calling task hold it (lockdep_assert_held)? The answer follows from the task's own steps, so this is none.
   * True of a lock that mutation has taken away.
   */
  get held(): Effect.Effect<boolean> {
    return new Local((_, task) => !this.there || this.state === task)
  }
}

/**
 * Creates a mutex.
 *
 * @example
 * const devlinkMutex = yield* mutex("devlink_mutex")
 * yield* devlinkMutex.lock
 */
export const mutex = (name: string): Effect.Effect<Mutex> => new Local((machine) => new Mutex(machine, name, sleeping))

/** Creates a spinlock: the same meaning, other names. */
export const spinlock = (name: string): Effect.Effect<Mutex> =>
  new Local((machine) => new Mutex(machine, name, spinning))

const make = (prefix: string, source: string): Flavour => ({
  lock: {
    name: `${prefix}_lock`,
    access: "none",
    lock: "take",
    enabled: (lock) => lock.state === null,
    apply(lock, _, task) {
      lock.state = task
      return WRITE | ACQUIRE
    },
    outcomes: [{ when: "", effects: WRITE | ACQUIRE }],
    source
  },
  trylock: {
    name: `${prefix}_trylock`,
    access: "none",
    lock: "take",
    varies: true,
    apply(lock, _, task) {
      const free = lock.state === null
      task.machine.result = free
      if (!free) return READ
      lock.state = task
      return READ | WRITE | ACQUIRE
    },
    outcomes: [{ when: "succeeds", effects: READ | WRITE | ACQUIRE }, { when: "fails", effects: READ }],
    source: "as its lock; when it fails LKMM 6.1, lock.cat: LF orders nothing"
  },
  unlock: {
    name: `${prefix}_unlock`,
    access: "none",
    lock: "give",
    varies: true,
    apply(lock, _, task) {
      if (lock.state !== task) {
        task.machine.fault = {
          kind: "assertion",
          message: `unlock of ${lock.name} by ${task.name}, which does not hold it`
        }
        return READ
      }
      lock.state = null
      return WRITE | RELEASE
    },
    outcomes: [{ when: "", effects: WRITE | RELEASE }, { when: "is not the owner's", effects: READ }],
    source
  }
})

const sleeping = make("mutex", "Documentation/memory-barriers.txt, LOCK ACQUISITION FUNCTIONS")
const spinning = make("spin", "LKMM 6.1, lock.cat: LKR and LKW, UL")

/** The flavour of a lock that mutation has taken away. */
const without = (flavour: Flavour): Flavour => ({
  lock: { ...flavour.lock, enabled: () => true, apply: () => 0, outcomes: nothing },
  trylock: {
    ...flavour.trylock,
    apply(_, __, task) {
      task.machine.result = true
      return 0
    },
    outcomes: nothing
  },
  unlock: { ...flavour.unlock, apply: () => 0, outcomes: nothing }
})

/** Every operation of a mutex or spinlock, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [...Object.values(sleeping), ...Object.values(spinning)]
