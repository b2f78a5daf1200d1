/**
 * Kernel `6.1`: devlink_mutex and genl_mutex are gone, every command holds devlink->lock, lookups rest on RCU.
 *
 * Registering takes no lock, and the ethtool path is still that of 5.16. `6.1-mark` is the same tree with the three
 * lines Yang Yingliang proposed in November 2022.
 * Source: net/devlink/leftover.c, net/ethtool/ioctl.c, Linux 6.1.192.
 */
import * as Layer from "effect/Layer"
import * as health from "./devlink-health.ts"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import * as shared from "./shared-layer.ts"
import * as v5_16 from "./v5.16.ts"
import { dev_ioctl, unlocked_checks } from "./v5.16/ethtool.ts"
import * as netlink from "./v6.1/devlink-netlink.ts"
import * as lifecycle from "./v6.1/devlink.ts"

/** devlink at 6.1. */
export const devlink = {
  ...v5_16.devlink,
  version: "6.1",
  devlink_register: lifecycle.devlink_register,
  devlink_unregister: lifecycle.devlink_unregister,
  devlink_put: lifecycle.devlink_put,
  devlink_health_report: health.devlink_health_report(true),
  genl_rcv_msg: netlink.genl_rcv_msg,
  devlink_pernet_pre_exit: netlink.devlink_pernet_pre_exit
} as const

const rest = Layer.mergeAll(Layer.succeed(Ethtool, { dev_ioctl: dev_ioctl(unlocked_checks) }), shared.layer)

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(Layer.succeed(Devlink, devlink), rest)

/** The same with a look at the mark in devlink_try_get(). */
export const with_mark_check = Layer.mergeAll(
  Layer.succeed(Devlink, {
    ...devlink,
    version: "6.1-mark",
    devlink_try_get: lifecycle.devlink_try_get_if_registered
  }),
  rest
)
