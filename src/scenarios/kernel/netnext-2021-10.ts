/**
 * Kernel `netnext-2021-10`: net-next of 5 October 2021, the tree both men speak of.
 *
 * Neither 5.15 as released (which registers devlink early) nor 5.16 (which changed the ethtool path
 * on 30 October): devlink_register() is already last in probe, and the compat path still holds the
 * netdev and drops rtnl. Source: Linux 5.15 with the series of 27 September 2021 (cf530217408e and the drivers' moves).
 */
import * as Layer from "effect/Layer"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import * as lifecycle from "./netnext-2021-10/devlink.ts"
import * as shared from "./shared-layer.ts"
import * as v5_15 from "./v5.15.ts"
import { dev_ioctl } from "./v5.15/ethtool.ts"

/** devlink in that tree. */
export const devlink = {
  ...v5_15.devlink,
  version: "netnext-2021-10",
  devlink_register: lifecycle.devlink_register,
  devlink_unregister: lifecycle.devlink_unregister,
  devlink_notify: lifecycle.devlink_notify
} as const

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(
  Layer.succeed(Devlink, devlink),
  Layer.succeed(Ethtool, { dev_ioctl }),
  shared.layer
)
