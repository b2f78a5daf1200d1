/**
 * The one table of operations: every kind of step, grouped by what it works on.
 *
 * Each operation says itself what it can turn out to have done (`outcomes`), whether it waits, and where that comes
 * from (`source`). docs/operations.md is printed from this list, and a test holds every executed step against it, so
 * what is written here is what the two orders (order.ts) are made of.
 */
import { operations as choice } from "./choice.ts"
import { operations as interrupt } from "./interrupt.ts"
import { operations as heap } from "./memory/heap.ts"
import { operations as variable } from "./memory/variable.ts"
import { operations as fibers } from "./sleep.ts"
import type { Operation } from "./step.ts"
import { operations as completion } from "./sync/completion.ts"
import { operations as deferred } from "./sync/deferred.ts"
import { operations as delayedWork } from "./sync/delayed-work.ts"
import { operations as mutex } from "./sync/mutex.ts"
import { operations as rcu } from "./sync/rcu.ts"
import { operations as refcount } from "./sync/refcount.ts"
import { operations as rwsem } from "./sync/rwsem.ts"
import { operations as waitQueue } from "./sync/wait-queue.ts"
import { operations as task } from "./task.ts"

/** Operations on one sort of object. */
export interface OperationGroup {
  /** What they work on, as a heading. */
  readonly title: string
  readonly operations: ReadonlyArray<Operation>
}

/** All operations, in the order of the documentation. */
export const operationGroups: ReadonlyArray<OperationGroup> = [
  { title: "Variables and fields of records", operations: variable },
  { title: "Heap blocks", operations: heap },
  { title: "Mutexes and spinlocks", operations: mutex },
  { title: "Reader-writer semaphores", operations: rwsem },
  { title: "Completions", operations: completion },
  { title: "Reference counters", operations: refcount },
  { title: "RCU", operations: rcu },
  { title: "Work items and timers", operations: deferred },
  { title: "Delayed work", operations: delayedWork },
  { title: "Wait queues", operations: waitQueue },
  { title: "Tasks and fibers", operations: [...task, ...interrupt, ...fibers] },
  { title: "Claims", operations: choice }
]
