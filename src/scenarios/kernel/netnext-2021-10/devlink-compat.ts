/**
 * The way from ethtool into devlink, as it was until 30 October 2021: hold the netdev, drop rtnl,
 * load devlink->ops under no lock at all.
 *
 * Neither function looks at the REGISTERED mark and neither takes devlink_mutex; only the call
 * itself is under devlink->lock. This is the path Kicinski's mail points at.
 * Source: net/core/devlink.c and net/ethtool/ioctl.c, T5.15; replaced by 1af0a0948e28 (v5.16).
 */
import { protection, reached } from "../../../sim/choice.ts"
import { refused } from "../../../sim/memory/pointer.ts"
import { xa_get_mark } from "../devlinks.ts"
import { Firmware } from "../firmware.ts"
import { indirect } from "../memory.ts"
import { dev_hold, dev_put, rtnl_lock, rtnl_unlock, type StructNetDevice } from "../net-device.ts"
import { OpsDesign } from "../ops-design.ts"
import { flash_notify_warns, ops_read } from "../places.ts"
import type { Errno } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"

/** netdev_to_devlink(): asks the driver for the port, loads port->devlink. No lock, no reference. Source: T5.15. */
export function* netdev_to_devlink(dev: StructNetDevice) {
  const { ndo_get_devlink_port } = dev.netdev_ops
  return ndo_get_devlink_port === undefined ? null : yield* ndo_get_devlink_port(dev).devlink.load
}

/**
 * devlink_compat_flash_update(): check, fetch the image, call under devlink->lock. Entered and left
 * under rtnl, without it in between; until the lock nothing but the netdev's reference is held.
 * Source: net/core/devlink.c, T5.15.
 */
export function* devlink_compat_flash_update(dev: StructNetDevice, file: string) {
  const design = yield* OpsDesign
  const firmware = yield* Firmware
  const held = yield* protection("devlink_compat_flash_update: dev_hold")
  let err: Errno = "-EOPNOTSUPP"
  if (held) yield* dev_hold(dev)
  yield* rtnl_unlock()
  const devlink = yield* netdev_to_devlink(dev)
  out: {
    if (devlink === null) break out
    if (design.compat_locks_first) yield* devlink.lock.lock
    let found = yield* design.reachable(devlink)
    if (found && (yield* protection("devlink_compat_flash_update: NULL check"))) {
      const ops = yield* design.devlink_ops(devlink)
      const flash_update = yield* ops.flash_update.load
      yield* reached(ops_read)
      found = flash_update !== null && (yield* design.permitted(devlink, "flash_update"))
      if (!found) yield* refused(devlink.name, "flash")
    }
    if (!found) {
      if (design.compat_locks_first) yield* devlink.lock.unlock
      break out
    }
    const image = yield* firmware.request_firmware(file)
    if (!design.compat_locks_first) yield* devlink.lock.lock
    yield* __devlink_flash_update_notify(devlink)
    const again = yield* design.devlink_ops(devlink)
    err = yield* indirect(yield* again.flash_update.load, devlink.name, devlink, image)
    yield* __devlink_flash_update_notify(devlink)
    yield* devlink.lock.unlock
    yield* firmware.release_firmware(image)
  }
  yield* rtnl_lock()
  if (held) yield* dev_put(dev)
  return err
}

/** devlink_compat_running_version(): the same shape with info_get. Entered and left under rtnl. Source: T5.15. */
export function* devlink_compat_running_version(dev: StructNetDevice) {
  const design = yield* OpsDesign
  const held = yield* protection("devlink_compat_running_version: dev_hold")
  if (held) yield* dev_hold(dev)
  yield* rtnl_unlock()
  const devlink = yield* netdev_to_devlink(dev)
  out: {
    if (devlink === null) break out
    if (design.compat_locks_first) yield* devlink.lock.lock
    let found = yield* design.reachable(devlink)
    if (found && (yield* protection("devlink_compat_running_version: NULL check"))) {
      const ops = yield* design.devlink_ops(devlink)
      const info_get = yield* ops.info_get.load
      yield* reached(ops_read)
      found = info_get !== null && (yield* design.permitted(devlink, "info_get"))
    }
    if (!found) {
      if (design.compat_locks_first) yield* devlink.lock.unlock
      break out
    }
    if (!design.compat_locks_first) yield* devlink.lock.lock
    const again = yield* design.devlink_ops(devlink)
    yield* indirect(yield* again.info_get.load, devlink.name, devlink)
    yield* devlink.lock.unlock
  }
  yield* rtnl_lock()
  if (held) yield* dev_put(dev)
}

/**
 * __devlink_flash_update_notify(), at the begin and the end of a flash: warns when the instance is not
 * registered, and sends nothing that any task here could see. The WARN_ON came with cf530217408e (27
 * September 2021) and was judged wrong and taken out by fec1faf221f6 (M:25703380548), so it is a place
 * reached and no finding.
 */
export function* __devlink_flash_update_notify(devlink: StructDevlink) {
  if (!(yield* xa_get_mark(devlink))) yield* reached(flash_notify_warns)
}
