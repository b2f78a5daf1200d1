/**
 * Kernel `6.12`: who holds devlink->lock may ask whether the instance is registered, and everybody does.
 *
 * Drivers may register first and bring themselves up under that lock; a reference keeps only the memory.
 * Source: net/devlink, net/ethtool/ioctl.c, Linux 6.12.117.
 */
import * as Layer from "effect/Layer"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import * as shared from "./shared-layer.ts"
import { dev_ioctl } from "./v5.16/ethtool.ts"
import * as v6_1 from "./v6.1.ts"
import * as compat from "./v6.12/devlink-compat.ts"
import * as netlink from "./v6.12/devlink-netlink.ts"
import * as lifecycle from "./v6.12/devlink.ts"

/** devlink at 6.12. */
export const devlink = {
  ...v6_1.devlink,
  version: "6.12",
  devlink_alloc_ns: lifecycle.devlink_alloc_ns,
  devlink_free: lifecycle.devlink_free,
  devlink_register: lifecycle.devlink_register,
  devlink_unregister: lifecycle.devlink_unregister,
  devl_register: lifecycle.devl_register,
  devl_unregister: lifecycle.devl_unregister,
  devlink_put: lifecycle.devlink_put,
  genl_rcv_msg: netlink.genl_rcv_msg,
  devlink_pernet_pre_exit: netlink.devlink_pernet_pre_exit
} as const

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(
  Layer.succeed(Devlink, devlink),
  Layer.succeed(Ethtool, { dev_ioctl: dev_ioctl(compat) }),
  shared.layer
)
