/**
 * The compat calls of ethtool into devlink today: lock, ask whether the instance is registered, then look at ops.
 *
 * ed539ba614a0 (v6.3). What Romanovsky proposed on 5 October 2021 ("a check of if(devlink_register) inside
 * devlink_compat_flash_update()"), under the lock that makes it mean something.
 * Source: net/devlink/dev.c, Linux 6.12.117.
 */
import { protection, reached } from "../../../sim/choice.ts"
import { refused } from "../../../sim/memory/pointer.ts"
import { devl_lock, devl_unlock } from "../devl-lock.ts"
import { __devlink_flash_update_notify } from "../devlink-commands.ts"
import { Firmware } from "../firmware.ts"
import { indirect } from "../memory.ts"
import { OpsDesign } from "../ops-design.ts"
import { ops_read } from "../places.ts"
import type { Errno } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import { devl_is_registered } from "./devlink.ts"

/** devlink_compat_flash_update(): everything under devlink->lock, the image included. */
export function* devlink_compat_flash_update(devlink: StructDevlink, file: string) {
  yield* devl_lock(devlink)
  const err: Errno = (yield* may_be_used(devlink, "devlink_compat_flash_update"))
    ? yield* flash_update(devlink, file)
    : "-ENODEV"
  yield* devl_unlock(devlink)
  return err
}

function* flash_update(devlink: StructDevlink, file: string) {
  const design = yield* OpsDesign
  const firmware = yield* Firmware
  const ops = yield* design.devlink_ops(devlink)
  const callback = yield* ops.flash_update.load
  yield* reached(ops_read)
  if (callback === null) {
    yield* refused(devlink.name, "flash")
    return "-EOPNOTSUPP" as const
  }
  const image = yield* firmware.request_firmware(file)
  yield* __devlink_flash_update_notify(devlink)
  const again = yield* design.devlink_ops(devlink)
  const err = yield* indirect(yield* again.flash_update.load, devlink.name, devlink, image)
  yield* __devlink_flash_update_notify(devlink)
  yield* firmware.release_firmware(image)
  return err
}

/** devlink_compat_running_version(): looks at ops->info_get without the lock: harmless, for ops do not change. */
export function* devlink_compat_running_version(devlink: StructDevlink) {
  const design = yield* OpsDesign
  const ops = yield* design.devlink_ops(devlink)
  const info_get = yield* ops.info_get.load
  yield* reached(ops_read)
  if (info_get === null) return
  yield* devl_lock(devlink)
  if (yield* may_be_used(devlink, "devlink_compat_running_version")) {
    const again = yield* design.devlink_ops(devlink)
    yield* indirect(yield* again.info_get.load, devlink.name, devlink)
  }
  yield* devl_unlock(devlink)
}

function* may_be_used(devlink: StructDevlink, fn: string) {
  return (yield* protection(`${fn}: devl_is_registered`)) ? yield* devl_is_registered(devlink) : true
}
