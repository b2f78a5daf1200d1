/**
 * dev_ethtool() since 30 October 2021: a reference on the devlink instance is taken under rtnl, rtnl is dropped, and
 * then devlink is called.
 *
 * The reference keeps only those from freeing who wait for references, and devlink_free() of an instance that was never
 * registered waits for nobody. "We (continue to) assume that netdevs have an implicit reference on the devlink", says
 * 46db1b77cd4f. Source: net/ethtool/ioctl.c, Linux 5.16 and 6.1
 * (f49deaa64af1, 095cfcfe13e5, 46db1b77cd4f, 1af0a0948e28).
 */
import { protection } from "../../../sim/choice.ts"
import * as compat from "../devlink-compat.ts"
import { netdev_to_devlink } from "../devlink-port.ts"
import { Devlink } from "../devlink.ts"
import {
  __dev_get_by_name,
  asks_devlink,
  ethtool_begin,
  ethtool_complete,
  netif_device_present,
  own_flash_device
} from "../ethtool-ioctl.ts"
import type { EthtoolRequest } from "../ethtool.ts"
import type { Firmware } from "../firmware.ts"
import { page_fault_oops } from "../memory.ts"
import { rtnl_lock, rtnl_unlock, type StructNetDevice } from "../net-device.ts"
import type { OpsDesign } from "../ops-design.ts"
import type { Errno, Steps } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"

/** The two calls into devlink, which a version may have changed. */
export interface CompatCalls {
  readonly devlink_compat_flash_update: (
    devlink: StructDevlink,
    file: string
  ) => Steps<Errno, Devlink | OpsDesign | Firmware>
  readonly devlink_compat_running_version: (devlink: StructDevlink) => Steps<void, Devlink | OpsDesign>
}

/** dev_ioctl(SIOCETHTOOL) -> dev_ethtool(): rtnl for __dev_ethtool() alone, and devlink after it. */
export const dev_ioctl = (calls: CompatCalls) =>
  // oxlint-disable-next-line no-shadow -- reports print the name of the C function
  function* dev_ioctl(request: EthtoolRequest) {
    yield* rtnl_lock()
    const { devlink, err } = yield* __dev_ethtool(request)
    yield* rtnl_unlock()
    if (devlink === null) return err
    const answer: Errno = request.command === "ETHTOOL_FLASHDEV"
      ? yield* calls.devlink_compat_flash_update(devlink, request.file ?? "")
      : yield* running_version(calls, devlink)
    if (yield* protection("netdev_to_devlink_get: devlink_try_get")) yield* (yield* Devlink).devlink_put(devlink)
    return answer
  }

function* running_version({ devlink_compat_running_version }: CompatCalls, devlink: StructDevlink) {
  yield* devlink_compat_running_version(devlink)
  return 0 as const
}

/** What __dev_ethtool() leaves to be done: a devlink instance to call, with a reference, or an answer. */
interface Left {
  readonly devlink: StructDevlink | null
  readonly err: Errno
}

/** __dev_ethtool(): under rtnl; ethtool_flash_device() and ethtool_get_drvinfo() only look devlink up. */
function* __dev_ethtool({ command, file, ifname }: EthtoolRequest): Steps<Left, Devlink> {
  const dev = yield* __dev_get_by_name(ifname)
  if (dev === undefined || !(yield* netif_device_present(dev))) return { devlink: null, err: "-ENODEV" }
  yield* ethtool_begin(dev)
  const left = yield* left_to_devlink(dev, command, file)
  yield* ethtool_complete(dev)
  return left
}

function* left_to_devlink(
  dev: StructNetDevice,
  command: EthtoolRequest["command"],
  file: string | undefined
): Steps<Left, Devlink> {
  if (command === "ETHTOOL_FLASHDEV") {
    if (dev.ethtool_ops.flash_device !== undefined) {
      return { devlink: null, err: yield* own_flash_device(dev, file ?? "") }
    }
    return { devlink: yield* netdev_to_devlink_get(dev), err: "-EOPNOTSUPP" }
  }
  return { devlink: asks_devlink(dev) ? yield* netdev_to_devlink_get(dev) : null, err: 0 }
}

/**
 * netdev_to_devlink_get(): devlink_try_get(port->devlink), with no test for NULL and none of the mark. The counter lies
 * in the instance, so a port that is not registered yet leads to an access near address 0.
 */
function* netdev_to_devlink_get(dev: StructNetDevice) {
  const { devlink_try_get } = yield* Devlink
  if (dev.netdev_ops.ndo_get_devlink_port === undefined) return null
  const devlink = (yield* netdev_to_devlink(dev)) ?? (yield* page_fault_oops(dev.name))
  if (!(yield* protection("netdev_to_devlink_get: devlink_try_get"))) return devlink
  return (yield* devlink_try_get(devlink)) ? devlink : null
}

/** The calls as they were until 6.2. */
export const unlocked_checks: CompatCalls = compat
