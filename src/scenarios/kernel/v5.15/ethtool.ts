/**
 * dev_ethtool() as it was until 30 October 2021: rtnl for the whole ioctl, but for the two compat paths, which hold
 * the netdev and drop rtnl in the middle.
 *
 * The netdev's reference is all that keeps the devlink instance: unregister_netdev() waits for it.
 * Source: net/ethtool/ioctl.c and net/core/devlink.c, Linux 5.15; rewritten by f49deaa64af1, 095cfcfe13e5,
 * 46db1b77cd4f and 1af0a0948e28 (v5.16).
 */
import { protection } from "../../../sim/choice.ts"
import * as compat from "../devlink-compat.ts"
import { netdev_to_devlink } from "../devlink-port.ts"
import {
  __dev_get_by_name,
  asks_devlink,
  ethtool_begin,
  ethtool_complete,
  netif_device_present,
  own_flash_device
} from "../ethtool-ioctl.ts"
import type { EthtoolRequest } from "../ethtool.ts"
import { dev_hold, dev_put, rtnl_lock, rtnl_unlock, type StructNetDevice } from "../net-device.ts"
import type { Errno } from "../steps.ts"

/** dev_ioctl(SIOCETHTOOL): rtnl around dev_ethtool(). */
export function* dev_ioctl(request: EthtoolRequest) {
  yield* rtnl_lock()
  const err = yield* dev_ethtool(request)
  yield* rtnl_unlock()
  return err
}

/** dev_ethtool(): finds the netdev by name, refuses one that is not present. Under rtnl. */
function* dev_ethtool({ command, file, ifname }: EthtoolRequest) {
  const dev = yield* __dev_get_by_name(ifname)
  if (dev === undefined || !(yield* netif_device_present(dev))) return "-ENODEV" as const
  yield* ethtool_begin(dev)
  const err: Errno = command === "ETHTOOL_FLASHDEV"
    ? yield* ethtool_flash_device(dev, file ?? "")
    : yield* ethtool_get_drvinfo(dev)
  yield* ethtool_complete(dev)
  return err
}

/** ethtool_flash_device(): the driver's own flash path, or devlink's. */
function* ethtool_flash_device(dev: StructNetDevice, file: string) {
  return dev.ethtool_ops.flash_device === undefined
    ? yield* devlink_compat_flash_update(dev, file)
    : yield* own_flash_device(dev, file)
}

/** ethtool_get_drvinfo(): asks devlink when the driver leaves fw_version empty. */
function* ethtool_get_drvinfo(dev: StructNetDevice) {
  if (asks_devlink(dev)) yield* devlink_compat_running_version(dev)
  return 0 as const
}

/** devlink_compat_flash_update(): entered and left under rtnl, without it in between. */
function* devlink_compat_flash_update(dev: StructNetDevice, file: string) {
  const held = yield* protection("devlink_compat_flash_update: dev_hold")
  if (held) yield* dev_hold(dev)
  yield* rtnl_unlock()
  const devlink = yield* netdev_to_devlink(dev)
  const err: Errno = devlink === null ? "-EOPNOTSUPP" : yield* compat.devlink_compat_flash_update(devlink, file)
  yield* rtnl_lock()
  if (held) yield* dev_put(dev)
  return err
}

/** devlink_compat_running_version(): entered and left under rtnl, without it in between. */
function* devlink_compat_running_version(dev: StructNetDevice) {
  const held = yield* protection("devlink_compat_running_version: dev_hold")
  if (held) yield* dev_hold(dev)
  yield* rtnl_unlock()
  const devlink = yield* netdev_to_devlink(dev)
  if (devlink !== null) yield* compat.devlink_compat_running_version(devlink)
  yield* rtnl_lock()
  if (held) yield* dev_put(dev)
}
