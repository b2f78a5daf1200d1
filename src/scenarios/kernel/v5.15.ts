/**
 * Kernel `5.15`, as released on 31 October 2021: most drivers register devlink early, then bring their hardware up.
 *
 * The ethtool path is that of the mails: hold the netdev, drop rtnl, look at ops under no lock. What a driver must not
 * be asked yet, it refuses with devlink_reload_enable().
 * Source: net/core/devlink.c, net/ethtool/ioctl.c, Linux 5.15.16.
 */
import * as Layer from "effect/Layer"
import * as alloc from "./devlink-alloc.ts"
import * as health from "./devlink-health.ts"
import { devlink_notify } from "./devlink-notify.ts"
import * as port from "./devlink-port.ts"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import * as shared from "./shared-layer.ts"
import * as netlink from "./v5.15/devlink-netlink.ts"
import * as lifecycle from "./v5.15/devlink.ts"
import { dev_ioctl } from "./v5.15/ethtool.ts"

/** devlink at 5.15; the trees up to 5.16 say where they differ. */
export const devlink = {
  version: "5.15",
  devlink_alloc_ns: lifecycle.devlink_alloc_ns,
  devlink_free: alloc.devlink_free,
  devlink_register: lifecycle.devlink_register,
  devlink_unregister: lifecycle.devlink_unregister,
  devlink_notify,
  devlink_try_get: alloc.devlink_try_get,
  devlink_put: lifecycle.devlink_put,
  devlink_port_register: port.devlink_port_register,
  devlink_port_unregister: port.devlink_port_unregister,
  devlink_health_report: health.devlink_health_report(false),
  genl_rcv_msg: netlink.genl_rcv_msg,
  devlink_pernet_pre_exit: netlink.devlink_pernet_pre_exit
} as const

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(
  Layer.succeed(Devlink, devlink),
  Layer.succeed(Ethtool, { dev_ioctl }),
  shared.layer
)
