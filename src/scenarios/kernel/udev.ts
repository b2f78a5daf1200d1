/**
 * What user space is told of a netdev, and what udev does then: it reads phys_port_name, once, and names the netdev.
 *
 * The uevent is sent before the netdev is listed and before its registration is over, but the file of sysfs takes rtnl,
 * which register_netdev() still holds. Left out: rtnl_trylock() and restart_syscall(), which wait for rtnl in the end.
 * Source: lib/kobject_uevent.c, net/core/net-sysfs.c phys_port_name_show(), net/core/dev.c dev_get_phys_port_name(),
 * net/core/devlink.c devlink_compat_phys_port_name_get(), Linux 5.15.
 */
import { perExecution } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { waitQueue } from "../../sim/sync/wait-queue.ts"
import { passes } from "../../sim/time/places.ts"
import { rtnl_lock, rtnl_unlock, type StructNetDevice } from "./net-device.ts"
import type { Steps } from "./steps.ts"

/** A message to user space. */
interface Uevent {
  readonly action: "add" | "remove"
  readonly dev: StructNetDevice
}

const uevent_globals = perExecution("kobject_uevent.c", function*() {
  return {
    /** What has been sent, oldest first. */
    uevents: yield* variable<ReadonlyArray<Uevent>>("uevents", Object.freeze([])),
    /** Who sleeps on the netlink socket of udev. */
    socket: yield* waitQueue("udev's socket")
  }
})

/** kobject_uevent(): sent to the netlink socket of udev, which wakes up. */
export function* kobject_uevent(dev: StructNetDevice, action: Uevent["action"]): Steps<void> {
  const { socket, uevents } = yield* uevent_globals
  yield* uevents.storeRelease(Object.freeze([...yield* uevents.load, { action, dev }]))
  yield* socket.wakeUp
  if (action === "add") yield* passes("uevent")
}

/** udev: sleeps until it is told of a netdev, and gives the one it was told of first, if there is any. */
export function* udev_next_netdev(): Steps<StructNetDevice | undefined> {
  const { socket, uevents } = yield* uevent_globals
  yield* socket.waitEvent(function* has_message() {
    return (yield* uevents.loadAcquire).length > 0
  })
  return (yield* uevents.loadAcquire)[0]?.dev
}

/** `cat /sys/class/net/DEV/phys_port_name`: the name, or null for -EOPNOTSUPP and for a netdev that is gone. */
export function* phys_port_name_show(dev: StructNetDevice): Steps<string | null> {
  yield* rtnl_lock()
  const name = dev_isalive(yield* dev.mem.reg_state.load) ? yield* devlink_compat_phys_port_name_get(dev) : null
  yield* rtnl_unlock()
  return name
}

const dev_isalive = (state: string) => state === "NETREG_UNINITIALIZED" || state === "NETREG_REGISTERED"

/** devlink_compat_phys_port_name_get(): what devlink_port_attrs_set() left in the port, if the netdev leads to one. */
function* devlink_compat_phys_port_name_get(dev: StructNetDevice) {
  const { ndo_get_devlink_port } = dev.netdev_ops
  return ndo_get_devlink_port === undefined ? null : yield* ndo_get_devlink_port(dev).attrs.load
}
