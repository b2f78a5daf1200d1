/**
 * register_netdev() and unregister_netdev(), step by step, as they have been from 5.15 to 6.12.
 *
 * User space is told twice: sysfs and its uevent come first, under rtnl and before the netdev is listed; everybody who
 * takes rtnl finds it once that is dropped. Left out: RCU lookups, which no task here uses.
 * Source: net/core/dev.c register_netdevice(), unregister_netdevice_many(), netdev_run_todo(), Linux 5.15.
 */
import { protection } from "../../sim/choice.ts"
import { alloc, free } from "../../sim/memory/heap.ts"
import { refcount } from "../../sim/sync/refcount.ts"
import { passes, spends } from "../../sim/time/places.ts"
import { lockdep_assert_held } from "./lockdep.ts"
import {
  dev_hold,
  dev_put,
  LINK_STATE_PRESENT,
  net_globals,
  type NetDeviceFields,
  type NetDeviceInit,
  rtnl_lock,
  rtnl_unlock,
  type StructNetDevice
} from "./net-device.ts"
import { call_netdevice_notifiers } from "./netdev-notifiers.ts"
import { kobject_uevent } from "./udev.ts"

/** alloc_netdev_mqs(): a netdev nobody knows yet. */
export function* alloc_netdev(init: NetDeviceInit) {
  const mem = yield* alloc(init.name, {
    reg_state: "NETREG_UNINITIALIZED" as NetDeviceFields["reg_state"],
    state: 0
  })
  return Object.freeze({ ...init, mem, refcnt: yield* refcount(`${init.name}->refcnt`, 1) })
}

/** free_netdev(): kfree once nobody refers to it. */
export function* free_netdev(dev: StructNetDevice) {
  yield* free(dev.mem)
}

/** register_netdev(): the first publication point (P1) is its rtnl_unlock(). */
export function* register_netdev(dev: StructNetDevice) {
  yield* rtnl_lock()
  yield* register_netdevice(dev)
  yield* rtnl_unlock()
  yield* passes("P1")
}

/** register_netdevice(): under rtnl. In sysfs first, registered and present next, then listed, and notifiers last. */
export function* register_netdevice(dev: StructNetDevice) {
  yield* spends("register_netdevice")
  yield* lockdep_assert_held((yield* net_globals).rtnl_mutex, "register_netdevice")
  yield* kobject_uevent(dev, "add")
  yield* dev.mem.reg_state.store("NETREG_REGISTERED")
  yield* dev.mem.state.setBit(LINK_STATE_PRESENT)
  yield* dev_hold(dev)
  yield* list_netdevice(dev)
  yield* call_netdevice_notifiers("NETDEV_REGISTER", dev)
}

/** list_netdevice(): an RCU list insertion, so a release store; writers hold rtnl. */
function* list_netdevice(dev: StructNetDevice) {
  const { dev_base_head } = yield* net_globals
  yield* dev_base_head.storeRelease(Object.freeze([...yield* dev_base_head.load, dev]))
}

/** unlist_netdevice(): RCU list removal under rtnl. */
function* unlist_netdevice(dev: StructNetDevice) {
  const { dev_base_head } = yield* net_globals
  yield* dev_base_head.storeRelease(Object.freeze((yield* dev_base_head.load).filter((other) => other !== dev)))
}

/** unregister_netdev(): unlisted, notified, out of sysfs, then netdev_run_todo() waits until nobody holds it. */
export function* unregister_netdev(dev: StructNetDevice) {
  yield* rtnl_lock()
  yield* unlist_netdevice(dev)
  yield* dev.mem.reg_state.store("NETREG_UNREGISTERING")
  yield* call_netdevice_notifiers("NETDEV_UNREGISTER", dev)
  yield* kobject_uevent(dev, "remove")
  yield* dev_put(dev)
  yield* rtnl_unlock()
  yield* dev.mem.reg_state.store("NETREG_UNREGISTERED")
  yield* netdev_wait_allrefs(dev)
}

/**
 * netdev_wait_allrefs(): polls until the count is that of the owner alone. This wait is what makes
 * dev_hold() of the compat path keep devlink alive, for drivers that unregister netdevs first.
 */
function* netdev_wait_allrefs(dev: StructNetDevice) {
  if (yield* protection("netdev_wait_allrefs")) yield* dev.refcnt.await((count) => count === 1)
}
