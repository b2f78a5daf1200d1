/**
 * Reader-writer semaphore: many readers or one writer.
 *
 * Readers do not conflict with each other, although each changes who holds the lock; a writer
 * conflicts with all. A writer comes after every reader that has left; readers come after the last
 * writer. No fairness is modelled: a waiting writer holds nobody back.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, ACQUIRE_SHARED, READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { nothing, type Operation, Step } from "../step.ts"
import type { Task } from "../task.ts"

/** Who holds it. */
export interface Holders {
  readonly writer: Task | null
  readonly readers: ReadonlyArray<Task>
}

const nobody: Holders = { writer: null, readers: [] }

/** A reader-writer semaphore. Every property is a step. */
export class RwSem extends SimObject {
  private readonly on: boolean
  constructor(machine: Machine, name: string) {
    super(machine, name, nobody)
    this.on = machine.protection(`lock ${name}`)
  }
  private step<A>(operation: Operation): Step<A> {
    return new Step<A>(this.on ? operation : removed(operation), this)
  }
  /** Waits until no writer holds it. */
  get downRead(): Step<void> {
    return this.step(downRead)
  }
  /** Takes it for reading if no writer holds it; says whether it did. */
  get tryDownRead(): Step<boolean> {
    return this.step(tryDownRead)
  }
  get upRead(): Step<void> {
    return this.step(upRead)
  }
  /** Waits until nobody holds it. */
  get downWrite(): Step<void> {
    return this.step(downWrite)
  }
  /** Takes it for writing if nobody holds it; says whether it did. */
  get tryDownWrite(): Step<boolean> {
    return this.step(tryDownWrite)
  }
  get upWrite(): Step<void> {
    return this.step(upWrite)
  }
}

/** Creates a reader-writer semaphore. */
export const rwsem = (name: string): Effect.Effect<RwSem> => new Local((machine) => new RwSem(machine, name))

const source = "Documentation/memory-barriers.txt, LOCK ACQUISITION FUNCTIONS"
const tried = "as its lock; when it fails LKMM 6.1, lock.cat: LF orders nothing"
const readable = ({ state }: SimObject) => (state as Holders).writer === null
const free = ({ state }: SimObject) => (state as Holders).writer === null && (state as Holders).readers.length === 0

const takeRead: Operation["apply"] = (lock, _, task) => {
  lock.state = { writer: null, readers: [...lock.state.readers, task] }
  return READ | ACQUIRE
}
const takeWrite: Operation["apply"] = (lock, _, task) => {
  lock.state = { writer: task, readers: [] }
  return WRITE | ACQUIRE | ACQUIRE_SHARED
}
const attempt =
  (possible: (lock: SimObject) => boolean, take: Operation["apply"], failure: number): Operation["apply"] =>
  (lock, argument, task) => {
    const taken = possible(lock)
    task.machine.result = taken
    return taken ? take(lock, argument, task) : failure
  }
const misused = (lock: SimObject, task: Task, how: string): number => {
  task.machine.fault = { kind: "assertion", message: `${how} of ${lock.name} by ${task.name}, which does not hold it` }
  return READ
}

const downRead: Operation = {
  name: "down_read",
  access: "none",
  lock: "take",
  enabled: readable,
  apply: takeRead,
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source
}
const tryDownRead: Operation = {
  name: "down_read_trylock",
  access: "none",
  lock: "take",
  varies: true,
  apply: attempt(readable, takeRead, READ),
  outcomes: [{ when: "succeeds", effects: READ | ACQUIRE }, { when: "fails", effects: READ }],
  source: tried
}
const upRead: Operation = {
  name: "up_read",
  access: "none",
  lock: "give",
  apply(lock, _, task) {
    const readers = (lock.state as Holders).readers
    const at = readers.indexOf(task)
    if (at < 0) return misused(lock, task, "up_read")
    lock.state = { writer: null, readers: readers.filter((_, i) => i !== at) }
    return READ | RELEASE_SHARED
  },
  outcomes: [{ when: "", effects: READ | RELEASE_SHARED }, { when: "is not a holder's", effects: READ }],
  source
}
const downWrite: Operation = {
  name: "down_write",
  access: "none",
  lock: "take",
  enabled: free,
  apply: takeWrite,
  outcomes: [{ when: "", effects: WRITE | ACQUIRE | ACQUIRE_SHARED }],
  source
}
/** One that fails counts as a write: readers, who count as reads, decide whether it does. */
const tryDownWrite: Operation = {
  name: "down_write_trylock",
  access: "none",
  lock: "take",
  varies: true,
  apply: attempt(free, takeWrite, WRITE),
  outcomes: [{ when: "succeeds", effects: WRITE | ACQUIRE | ACQUIRE_SHARED }, { when: "fails", effects: WRITE }],
  source: tried
}
const upWrite: Operation = {
  name: "up_write",
  access: "none",
  lock: "give",
  varies: true,
  apply(lock, _, task) {
    if ((lock.state as Holders).writer !== task) return misused(lock, task, "up_write")
    lock.state = nobody
    return WRITE | RELEASE
  },
  outcomes: [{ when: "", effects: WRITE | RELEASE }, { when: "is not the holder's", effects: READ }],
  source
}

/** The operation of a lock that mutation has taken away: it always succeeds and does nothing. */
const removed = (operation: Operation): Operation => ({
  ...operation,
  enabled: () => true,
  apply(_, __, task) {
    task.machine.result = true
    return 0
  },
  outcomes: nothing
})

/** Is it one of a reader's? */
export const isReading = ({ name }: Operation): boolean => readers.has(name)
/** By name: mutation has operations of its own. */
const readers: ReadonlySet<string> = new Set([downRead, tryDownRead, upRead].map(({ name }) => name))

/** Every operation of a reader-writer semaphore, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [downRead, tryDownRead, upRead, downWrite, tryDownWrite, upWrite]
