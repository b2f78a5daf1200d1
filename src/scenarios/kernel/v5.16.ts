/**
 * Kernel `5.16`: devlink_register() last, its assertions in place, and the ethtool path of 30 October 2021.
 *
 * The netdev is no longer held while devlink is called; a reference on the instance is.
 * Source: net/core/devlink.c, net/ethtool/ioctl.c, Linux 5.16.10.
 */
import * as Layer from "effect/Layer"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import * as netnext from "./netnext-2021-10.ts"
import * as shared from "./shared-layer.ts"
import * as lifecycle from "./v5.16/devlink.ts"
import { dev_ioctl, unlocked_checks } from "./v5.16/ethtool.ts"

/** devlink at 5.16. */
export const devlink = {
  ...netnext.devlink,
  version: "5.16",
  devlink_register: lifecycle.devlink_register,
  devlink_unregister: lifecycle.devlink_unregister
} as const

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(
  Layer.succeed(Devlink, devlink),
  Layer.succeed(Ethtool, { dev_ioctl: dev_ioctl(unlocked_checks) }),
  shared.layer
)
