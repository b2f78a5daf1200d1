/**
 * Ports of a devlink instance, and how a netdev leads to one.
 *
 * devlink_port_register() stores port->devlink, by which everything that comes from a netdev finds the instance, and
 * puts the port on a list under devlink->lock. Left out: the notification of the port, which reads no ops of ours.
 * Source: net/core/devlink.c, Linux 5.15; net/devlink/leftover.c, Linux 6.1; net/devlink/port.c, Linux 6.12.
 */
import type { StructNetDevice } from "./net-device.ts"
import type { Steps } from "./steps.ts"
import type { StructDevlink, StructDevlinkPort } from "./struct-devlink.ts"

/** devlink_port_attrs_set(): what the port is, before it is registered; its name, and plain stores under no lock. */
export function* devlink_port_attrs_set(port: StructDevlinkPort, attrs: string): Steps<void> {
  yield* port.attrs.store(attrs)
}

/** devlink_port_register(), or devl_port_register() where the caller holds devlink->lock. */
export function* devlink_port_register(devlink: StructDevlink, port: StructDevlinkPort, locked = false): Steps<void> {
  yield* port.devlink.store(devlink)
  yield* count_ports(devlink, 1, locked)
}

/** devlink_port_unregister(): takes the port off the list; port->devlink keeps its value. */
export function* devlink_port_unregister(devlink: StructDevlink, locked = false): Steps<void> {
  yield* count_ports(devlink, -1, locked)
}

/** list_add_tail() and list_del() of devlink->port_list. */
function* count_ports(devlink: StructDevlink, by: number, locked: boolean) {
  if (!locked) yield* devlink.lock.lock
  yield* devlink.mem.port_list.store((yield* devlink.mem.port_list.load) + by)
  if (!locked) yield* devlink.lock.unlock
}

/**
 * netdev_to_devlink(): asks the driver for the port, loads port->devlink. No lock, no reference. A netdev without
 * ndo_get_devlink_port leads nowhere. Since v6.2 the netdev holds the address of the port itself
 * (SET_NETDEV_DEVLINK_PORT, before register_netdev()); what is loaded is the same.
 */
export function* netdev_to_devlink(dev: StructNetDevice): Steps<StructDevlink | null> {
  const { ndo_get_devlink_port } = dev.netdev_ops
  return ndo_get_devlink_port === undefined ? null : yield* ndo_get_devlink_port(dev).devlink.load
}
