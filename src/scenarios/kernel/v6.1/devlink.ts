/**
 * Life of a devlink instance at 6.1: devlink_mutex is gone, and RCU is what keeps an instance for those who look it up.
 *
 * Registering and unregistering take no lock at all. The last reference completes devlink->comp only after a grace
 * period (30bab7cdb56d, v6.0), and who iterates skips instances that are being unregistered (c2368b19807a, v6.0).
 * Freeing still does not look at references. Source: net/devlink/leftover.c, Linux 6.1.192.
 */
import { protection } from "../../../sim/choice.ts"
import { devlink_try_get } from "../devlink-alloc.ts"
import { Devlink } from "../devlink.ts"
import * as devlinks from "../devlinks.ts"
import { call_rcu } from "../rcu.ts"
import type { StructDevlink } from "../struct-devlink.ts"

/** devlink_register(): the mark, the notification; no lock. */
export function* devlink_register(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  yield* devlinks.ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_register")
  yield* devlinks.xa_set_mark(devlink)
  yield* devlink_notify(devlink)
}

/** devlink_unregister(): UNREGISTERING, the initial reference, the wait, DEL, both marks cleared; no lock. */
export function* devlink_unregister(devlink: StructDevlink) {
  const { devlink_notify } = yield* Devlink
  yield* devlinks.ASSERT_DEVLINK_REGISTERED(devlink, "devlink_unregister")
  yield* devlinks.set_unregistering(devlink)
  yield* devlink_put(devlink)
  if (yield* protection("devlink_unregister: waits for references")) yield* devlink.comp!.wait
  yield* devlink_notify(devlink)
  yield* devlinks.xa_clear_mark(devlink)
  yield* devlinks.clear_unregistering(devlink)
}

/** devlink_put(): the last one leaves completing devlink->comp to RCU (30bab7cdb56d). */
export function* devlink_put(devlink: StructDevlink) {
  if (!(yield* devlink.refcount.decAndTest)) return
  yield* call_rcu("__devlink_put_rcu", function* __devlink_put_rcu() {
    yield* devlink.comp!.complete
  })
}

/**
 * devlink_try_get() with the three lines Yang Yingliang proposed in November 2022 against the use after free in
 * devlink_compat_running_version(): an instance that is not registered gives no reference. Refused by Romanovsky
 * ("Please fix nsim instead of devlink"); two months later the check came in another form (ed539ba614a0, v6.3).
 */
export function* devlink_try_get_if_registered(devlink: StructDevlink) {
  yield* devlink.refcount.read
  if (yield* protection("devlink_try_get: only registered instances")) {
    if (!(yield* devlinks.xa_get_mark(devlink))) return false
  }
  return yield* devlink_try_get(devlink)
}
