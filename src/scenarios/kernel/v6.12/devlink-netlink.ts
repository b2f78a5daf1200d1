/**
 * The way from netlink into devlink at 6.12: look up under RCU, lock, and only then ask whether it is registered.
 *
 * RELOAD takes the device lock before devlink->lock (bf6b200bc80d, 527a07e176ea, v6.8).
 * Source: net/devlink/netlink.c devlink_get_from_attrs_lock(), net/devlink/core.c, Linux 6.12.117.
 */
import { protection, reached } from "../../../sim/choice.ts"
import { devl_lock, devl_unlock } from "../devl-lock.ts"
import { devlink_nl_cmd, devlink_reload } from "../devlink-commands.ts"
import { Devlink, type DevlinkCommand } from "../devlink.ts"
import { genl_lock, genl_unlock } from "../genetlink.ts"
import { not_registered } from "../places.ts"
import type { Errno } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import type { StructNet } from "../struct-net.ts"
import { devlinks_xa_find_get, named, within } from "../v6.1/devlink-netlink.ts"
import { devl_is_registered } from "./devlink.ts"

/** genl_rcv() and genl_rcv_msg(): down_read(&cb_lock), then the command between pre_doit and post_doit. */
export function* genl_rcv_msg(message: DevlinkCommand) {
  const dev_lock = message.command === "DEVLINK_CMD_RELOAD"
  yield* genl_lock(true)
  const devlink = yield* devlink_get_from_attrs_lock(message.address, dev_lock)
  let err: Errno = "-ENODEV"
  if (devlink === null) yield* reached(not_registered)
  else {
    err = yield* devlink_nl_cmd(devlink, message)
    yield* devl_dev_unlock(devlink, dev_lock)
  }
  yield* genl_unlock(true)
  return err
}

/** devlink_get_from_attrs_lock(): the instance with reference and locks, if it is still registered then. */
function* devlink_get_from_attrs_lock(address: string, dev_lock: boolean) {
  const devlink = yield* devlinks_xa_find_get(named(address))
  if (devlink === null) return null
  yield* devl_dev_lock(devlink, dev_lock)
  if (!(yield* protection("devlink_get_from_attrs_lock: devl_is_registered"))) return devlink
  if (yield* devl_is_registered(devlink)) return devlink
  yield* devl_dev_unlock(devlink, dev_lock)
  return null
}

/** devl_dev_lock(): device_lock(devlink->dev) where it is wanted, then devl_lock(). */
function* devl_dev_lock(devlink: StructDevlink, dev_lock: boolean) {
  if (dev_lock) yield* devlink.dev!.mutex.lock
  yield* devl_lock(devlink)
}

/** devl_dev_unlock(), and the reference. */
function* devl_dev_unlock(devlink: StructDevlink, dev_lock: boolean) {
  yield* devl_unlock(devlink)
  if (dev_lock) yield* devlink.dev!.mutex.unlock
  if (yield* protection("devlinks_xa_find_get: devlink_try_get")) yield* (yield* Devlink).devlink_put(devlink)
}

/** devlink_pernet_pre_exit(): reloads what is in the namespace, and still registered once both locks are held. */
export function* devlink_pernet_pre_exit(net: StructNet) {
  const devlink = yield* devlinks_xa_find_get(within(net))
  if (devlink === null) return
  yield* devl_dev_lock(devlink, true)
  if (yield* devl_is_registered(devlink)) yield* devlink_reload(devlink, null)
  yield* devl_dev_unlock(devlink, true)
}
