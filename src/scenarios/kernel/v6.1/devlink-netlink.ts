/**
 * The way from netlink into devlink at 6.1: look up under RCU, then devlink->lock for every command.
 *
 * devlink_mutex is gone (d3efc2a6a6d8), the family has parallel_ops (09b278462f16), and reload takes devlink->lock
 * like everybody (644a66c60f02), all v6.0. Nobody looks at the mark again once the lock is held.
 * Source: net/devlink/leftover.c, Linux 6.1.192.
 */
import { protection, reached } from "../../../sim/choice.ts"
import { devl_lock, devl_unlock } from "../devl-lock.ts"
import { devlink_nl_cmd, devlink_reload } from "../devlink-commands.ts"
import { BIT } from "../devlink-ops.ts"
import { Devlink, type DevlinkCommand } from "../devlink.ts"
import { devlink_globals } from "../devlinks.ts"
import { genl_lock, genl_unlock } from "../genetlink.ts"
import { not_registered } from "../places.ts"
import { rcu_read_lock, rcu_read_unlock } from "../rcu.ts"
import type { Errno, Steps } from "../steps.ts"
import type { StructDevlink } from "../struct-devlink.ts"
import type { StructNet } from "../struct-net.ts"

/** genl_rcv() and genl_rcv_msg(): down_read(&cb_lock), then the command between pre_doit and post_doit. */
export function* genl_rcv_msg(message: DevlinkCommand) {
  yield* genl_lock(true)
  const err = yield* devlink_nl_doit(message)
  yield* genl_unlock(true)
  return err
}

function* devlink_nl_doit(message: DevlinkCommand) {
  const { devlink_put } = yield* Devlink
  const devlink = yield* devlinks_xa_find_get(named(message.address))
  if (devlink === null) {
    yield* reached(not_registered)
    return "-ENODEV" as const
  }
  yield* devl_lock(devlink)
  const err: Errno = yield* devlink_nl_cmd(devlink, message)
  yield* devl_unlock(devlink)
  if (yield* protection("devlinks_xa_find_get: devlink_try_get")) yield* devlink_put(devlink)
  return err
}

/**
 * devlinks_xa_find_get(): marked REGISTERED and not UNREGISTERING, with a reference, all under rcu_read_lock(). The
 * caller's comparison follows the reference in C; made first, it saves references that are given back at once.
 */
export function* devlinks_xa_find_get(
  wanted: (devlink: StructDevlink) => Steps<boolean>
): Steps<StructDevlink | null, Devlink> {
  const { devlink_try_get } = yield* Devlink
  const { registered, slots, unregistering } = yield* devlink_globals
  yield* rcu_read_lock()
  const marks = (yield* protection("devlinks_xa_find_get: only registered instances"))
    ? yield* registered.readOnce
    : BIT(slots.length) - 1
  let got: StructDevlink | null = null
  for (const [index, slot] of slots.entries()) {
    if ((marks & BIT(index)) === 0) continue
    const devlink = yield* slot.loadAcquire
    if (devlink === null || !(yield* wanted(devlink))) continue
    const skips = yield* protection("devlinks_xa_find_get: not what is being unregistered")
    if (skips && (yield* unregistering.testBit(index))) continue
    const takes = yield* protection("devlinks_xa_find_get: devlink_try_get")
    if (takes && !(yield* devlink_try_get(devlink))) continue
    got = devlink
    break
  }
  yield* rcu_read_unlock()
  return got
}

/** What a command looks for. */
export const named = (address: string) =>
  function*({ name }: StructDevlink): Steps<boolean> {
    return name === address
  }

/** What a dying namespace looks for: whoever is in another one is neither locked nor waited for. */
export const within = (net: StructNet) =>
  function*({ mem }: StructDevlink): Steps<boolean> {
    if (!(yield* protection("devlink_pernet_pre_exit: only instances of the namespace"))) return true
    return (yield* mem._net.readOnce) === net
  }

/** devlink_pernet_pre_exit(): each registered instance of the namespace is reloaded into init_net, under its lock. */
export function* devlink_pernet_pre_exit(net: StructNet) {
  const { devlink_put } = yield* Devlink
  const devlink = yield* devlinks_xa_find_get(within(net))
  if (devlink === null) return
  yield* devl_lock(devlink)
  yield* devlink_reload(devlink, null)
  yield* devl_unlock(devlink)
  yield* devlink_put(devlink)
}
