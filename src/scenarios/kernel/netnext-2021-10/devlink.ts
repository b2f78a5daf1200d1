/**
 * Life of a devlink instance in net-next of 5 October 2021: alloc, register, references, unregister, free.
 *
 * devlink_register() is whatever a driver calls last in its probe (the series of 27 September 2021,
 * cover M:1395608150); it sets the mark and notifies, under devlink_mutex and nothing else.
 * The function bodies follow T5.15 but for what that series changed, and for the assertions of patch 2/5
 * of the disputed one where the design comes with them.
 */
import { assert, protection } from "../../../sim/choice.ts"
import { free } from "../../../sim/memory/heap.ts"
import { completion } from "../../../sim/sync/completion.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { refcount } from "../../../sim/sync/refcount.ts"
import type { OpsTable } from "../devlink-ops.ts"
import * as devlinks from "../devlinks.ts"
import { OpsDesign } from "../ops-design.ts"
import type { StructDevlink, StructDevlinkPort } from "../struct-devlink.ts"

/**
 * devlink_alloc_ns(): kzalloc, xa_alloc (the entry is in the global xarray while dev, ops and
 * refcount are still zero; harmless, for all iterators ask for the mark), then the ops.
 * No lock but the xa_lock inside xa_alloc. Source: net/core/devlink.c, T5.15.
 */
export function* devlink_alloc_ns(ops: OpsTable, name: string, priv: unknown) {
  const design = yield* OpsDesign
  const memory = yield* design.kzalloc_devlink("devlink")
  const devlink: StructDevlink = Object.freeze({
    ...memory,
    name,
    index: yield* devlinks.xa_alloc_cyclic(),
    priv,
    lock: yield* mutex("devlink->lock"),
    refcount: yield* refcount("devlink->refcount", 1),
    comp: yield* completion("devlink->comp")
  })
  yield* devlinks.xa_store(devlink)
  yield* design.init_ops(devlink, ops)
  return devlink
}

/** devlink_free(): xa_erase, kfree. It does not look at the reference count. Source: T5.15. */
export function* devlink_free(devlink: StructDevlink) {
  yield* devlinks.xa_erase(devlink)
  yield* free(devlink.mem)
}

/**
 * devlink_register(): the second publication point (P2). From the mark on, netlink finds the
 * instance; readers also take devlink_mutex. Source: T5.15 as changed by cf530217408e (M:1429271737).
 */
export function* devlink_register(devlink: StructDevlink) {
  const design = yield* OpsDesign
  const { devlink_mutex } = yield* devlinks.devlink_globals
  if (design.annotated) yield* devlinks.ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_register")
  yield* devlink_mutex.lock
  yield* devlinks.xa_set_mark(devlink)
  yield* devlink_notify(devlink)
  yield* devlink_mutex.unlock
}

/**
 * devlink_notify(): NEW or DEL, and NEW again when a reload has failed or no longer fails. It may only
 * be sent while the mark is set. Notices of ports, traps and parameters are left out: nobody here has
 * any that read ops. Source: T5.15; the WARN_ON is of cf530217408e (27 September 2021).
 */
export function* devlink_notify(devlink: StructDevlink) {
  const design = yield* OpsDesign
  const marked = yield* devlinks.xa_get_mark(devlink)
  yield* assert(marked, `WARN_ON in devlink_notify(): ${devlink.name} is not registered`)
  yield* design.reading(devlink, () => devlink_nl_fill(devlink))
}

/**
 * devlink_nl_fill(): the body of the notification. For the reload statistics it reads
 * ops->reload_actions and ops->reload_limits, here once each and not once a bit. Source: T5.15.
 */
function* devlink_nl_fill(devlink: StructDevlink) {
  const design = yield* OpsDesign
  yield* devlink.mem.reload_failed.load
  const ops = yield* design.devlink_ops(devlink)
  yield* ops.reload_actions.load
  yield* ops.reload_limits.load
}

/**
 * devlink_unregister(): drops the initial reference, waits until nobody holds one, then sends DEL and
 * clears the mark. Between the first and the last the mark is still set but devlink_try_get() fails.
 * Left out: the WARN about a driver that forgot devlink_reload_disable(). Source: T5.15, cf530217408e.
 */
export function* devlink_unregister(devlink: StructDevlink) {
  const design = yield* OpsDesign
  const { devlink_mutex } = yield* devlinks.devlink_globals
  if (design.annotated) yield* devlinks.ASSERT_DEVLINK_REGISTERED(devlink, "devlink_unregister")
  yield* devlink_put(devlink)
  if (yield* protection("devlink_unregister: waits for references")) yield* devlink.comp.wait
  yield* devlink_mutex.lock
  yield* devlink_notify(devlink)
  yield* devlinks.xa_clear_mark(devlink)
  yield* devlink_mutex.unlock
}

/** devlink_try_get(): refcount_inc_not_zero(). Added by 437ebfd90a25, v5.15. */
export function* devlink_try_get(devlink: StructDevlink) {
  return yield* devlink.refcount.incNotZero
}

/** devlink_put(): the last one completes devlink->comp. Added by 437ebfd90a25, v5.15. */
export function* devlink_put(devlink: StructDevlink) {
  if (yield* devlink.refcount.decAndTest) yield* devlink.comp.complete
}

/**
 * devlink_port_register(): sets port->devlink, by which a netdev leads to the instance. The list of
 * ports and its notification, which nobody in these scenarios reads, are left out. Source: T5.15.
 */
export function* devlink_port_register(devlink: StructDevlink, port: StructDevlinkPort) {
  yield* port.devlink.store(devlink)
}

/** devlink_port_unregister(): takes the port off the list; port->devlink keeps its value. Source: T5.15. */
export function* devlink_port_unregister(_port: StructDevlinkPort) {}
