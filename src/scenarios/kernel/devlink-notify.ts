/**
 * What devlink tells its listeners: NEW, DEL, and NEW again when a reload has failed or no longer fails.
 * Source: net/core/devlink.c devlink_notify(), devlink_nl_fill(), Linux 5.15.
 */
import { OpsDesign } from "./ops-design.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/**
 * devlink_notify(), from the message on: filled, and multicast to the namespace of the instance. Notices of ports,
 * traps and parameters are left out: nobody here has any that read ops.
 */
export function* devlink_notify(devlink: StructDevlink) {
  const design = yield* OpsDesign
  yield* design.reading(devlink, () => devlink_nl_fill(devlink))
  yield* genlmsg_multicast_netns(devlink)
}

/**
 * devlink_nl_fill(): the body of the notification. For the reload statistics it reads
 * ops->reload_actions and ops->reload_limits, here once each and not once a bit.
 */
function* devlink_nl_fill(devlink: StructDevlink) {
  const design = yield* OpsDesign
  yield* devlink.mem.reload_failed.load
  const ops = yield* design.devlink_ops(devlink)
  yield* ops.reload_actions.load
  yield* ops.reload_limits.load
}

/** genlmsg_multicast_netns(): sends by the socket of devlink_net(). init_net, here NULL, is always there. */
function* genlmsg_multicast_netns(devlink: StructDevlink) {
  const net = yield* devlink.mem._net.load
  if (net !== null) yield* net.mem.genl_sock.load
}
