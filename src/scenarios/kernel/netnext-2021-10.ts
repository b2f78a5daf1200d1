/**
 * Kernel `netnext-2021-10`: net-next of 5 October 2021, the tree both men speak of.
 *
 * Neither 5.15 as released (which registers devlink early) nor 5.16 (which changed the ethtool path
 * on 30 October): devlink_register() is already last in probe, and the compat path still holds the
 * netdev and drops rtnl. Source: facts/kernel.md §2.1 for the path, §2.3 for what came when.
 */
import * as Layer from "effect/Layer"
import { AuxBus } from "./auxiliary-bus.ts"
import { Devlink } from "./devlink.ts"
import { Ethtool } from "./ethtool.ts"
import { Firmware } from "./firmware.ts"
import { NetDevice } from "./net-device.ts"
import * as compat from "./netnext-2021-10/devlink-compat.ts"
import { genl_rcv_msg } from "./netnext-2021-10/devlink-netlink.ts"
import * as lifecycle from "./netnext-2021-10/devlink.ts"
import { dev_ioctl } from "./netnext-2021-10/ethtool.ts"
import * as netdev from "./netnext-2021-10/net-device.ts"

/** Every service of the kernel, as that tree has it. Stateless: globals live in each execution. */
export const layer = Layer.mergeAll(
  Layer.succeed(Devlink, {
    devlink_alloc_ns: lifecycle.devlink_alloc_ns,
    devlink_free: lifecycle.devlink_free,
    devlink_register: lifecycle.devlink_register,
    devlink_unregister: lifecycle.devlink_unregister,
    devlink_try_get: lifecycle.devlink_try_get,
    devlink_put: lifecycle.devlink_put,
    devlink_port_register: lifecycle.devlink_port_register,
    devlink_port_unregister: lifecycle.devlink_port_unregister,
    devlink_compat_flash_update: compat.devlink_compat_flash_update,
    devlink_compat_running_version: compat.devlink_compat_running_version,
    genl_rcv_msg
  }),
  Layer.succeed(NetDevice, {
    alloc_netdev: netdev.alloc_netdev,
    free_netdev: netdev.free_netdev,
    register_netdev: netdev.register_netdev,
    unregister_netdev: netdev.unregister_netdev
  }),
  Layer.succeed(Ethtool, { dev_ioctl }),
  Firmware.layer,
  AuxBus.layer
)
