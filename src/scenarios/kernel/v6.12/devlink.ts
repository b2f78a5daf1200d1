/**
 * Life of a devlink instance at 6.12: a reference keeps the memory and nothing else; whether the instance may be used
 * is the mark, and the mark is read under devlink->lock.
 *
 * That is what came of the report of November 2022 (9053637e0da7, ed539ba614a0, v6.3).
 * Source: net/devlink/core.c, Linux 6.12.117.
 */
import { free } from "../../../sim/memory/heap.ts"
import { work } from "../../../sim/sync/deferred.ts"
import { devl_lock, devl_unlock } from "../devl-lock.ts"
import { alloc_and_init } from "../devlink-alloc.ts"
import type { OpsTable } from "../devlink-ops.ts"
import { Devlink } from "../devlink.ts"
import * as devlinks from "../devlinks.ts"
import { device, type StructDevice } from "../pci-driver.ts"
import { queue_rcu_work } from "../rcu.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import type { StructNet } from "../struct-net.ts"

/** devlink_alloc_ns(): the last reference frees the instance, by queue_rcu_work() -> devlink_release(). */
export function* devlink_alloc_ns(
  ops: OpsTable,
  name: string,
  priv: unknown,
  net?: StructNet,
  dev?: StructDevice
) {
  return yield* alloc_and_init({ ops, name, priv, net, dev }, function* lifetime({ mem }) {
    const rwork = yield* work("devlink_release", function* devlink_release() {
      yield* free(mem)
    })
    return { rwork, dev: dev ?? (yield* device()) }
  })
}

/** devlink_free(): xa_erase, and the initial reference. */
export function* devlink_free(devlink: StructDevlink) {
  yield* devlinks.xa_erase(devlink)
  yield* devlink_put(devlink)
}

/** devlink_put(): the last one leaves the instance to devlink_release(). */
export function* devlink_put(devlink: StructDevlink) {
  if (yield* devlink.refcount.decAndTest) yield* queue_rcu_work(devlink.rwork!)
}

/** devl_register(): the mark and the notification, under devlink->lock of the caller. */
export function* devl_register(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  yield* devlinks.ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devl_register")
  yield* devlinks.xa_set_mark(devlink)
  yield* devlink_notify(devlink)
}

/** devlink_register(): devl_register() under the lock. */
export function* devlink_register(devlink: StructDevlink) {
  yield* devl_lock(devlink)
  yield* devl_register(devlink)
  yield* devl_unlock(devlink)
}

/** devl_unregister(): DEL, the mark cleared, under devlink->lock of the caller. It waits for nobody. */
export function* devl_unregister(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  yield* devlinks.ASSERT_DEVLINK_REGISTERED(devlink, "devl_unregister")
  yield* devlink_notify(devlink)
  yield* devlinks.xa_clear_mark(devlink)
}

/** devlink_unregister(): devl_unregister() under the lock. */
export function* devlink_unregister(devlink: StructDevlink) {
  yield* devl_lock(devlink)
  yield* devl_unregister(devlink)
  yield* devl_unlock(devlink)
}

/** devl_is_registered(): the mark, under devlink->lock. */
export function* devl_is_registered(devlink: StructDevlink) {
  return yield* devlinks.xa_get_mark(devlink)
}
