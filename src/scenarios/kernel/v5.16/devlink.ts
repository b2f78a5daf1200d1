/**
 * What 5.16 changed in the life of a devlink instance: the assertions are there for every design.
 * Source: net/core/devlink.c, Linux 5.16 (b88f7b1203bf).
 */
import * as devlinks from "../devlinks.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import * as v5_15 from "../v5.15/devlink.ts"

/** devlink_register(): ASSERT_DEVLINK_NOT_REGISTERED first. */
export function* devlink_register(devlink: StructDevlink) {
  yield* devlinks.ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_register")
  yield* v5_15.devlink_register(devlink)
}

/** devlink_unregister(): ASSERT_DEVLINK_REGISTERED first. */
export function* devlink_unregister(devlink: StructDevlink) {
  yield* devlinks.ASSERT_DEVLINK_REGISTERED(devlink, "devlink_unregister")
  yield* v5_15.devlink_unregister(devlink)
}
