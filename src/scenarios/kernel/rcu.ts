/**
 * The one RCU domain of the kernel, and call_rcu() as a work item that waits for a grace period and then runs.
 *
 * A work item stands for the callback: whoever needs what it does must wait for it in some other way, as in C.
 * Source: kernel/rcu/tree.c call_rcu(); kernel/workqueue.c queue_rcu_work(), Linux 6.1.
 */
import { perExecution } from "../../sim/choice.ts"
import { type Work, work } from "../../sim/sync/deferred.ts"
import { rcu } from "../../sim/sync/rcu.ts"
import type { Steps } from "./steps.ts"

/** The RCU domain. */
export const rcu_globals = perExecution("rcu", function*() {
  return { rcu: yield* rcu() }
})

/** What call_rcu() or queue_rcu_work() is given: queued, it runs once a grace period has passed. Local. */
export function* rcu_work(name: string, body: () => Steps<void>): Steps<Work> {
  return yield* work(name, function* rcu_callback() {
    yield* (yield* rcu_globals).rcu.synchronize
    yield* body()
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
