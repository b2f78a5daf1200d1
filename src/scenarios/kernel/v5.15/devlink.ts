/**
 * Life of a devlink instance at 5.15: alloc, register, references, unregister, free.
 *
 * Registering is a mark in an xarray, set under devlink_mutex and nothing else; freeing does not look at references.
 * Source: net/core/devlink.c, Linux 5.15.16.
 */
import { protection } from "../../../sim/choice.ts"
import { completion } from "../../../sim/sync/completion.ts"
import { alloc_and_init } from "../devlink-alloc.ts"
import type { OpsTable } from "../devlink-ops.ts"
import { Devlink } from "../devlink.ts"
import * as devlinks from "../devlinks.ts"
import { member_of } from "../memory.ts"
import type { StructDevice } from "../pci-driver.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import type { StructNet } from "../struct-net.ts"

/** devlink_alloc_ns(): the last reference completes devlink->comp. */
export function* devlink_alloc_ns(
  ops: OpsTable,
  name: string,
  priv: unknown,
  net?: StructNet,
  dev?: StructDevice
) {
  return yield* alloc_and_init({ ops, name, priv, net, dev }, function* lifetime({ mem }) {
    return { comp: member_of(mem, yield* completion("devlink->comp")) }
  })
}

/** devlink_register(): from the mark on, netlink finds the instance; its readers take devlink_mutex too. */
export function* devlink_register(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  const { devlink_mutex } = yield* devlinks.devlink_globals
  yield* devlink_mutex.lock
  yield* devlinks.xa_set_mark(devlink)
  yield* devlink_notify(devlink)
  yield* devlink_mutex.unlock
}

/**
 * devlink_unregister(): drops the initial reference, waits until nobody holds one, then sends DEL and
 * clears the mark. Between the first and the last the mark is still set but devlink_try_get() fails.
 * Left out: the WARN about a driver that forgot devlink_reload_disable().
 */
export function* devlink_unregister(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  const { devlink_mutex } = yield* devlinks.devlink_globals
  yield* devlink_put(devlink)
  if (yield* protection("devlink_unregister: waits for references")) yield* devlink.comp!.wait
  yield* devlink_mutex.lock
  yield* devlink_notify(devlink)
  yield* devlinks.xa_clear_mark(devlink)
  yield* devlink_mutex.unlock
}

/** devlink_put(): the last one completes devlink->comp. Added by 437ebfd90a25, v5.15. */
export function* devlink_put(devlink: StructDevlink) {
  if (yield* devlink.refcount.decAndTest) yield* devlink.comp!.complete
}
