/**
 * What the kernel says of a lock that ought to be held, and is not.
 *
 * A lock that a mutation run has taken away is left alone here: what it protects has to show by itself.
 * Source: include/linux/lockdep.h lockdep_assert_held(); include/linux/rtnetlink.h ASSERT_RTNL(), Linux 5.15.
 */
import { assert } from "../../sim/choice.ts"
import type { Mutex } from "../../sim/sync/mutex.ts"
import type { Steps } from "./steps.ts"

/** lockdep_assert_held(): WARN_ON unless the calling task holds the lock. Local. */
export function* lockdep_assert_held(lock: Mutex, fn: string): Steps<void> {
  yield* assert(yield* lock.held, `WARN_ON in ${fn}(): ${lock.name} is not held`)
}
