/**
 * The way from netlink into devlink at 5.15 and 5.16: only registered instances, and devlink_mutex all along.
 *
 * Lock order: cb_lock (read) > genl_mutex > devlink_mutex > devlink->lock > rtnl. Commands with NO_LOCK leave
 * devlink->lock out: PORT_SPLIT, PORT_UNSPLIT, PORT_NEW, PORT_DEL, ESWITCH_GET, ESWITCH_SET, RELOAD, and seven of
 * HEALTH_REPORTER. Source: net/core/devlink.c, Linux 5.15 and 5.16.
 */
import { protection, reached } from "../../../sim/choice.ts"
import { devlink_try_get } from "../devlink-alloc.ts"
import { devlink_nl_cmd, devlink_reload } from "../devlink-commands.ts"
import { BIT } from "../devlink-ops.ts"
import type { DevlinkCommand } from "../devlink.ts"
import { devlink_globals } from "../devlinks.ts"
import { genl_lock, genl_unlock } from "../genetlink.ts"
import { not_registered } from "../places.ts"
import type { Errno } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import type { StructNet } from "../struct-net.ts"
import { devlink_put } from "./devlink.ts"

/** DEVLINK_NL_FLAG_NO_LOCK, of the commands there are here. */
const no_lock = ({ command }: DevlinkCommand) => command !== "DEVLINK_CMD_FLASH_UPDATE"

/** genl_rcv() and genl_rcv_msg(): down_read(&cb_lock), genl_mutex, then the command between pre_doit and post_doit. */
export function* genl_rcv_msg(message: DevlinkCommand) {
  yield* genl_lock(false)
  const err = yield* devlink_nl_doit(message)
  yield* genl_unlock(false)
  return err
}

function* devlink_nl_doit(message: DevlinkCommand) {
  const devlink = yield* devlink_nl_pre_doit(message)
  if (devlink === null) {
    yield* reached(not_registered)
    return "-ENODEV" as const
  }
  const err: Errno = yield* devlink_nl_cmd(devlink, message)
  yield* devlink_nl_post_doit(devlink, message)
  return err
}

/** devlink_nl_pre_doit(): devlink_mutex, the instance with a reference, and devlink->lock unless NO_LOCK. */
function* devlink_nl_pre_doit(message: DevlinkCommand) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  const devlink = yield* devlink_get_from_attrs(message.address)
  if (devlink === null) yield* devlink_mutex.unlock
  else if (!no_lock(message)) yield* devlink.lock.lock
  return devlink
}

/** devlink_nl_post_doit(): gives back what pre_doit took. */
function* devlink_nl_post_doit(devlink: StructDevlink, message: DevlinkCommand) {
  const { devlink_mutex } = yield* devlink_globals
  if (!no_lock(message)) yield* devlink.lock.unlock
  if (yield* protection("devlink_get_from_attrs: devlink_try_get")) yield* devlink_put(devlink)
  yield* devlink_mutex.unlock
}

/**
 * devlink_get_from_attrs(): xa_for_each_marked(REGISTERED), compare names, devlink_try_get(). Under
 * devlink_mutex. An entry is read by rcu_dereference(), here an acquire load. Source also: lib/xarray.c.
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
 * devlink_pernet_pre_exit(): called by cleanup_net(), which holds pernet_ops_rwsem for reading; each registered
 * instance of the dying namespace is reloaded into init_net, under devlink_mutex. -EOPNOTSUPP is taken in silence, any
 * other error only printed: either way the namespace is freed afterwards.
 */
export function* devlink_pernet_pre_exit(net: StructNet) {
  const { devlink_mutex, registered, slots } = yield* devlink_globals
  yield* devlink_mutex.lock
  const marks = yield* registered.readOnce
  for (const [index, slot] of slots.entries()) {
    if ((marks & BIT(index)) === 0) continue
    const devlink = yield* slot.loadAcquire
    if (devlink === null || !(yield* devlink_try_get(devlink))) continue
    if ((yield* devlink.mem._net.readOnce) === net) yield* devlink_reload(devlink, null)
    yield* devlink_put(devlink)
  }
  yield* devlink_mutex.unlock
}
