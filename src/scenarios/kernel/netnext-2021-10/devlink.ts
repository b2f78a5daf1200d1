/**
 * What net-next of 5 October 2021 changed in the life of a devlink instance since 5.15: it warns.
 *
 * devlink_register() is whatever a driver calls last in its probe (the series of 27 September 2021), and a notification
 * of what is not registered is a bug (cf530217408e). The assertions are patch 2/5 of the series under debate, "Annotate
 * devlink API calls", merged as b88f7b1203bf (v5.16): net-next has them where the design comes with them.
 */
import { assert } from "../../../sim/choice.ts"
import * as notify from "../devlink-notify.ts"
import * as devlinks from "../devlinks.ts"
import { OpsDesign } from "../ops-design.ts"
import { device_lock_assert } from "../pci-driver.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import * as v5_15 from "../v5.15/devlink.ts"

/** devlink_register(): with the assertions, where the design brought them. */
export function* devlink_register(devlink: StructDevlink) {
  const { annotated } = yield* OpsDesign
  if (annotated) {
    yield* devlinks.ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_register")
    if (devlink.dev !== undefined) yield* device_lock_assert(devlink.dev, "devlink_register")
  }
  yield* v5_15.devlink_register(devlink)
}

/** devlink_unregister(): with the assertion, where the design brought it. */
export function* devlink_unregister(devlink: StructDevlink) {
  const { annotated } = yield* OpsDesign
  if (annotated) yield* devlinks.ASSERT_DEVLINK_REGISTERED(devlink, "devlink_unregister")
  yield* v5_15.devlink_unregister(devlink)
}

/** devlink_notify(): it may only be sent while the mark is set; the WARN_ON is of cf530217408e (27 September 2021). */
export function* devlink_notify(devlink: StructDevlink) {
  const marked = yield* devlinks.xa_get_mark(devlink)
  yield* assert(marked, `WARN_ON in devlink_notify(): ${devlink.name} is not registered`)
  yield* notify.devlink_notify(devlink)
}
