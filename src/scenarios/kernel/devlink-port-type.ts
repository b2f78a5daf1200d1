/**
 * What a port is used as, and who is told: since v6.2 devlink learns from the notifiers of netdevs which netdev a port
 * has, and so fills the notice of the port while rtnl is held.
 *
 * Filling it used to take rtnl for itself, for it read the netdev of the port.
 * Source: net/devlink/port.c devlink_port_netdevice_event(), devlink_nl_port_fill(); d41c9dbd1274 (v6.2).
 */
import type { NotifierBlock } from "../../sim/sync/notifier.ts"
import { rtnl_lock, rtnl_unlock, type StructNetDevice } from "./net-device.ts"
import type { Steps } from "./steps.ts"
import type { StructDevlinkPort } from "./struct-devlink.ts"

/** devlink_port_netdevice_event(), as a member of the chain. `told`: who fills the notice is told who holds rtnl. */
export const devlink_port_netdevice_nb = (told: boolean): NotifierBlock => ({
  name: "devlink_port_netdevice_event",
  *call(_event, data) {
    const dev = data as StructNetDevice
    const port = dev.netdev_ops.ndo_get_devlink_port?.(dev)
    if (port !== undefined) yield* devlink_port_notify(port, told)
    return "NOTIFY_OK"
  }
})

/** devlink_port_notify(). `rtnl_held`: by the caller. */
function* devlink_port_notify(port: StructDevlinkPort, rtnl_held: boolean): Steps<void> {
  if (!rtnl_held) yield* rtnl_lock()
  yield* port.attrs.load
  if (!rtnl_held) yield* rtnl_unlock()
}
