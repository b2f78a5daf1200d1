/**
 * The way from netlink into devlink: only registered instances, and devlink_mutex all along.
 *
 * Lock order: cb_lock (read) > genl_mutex > devlink_mutex > devlink->lock > rtnl. Commands with
 * NO_LOCK, of which RELOAD is one, leave devlink->lock out (facts/kernel.md §2.1, §2.6).
 * Source: net/netlink/genetlink.c, net/core/devlink.c, T5.15.
 */
import { perExecution, protection, reached } from "../../../sim/choice.ts"
import { refused } from "../../../sim/memory/pointer.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { rwsem } from "../../../sim/sync/rwsem.ts"
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT } from "../devlink-ops.ts"
import type { DevlinkCommand } from "../devlink.ts"
import { devlink_globals } from "../devlinks.ts"
import { Firmware } from "../firmware.ts"
import { indirect } from "../memory.ts"
import { OpsDesign } from "../ops-design.ts"
import { not_registered, reloaded } from "../places.ts"
import type { Errno } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import { __devlink_flash_update_notify } from "./devlink-compat.ts"
import { devlink_notify, devlink_put, devlink_try_get } from "./devlink.ts"

/** The globals of net/netlink/genetlink.c. The devlink family has no parallel_ops. */
const genl_globals = perExecution("genetlink.c", function*() {
  return { cb_lock: yield* rwsem("cb_lock"), genl_mutex: yield* mutex("genl_mutex") }
})

/** genl_rcv() and genl_rcv_msg(): down_read(&cb_lock), genl_mutex, then the command between pre_doit and post_doit. */
export function* genl_rcv_msg(message: DevlinkCommand) {
  const { cb_lock, genl_mutex } = yield* genl_globals
  yield* cb_lock.downRead
  yield* genl_mutex.lock
  const err: Errno = yield* devlink_nl_doit(message)
  yield* genl_mutex.unlock
  yield* cb_lock.upRead
  return err
}

/** The doit of the command, between pre_doit and post_doit. It reads several members of ops. */
function* devlink_nl_doit(message: DevlinkCommand) {
  const design = yield* OpsDesign
  const no_lock = message.command === "DEVLINK_CMD_RELOAD"
  const devlink = yield* devlink_nl_pre_doit(message.address, no_lock)
  if (devlink === null) {
    yield* reached(not_registered)
    return "-ENODEV" as const
  }
  const err: Errno = no_lock
    ? yield* design.reading(devlink, () => devlink_nl_cmd_reload(devlink))
    : yield* design.reading(devlink, () => devlink_nl_cmd_flash_update(devlink, message))
  yield* devlink_nl_post_doit(devlink, no_lock)
  return err
}

/** devlink_nl_pre_doit(): devlink_mutex, the instance with a reference, and devlink->lock unless NO_LOCK. */
export function* devlink_nl_pre_doit(address: string, no_lock: boolean) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  const devlink = yield* devlink_get_from_attrs(address)
  if (devlink === null) yield* devlink_mutex.unlock
  else if (!no_lock) yield* devlink.lock.lock
  return devlink
}

/** devlink_nl_post_doit(): gives back what pre_doit took. */
export function* devlink_nl_post_doit(devlink: StructDevlink, no_lock: boolean) {
  const { devlink_mutex } = yield* devlink_globals
  if (!no_lock) yield* devlink.lock.unlock
  if (yield* protection("devlink_get_from_attrs: devlink_try_get")) yield* devlink_put(devlink)
  yield* devlink_mutex.unlock
}

/**
 * devlink_get_from_attrs(): xa_for_each_marked(REGISTERED), compare names, devlink_try_get(). Under
 * devlink_mutex. An entry is read by rcu_dereference(), here an acquire load. Source: T5.15, lib/xarray.c.
 */
function* devlink_get_from_attrs(address: string) {
  const { registered, slots } = yield* devlink_globals
  const marks = (yield* protection("devlink_get_from_attrs: only registered instances"))
    ? yield* registered.readOnce
    : BIT(slots.length) - 1
  for (const [index, slot] of slots.entries()) {
    if ((marks & BIT(index)) === 0) continue
    const devlink = yield* slot.loadAcquire
    if (devlink?.name !== address) continue
    if (!(yield* protection("devlink_get_from_attrs: devlink_try_get"))) return devlink
    if (yield* devlink_try_get(devlink)) return devlink
  }
  return null
}

/**
 * devlink_nl_cmd_flash_update(): under devlink_mutex and devlink->lock, which are held while the image is
 * fetched. Source: T5.15.
 */
function* devlink_nl_cmd_flash_update(devlink: StructDevlink, { component, file }: DevlinkCommand) {
  const design = yield* OpsDesign
  const firmware = yield* Firmware
  const ops = yield* design.devlink_ops(devlink)
  if ((yield* ops.flash_update.load) === null || !(yield* design.permitted(devlink, "flash_update"))) {
    yield* refused(devlink.name, "flash")
    return "-EOPNOTSUPP" as const
  }
  const supported = yield* ops.supported_flash_update_params.load
  if (component !== undefined && (supported & DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT) === 0) {
    yield* refused(devlink.name, "flash component")
    return "-EOPNOTSUPP" as const
  }
  const image = yield* firmware.request_firmware(file ?? "")
  yield* __devlink_flash_update_notify(devlink)
  const again = yield* design.devlink_ops(devlink)
  const err = yield* indirect(yield* again.flash_update.load, devlink.name, devlink, image)
  yield* __devlink_flash_update_notify(devlink)
  yield* firmware.release_firmware(image)
  return err
}

/** devlink_nl_cmd_reload(): NO_LOCK; default action DRIVER_REINIT, no limit, no change of namespace. Source: T5.15. */
function* devlink_nl_cmd_reload(devlink: StructDevlink) {
  const design = yield* OpsDesign
  if (!(yield* design.reload_supported(devlink))) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  const ops = yield* design.devlink_ops(devlink)
  const actions = yield* ops.reload_actions.load
  if ((actions & BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT)) === 0) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  return yield* devlink_reload(devlink)
}

/**
 * devlink_reload(): down, up, remember whether it failed. Under devlink_mutex.
 * Left out: statistics, and what a change of namespace adds. Source: T5.15.
 */
function* devlink_reload(devlink: StructDevlink) {
  const design = yield* OpsDesign
  if (!(yield* design.reload_enabled(devlink))) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  const ops = yield* design.devlink_ops(devlink)
  const down = yield* indirect(yield* ops.reload_down.load, devlink.name, devlink)
  if (down !== 0) return down
  const again = yield* design.devlink_ops(devlink)
  const up = yield* indirect(yield* again.reload_up.load, devlink.name, devlink)
  yield* devlink_reload_failed_set(devlink, up === 0 ? 0 : 1)
  if (up === 0) yield* reached(reloaded)
  return up
}

/** devlink_reload_failed_set(): stores and notifies when it has changed. Source: T5.15. */
function* devlink_reload_failed_set(devlink: StructDevlink, failed: number) {
  if ((yield* devlink.mem.reload_failed.load) === failed) return
  yield* devlink.mem.reload_failed.store(failed)
  yield* devlink_notify(devlink)
}
