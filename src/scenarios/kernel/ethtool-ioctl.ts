/**
 * What dev_ethtool() does before it comes to a command, the same in every version: rtnl, the netdev by its name.
 *
 * Left out: CAP_NET_ADMIN and runtime PM.
 * Source: net/core/dev_ioctl.c, net/ethtool/ioctl.c, Linux 5.15 to 6.12.
 */
import { indirect } from "./memory.ts"
import { LINK_STATE_PRESENT, net_globals, type StructNetDevice } from "./net-device.ts"

/** The netdev of this name; undefined for -ENODEV. */
export function* present_dev(ifname: string) {
  const dev = yield* __dev_get_by_name(ifname)
  return dev !== undefined && (yield* netif_device_present(dev)) ? dev : undefined
}

/** Under rtnl. */
export function* __dev_get_by_name(ifname: string) {
  const { dev_base_head } = yield* net_globals
  return (yield* dev_base_head.load).find(({ name }) => name === ifname)
}

/** Since register_netdevice(). */
export function* netif_device_present(dev: StructNetDevice) {
  return yield* dev.mem.state.testBit(LINK_STATE_PRESENT)
}

/** dev->ethtool_ops->begin(dev), where the driver has one. */
export function* ethtool_begin(dev: StructNetDevice) {
  const { begin } = dev.ethtool_ops
  if (begin !== undefined) yield* indirect(begin, dev.name, dev)
}

/** dev->ethtool_ops->complete(dev), where the driver has one. */
export function* ethtool_complete(dev: StructNetDevice) {
  const { complete } = dev.ethtool_ops
  if (complete !== undefined) yield* indirect(complete, dev.name, dev)
}

/** ethtool_flash_device(): the driver's own flash path, if it has one. */
export function* own_flash_device(dev: StructNetDevice, file: string) {
  return yield* indirect(dev.ethtool_ops.flash_device ?? null, dev.name, dev, file)
}

/** ethtool_get_drvinfo() leaves it to devlink when the driver leaves fw_version empty. */
export const asks_devlink = (dev: StructNetDevice): boolean => dev.ethtool_ops.fw_version === ""
