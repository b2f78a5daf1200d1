/**
 * Generic netlink: the locks around every command.
 *
 * Until 6.0 the devlink family has no parallel_ops, and so every command of it runs under genl_mutex
 * (parallel_ops: 09b278462f16, v6.0). Source: net/netlink/genetlink.c genl_rcv(), genl_rcv_msg(), Linux 5.15 and 6.1.
 */
import { perExecution } from "../../sim/choice.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { rwsem } from "../../sim/sync/rwsem.ts"
import type { Steps } from "./steps.ts"

const genl_globals = perExecution("genetlink.c", function*() {
  return { cb_lock: yield* rwsem("cb_lock"), genl_mutex: yield* mutex("genl_mutex") }
})

/** down_read(&cb_lock), and genl_mutex unless the family has parallel_ops. */
export function* genl_lock(parallel_ops: boolean): Steps<void> {
  const { cb_lock, genl_mutex } = yield* genl_globals
  yield* cb_lock.downRead
  if (!parallel_ops) yield* genl_mutex.lock
}

/** Gives back what genl_lock() took. */
export function* genl_unlock(parallel_ops: boolean): Steps<void> {
  const { cb_lock, genl_mutex } = yield* genl_globals
  if (!parallel_ops) yield* genl_mutex.unlock
  yield* cb_lock.upRead
}
