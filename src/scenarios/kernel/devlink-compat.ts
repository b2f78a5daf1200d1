/**
 * The compat calls of ethtool into devlink as they were until 6.2: check under no lock, call under devlink->lock.
 *
 * Neither function looks at the REGISTERED mark and neither takes devlink_mutex. This is the path Kicinski's mail
 * points at. How the instance was found, and what keeps it alive meanwhile, differs by version (ethtool.ts of each).
 * Source: net/core/devlink.c, Linux 5.15, 5.16; net/devlink/leftover.c, Linux 6.1.
 */
import { protection, reached } from "../../sim/choice.ts"
import { refused } from "../../sim/memory/pointer.ts"
import { __devlink_flash_update_notify } from "./devlink-commands.ts"
import { Firmware } from "./firmware.ts"
import { indirect } from "./memory.ts"
import { OpsDesign } from "./ops-design.ts"
import { ops_read } from "./places.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/** devlink_compat_flash_update(): check, fetch the image, call under devlink->lock. */
export function* devlink_compat_flash_update(devlink: StructDevlink, file: string) {
  const design = yield* OpsDesign
  const firmware = yield* Firmware
  if (design.compat_locks_first) yield* devlink.lock.lock
  const refusal = yield* compat_flash_check(devlink)
  if (refusal !== 0) {
    if (design.compat_locks_first) yield* devlink.lock.unlock
    return refusal
  }
  const image = yield* firmware.request_firmware(file)
  if (!design.compat_locks_first) yield* devlink.lock.lock
  yield* __devlink_flash_update_notify(devlink)
  const again = yield* design.devlink_ops(devlink)
  const err = yield* indirect(yield* again.flash_update.load, devlink.name, devlink, image)
  yield* __devlink_flash_update_notify(devlink)
  yield* devlink.lock.unlock
  yield* firmware.release_firmware(image)
  return err
}

/** What devlink_compat_flash_update() asks before it fetches the image; a NULL check alone in the code of that day. */
function* compat_flash_check(devlink: StructDevlink) {
  const design = yield* OpsDesign
  if (!(yield* design.reachable(devlink))) return "-ENODEV" as const
  const ops = yield* design.devlink_ops(devlink)
  if (!(yield* protection("devlink_compat_flash_update: NULL check"))) return 0 as const
  const flash_update = yield* ops.flash_update.load
  yield* reached(ops_read)
  if (flash_update !== null && (yield* design.permitted(devlink, "flash_update"))) return 0 as const
  yield* refused(devlink.name, "flash")
  return "-EOPNOTSUPP" as const
}

/** devlink_compat_running_version(): the same shape with info_get. */
export function* devlink_compat_running_version(devlink: StructDevlink) {
  const design = yield* OpsDesign
  if (design.compat_locks_first) yield* devlink.lock.lock
  if (!(yield* compat_info_check(devlink))) {
    if (design.compat_locks_first) yield* devlink.lock.unlock
    return
  }
  if (!design.compat_locks_first) yield* devlink.lock.lock
  const again = yield* design.devlink_ops(devlink)
  yield* indirect(yield* again.info_get.load, devlink.name, devlink)
  yield* devlink.lock.unlock
}

/** What devlink_compat_running_version() asks before the call. */
function* compat_info_check(devlink: StructDevlink) {
  const design = yield* OpsDesign
  if (!(yield* design.reachable(devlink))) return false
  const ops = yield* design.devlink_ops(devlink)
  if (!(yield* protection("devlink_compat_running_version: NULL check"))) return true
  const info_get = yield* ops.info_get.load
  yield* reached(ops_read)
  return info_get !== null && (yield* design.permitted(devlink, "info_get"))
}
