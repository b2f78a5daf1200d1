/**
 * Parameters that a driver reads while it initialises (`driverinit`), as far as they depend on ops.
 *
 * The value set by the user takes effect on reload, so a driver that cannot reload is told that there is none: here a
 * missing callback says that a capability is missing.
 * Source: net/core/devlink.c devlink_param_driverinit_value_get(), Linux 5.15, 5.16; net/devlink/leftover.c, Linux 6.1.
 */
import { OpsDesign } from "./ops-design.ts"
import type { Errno, Steps } from "./steps.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/** -EOPNOTSUPP unless devlink_reload_supported(devlink->ops); the value itself is left out. No lock. */
export function* devlink_param_driverinit_value_get(devlink: StructDevlink): Steps<Errno, OpsDesign> {
  const design = yield* OpsDesign
  const ops = yield* design.devlink_ops(devlink)
  const supported = (yield* ops.reload_down.load) !== null && (yield* ops.reload_up.load) !== null
  return supported ? 0 : "-EOPNOTSUPP"
}
