/**
 * The globals of net/core/devlink.c: the xarray of all instances, its REGISTERED mark, devlink_mutex.
 *
 * An instance is in the xarray from devlink_alloc_ns() on but unmarked, and everybody who looks for
 * one looks for marked entries: the mark is what Romanovsky's mail calls registered. Marks are one
 * bitmap word, as in an xarray node; the xa_lock under which they change is folded into the step, and
 * orders nothing for readers, who do not take it.
 * Source: lib/xarray.c, net/core/devlink.c, Linux 5.15.
 */
import { assert, perExecution } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { passes } from "../../sim/time/places.ts"
import type { Steps } from "./steps.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/** More instances than any scenario has. */
const slotsMax = 4

/** `static DEFINE_XARRAY_FLAGS(devlinks, XA_FLAGS_ALLOC)` and `static DEFINE_MUTEX(devlink_mutex)`. */
export const devlink_globals = perExecution("devlink.c", function*() {
  const slots = []
  for (let i = 0; i < slotsMax; i++) slots.push(yield* variable<StructDevlink | null>(`devlinks[${i}]`, null))
  return {
    slots,
    next: yield* variable("devlinks.next", 0),
    /** DEVLINK_REGISTERED, one bit an entry. */
    registered: yield* variable("devlinks.REGISTERED", 0),
    /** DEVLINK_UNREGISTERING, one bit an entry: who iterates skips it. c2368b19807a, v6.0. */
    unregistering: yield* variable("devlinks.UNREGISTERING", 0),
    /** Gone in v6.0 (d3efc2a6a6d8): there nobody takes it. */
    devlink_mutex: yield* mutex("devlink_mutex")
  }
})

/** xa_alloc_cyclic(), first half: the next free index. The xa_lock inside makes it one atomic step. */
export function* xa_alloc_cyclic(): Steps<number> {
  const { next } = yield* devlink_globals
  return yield* next.fetchAdd(1)
}

/** xa_alloc_cyclic(), second half: rcu_assign_pointer() of the entry, which is unmarked. */
export function* xa_store(devlink: StructDevlink): Steps<void> {
  const { slots } = yield* devlink_globals
  yield* slots[devlink.index].storeRelease(devlink)
}

/** xa_erase(): the entry is gone, its mark with it. */
export function* xa_erase(devlink: StructDevlink): Steps<void> {
  const { registered, slots } = yield* devlink_globals
  yield* registered.clearBit(devlink.index)
  yield* slots[devlink.index].writeOnce(null)
}

/** xa_set_mark(&devlinks, devlink->index, DEVLINK_REGISTERED) */
export function* xa_set_mark(devlink: StructDevlink): Steps<void> {
  yield* (yield* devlink_globals).registered.setBit(devlink.index)
  yield* passes("P2")
}

/** xa_clear_mark(&devlinks, devlink->index, DEVLINK_REGISTERED) */
export function* xa_clear_mark(devlink: StructDevlink): Steps<void> {
  yield* (yield* devlink_globals).registered.clearBit(devlink.index)
}

/** xa_set_mark(&devlinks, devlink->index, DEVLINK_UNREGISTERING) */
export function* set_unregistering(devlink: StructDevlink): Steps<void> {
  yield* (yield* devlink_globals).unregistering.setBit(devlink.index)
}

/** xa_clear_mark(&devlinks, devlink->index, DEVLINK_UNREGISTERING) */
export function* clear_unregistering(devlink: StructDevlink): Steps<void> {
  yield* (yield* devlink_globals).unregistering.clearBit(devlink.index)
}

/** xa_get_mark(&devlinks, devlink->index, DEVLINK_REGISTERED) */
export function* xa_get_mark(devlink: StructDevlink): Steps<boolean> {
  return yield* (yield* devlink_globals).registered.testBit(devlink.index)
}

/**
 * ASSERT_DEVLINK_NOT_REGISTERED: WARN_ON_ONCE of the mark.
 * Source: patch 2/5 of the series under debate (3 October 2021), merged as b88f7b1203bf, v5.16.
 */
export function* ASSERT_DEVLINK_NOT_REGISTERED(devlink: StructDevlink, fn: string): Steps<void> {
  yield* assert(!(yield* xa_get_mark(devlink)), `WARN_ON in ${fn}(): ${devlink.name} is registered already`)
}

/** ASSERT_DEVLINK_REGISTERED: the opposite, from the same patch. */
export function* ASSERT_DEVLINK_REGISTERED(devlink: StructDevlink, fn: string): Steps<void> {
  yield* assert(yield* xa_get_mark(devlink), `WARN_ON in ${fn}(): ${devlink.name} is not registered`)
}
