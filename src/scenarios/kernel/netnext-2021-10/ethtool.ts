/**
 * dev_ethtool() in net-next of 5 October 2021: rtnl for the whole ioctl, but for the two compat
 * paths, which drop it in the middle.
 *
 * Left out: CAP_NET_ADMIN, runtime PM, ->begin and ->complete.
 * Source: net/core/dev_ioctl.c, net/ethtool/ioctl.c, T5.15; rewritten on 30 October 2021 (f49deaa64af1 and others).
 */
import { Devlink } from "../devlink.ts"
import type { EthtoolRequest } from "../ethtool.ts"
import { indirect } from "../memory.ts"
import { LINK_STATE_PRESENT, net_globals, rtnl_lock, rtnl_unlock, type StructNetDevice } from "../net-device.ts"
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
  if (dev === undefined || !(yield* dev.mem.state.testBit(LINK_STATE_PRESENT))) return "-ENODEV" as const
  const err: Errno = command === "ETHTOOL_FLASHDEV"
    ? yield* ethtool_flash_device(dev, file ?? "")
    : yield* ethtool_get_drvinfo(dev)
  return err
}

/** __dev_get_by_name(): under rtnl, so a plain walk of the list. */
function* __dev_get_by_name(ifname: string) {
  const { dev_base_head } = yield* net_globals
  return (yield* dev_base_head.load).find((dev) => dev.name === ifname)
}

/** ethtool_flash_device(): the driver's own flash path, or devlink's. */
function* ethtool_flash_device(dev: StructNetDevice, file: string) {
  const devlink = yield* Devlink
  const { flash_device } = dev.ethtool_ops
  return flash_device === undefined
    ? yield* devlink.devlink_compat_flash_update(dev, file)
    : yield* indirect(flash_device, dev.name, dev, file)
}

/** ethtool_get_drvinfo(): asks devlink when the driver leaves fw_version empty. */
function* ethtool_get_drvinfo(dev: StructNetDevice) {
  const devlink = yield* Devlink
  if (dev.ethtool_ops.fw_version === "") yield* devlink.devlink_compat_running_version(dev)
  return 0 as const
}
