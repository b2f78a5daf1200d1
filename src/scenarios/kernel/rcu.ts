/**
 * The one RCU domain of the kernel.
 * Source: kernel/rcu/tree.c call_rcu(); kernel/workqueue.c queue_rcu_work(), Linux 6.1.
 */
import { perExecution } from "../../sim/choice.ts"
import type { Work } from "../../sim/sync/deferred.ts"
import { rcu } from "../../sim/sync/rcu.ts"
import type { Steps } from "./steps.ts"

const rcu_globals = perExecution("rcu", function*() {
  return { rcu: yield* rcu() }
})

/** call_rcu(): goes on at once; the callback runs once a grace period has passed. */
export function* call_rcu(name: string, callback: () => Steps<void>): Steps<void> {
  yield* (yield* rcu_globals).rcu.call(name, callback)
}

/** queue_rcu_work(): a work item that is queued once a grace period has passed. */
export function* queue_rcu_work(rwork: Work): Steps<void> {
  yield* call_rcu("rcu_work_rcufn", function* rcu_work_rcufn() {
    yield* rwork.queue
  })
}

/** rcu_read_lock() */
export function* rcu_read_lock(): Steps<void> {
  yield* (yield* rcu_globals).rcu.readLock
}

/** rcu_read_unlock() */
export function* rcu_read_unlock(): Steps<void> {
  yield* (yield* rcu_globals).rcu.readUnlock
}
