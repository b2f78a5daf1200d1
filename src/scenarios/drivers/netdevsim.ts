/**
 * netdevsim: a driver without auxiliary bus. Its probe registers its netdevs, then its devlink
 * instance, in one function and one task.
 *
 * It has flash, reload and info callbacks, no flash path of its own and an empty fw_version, so
 * both compat paths lead into it. It says nowhere that it is ready but by ending its probe, whose
 * last word is devlink_register().
 * Source: drivers/net/netdevsim/dev.c, T5.15 with the move of 27 September 2021 (71c1b525934d,
 * M:1914504412; facts/kernel.md §4).
 */
import { protection } from "../../sim/choice.ts"
import { alloc, free, keep } from "../../sim/memory/heap.ts"
import { capability, pointer, ready } from "../../sim/memory/pointer.ts"
import { type Variable, variable } from "../../sim/memory/variable.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import {
  BIT,
  DEVLINK_RELOAD_ACTION_DRIVER_REINIT,
  DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT,
  DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK,
  type MemberName,
  type OpsTable
} from "../kernel/devlink-ops.ts"
import { Devlink } from "../kernel/devlink.ts"
import { NetDevice, type StructNetDevice } from "../kernel/net-device.ts"
import { DEVLINK_F_RELOAD, OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink, StructDevlinkPort } from "../kernel/struct-devlink.ts"
import { split } from "./ops-split.ts"

/** Its devlink instance, as the user names it. */
export const address = "netdevsim/netdevsim1"
/** Its one netdev. */
export const ifname = "eth0"

/** One port: the devlink port and the netdev on it. */
interface NsimDevPort {
  readonly devlink_port: StructDevlinkPort
  readonly ns: StructNetDevice
}

/** struct nsim_dev, as far as two tasks can meet in it. */
interface NsimDev {
  readonly esw_mode: Variable<string>
  readonly port: Variable<NsimDevPort | null>
  readonly port_list_lock: Mutex
}

/**
 * nsim_dev_probe(): alloc, ports and netdevs, the eswitch mode, devlink_register(). Ready is where it has
 * done its last own work. (The function is nsim_drv_probe() in later trees.)
 *
 * @param late members the driver hands over only after its netdevs are registered; none as posted
 */
export function* nsim_dev_probe(late: ReadonlyArray<MemberName> = []) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns, devlink_register } = yield* Devlink
  const ops = split(nsim_dev_devlink_ops, late, "nsim_dev_late_ops")
  const nsim_dev: NsimDev = {
    esw_mode: yield* variable("nsim_dev->esw_mode", "none"),
    port: yield* variable<NsimDevPort | null>("nsim_dev->port_list", null),
    port_list_lock: yield* mutex("nsim_dev->port_list_lock")
  }
  const devlink = yield* devlink_alloc_ns(design.table_at_alloc(ops), address, nsim_dev)
  yield* keep(devlink.mem)
  yield* design.devl_lock(devlink)
  yield* capability(devlink.name, "flash")
  yield* capability(devlink.name, "reload")
  const last = yield* protection("nsim_dev_probe: devlink_register last")
  if (!last) yield* devlink_register(devlink)
  yield* nsim_dev_port_add_all(devlink)
  yield* nsim_dev.esw_mode.store("DEVLINK_ESWITCH_MODE_LEGACY")
  const ordered = yield* protection("nsim_dev_probe: ops and features before devlink_register")
  if (ordered) yield* design.set_late(devlink, ops.late, DEVLINK_F_RELOAD)
  yield* ready(devlink.name)
  if (last) yield* devlink_register(devlink)
  if (!ordered) yield* design.set_late(devlink, ops.late, DEVLINK_F_RELOAD)
  yield* design.after_register(devlink, DEVLINK_F_RELOAD)
  yield* design.devl_unlock(devlink)
  return devlink
}

/** nsim_dev_remove(): unregister first, then netdevs, then free. Source: as nsim_dev_probe(). */
export function* nsim_dev_remove(devlink: StructDevlink) {
  const design = yield* OpsDesign
  const { devlink_free, devlink_unregister } = yield* Devlink
  yield* design.before_unregister(devlink)
  yield* devlink_unregister(devlink)
  const netdevs_first = yield* protection("nsim_dev_remove: netdevs before devlink_free")
  if (netdevs_first) yield* nsim_dev_port_del_all(devlink)
  yield* devlink_free(devlink)
  if (!netdevs_first) yield* nsim_dev_port_del_all(devlink)
}

/**
 * nsim_dev_port_add_all() and __nsim_dev_port_add(): devlink_port_register(), nsim_create() ->
 * register_netdev(), and only then the list of ports. No port_list_lock: in probe nobody else adds. T5.15.
 */
export function* nsim_dev_port_add_all(devlink: StructDevlink) {
  const { devlink_port_register } = yield* Devlink
  const { alloc_netdev, register_netdev } = yield* NetDevice
  const { port } = devlink.priv as NsimDev
  const devlink_port = yield* alloc("nsim_dev_port", { devlink: null as StructDevlink | null })
  yield* keep(devlink_port)
  yield* devlink_port_register(devlink, devlink_port)
  const ns = yield* alloc_netdev({
    name: ifname,
    netdev_ops: { ndo_get_devlink_port: nsim_get_devlink_port },
    ethtool_ops: { fw_version: "" },
    priv: devlink_port
  })
  yield* keep(ns.mem)
  yield* register_netdev(ns)
  yield* port.store(Object.freeze({ devlink_port, ns }))
}

/** nsim_dev_port_del_all() and __nsim_dev_port_del(): under port_list_lock, the reverse of adding. T5.15. */
export function* nsim_dev_port_del_all(devlink: StructDevlink) {
  const { devlink_port_unregister } = yield* Devlink
  const { free_netdev, unregister_netdev } = yield* NetDevice
  const { port, port_list_lock } = devlink.priv as NsimDev
  yield* port_list_lock.lock
  const found = yield* port.load
  if (found !== null) {
    yield* port.store(null)
    yield* unregister_netdev(found.ns)
    yield* free_netdev(found.ns)
    yield* devlink_port_unregister(found.devlink_port)
    yield* free(found.devlink_port)
  }
  yield* port_list_lock.unlock
}

/** nsim_get_devlink_port(): &ns->nsim_dev_port->devlink_port, an address; nothing is loaded. */
const nsim_get_devlink_port = (dev: StructNetDevice) => dev.priv as StructDevlinkPort

/** nsim_dev_flash_update(): pretends to write. */
const nsim_dev_flash_update = pointer("nsim_dev_flash_update", function* nsim_dev_flash_update() {
  return 0 as const
})

/** nsim_dev_info_get(): the driver's name. */
const nsim_dev_info_get = pointer("nsim_dev_info_get", function* nsim_dev_info_get() {
  return 0 as const
})

/**
 * nsim_dev_reload_down(): nsim_dev_reload_destroy(), which takes the ports and netdevs away. Left out:
 * its trylock of nsim_bus_reload_lock against new_port and del_port of sysfs, which no task here uses. T5.15.
 */
const nsim_dev_reload_down = pointer("nsim_dev_reload_down", function* nsim_dev_reload_down(devlink: StructDevlink) {
  yield* nsim_dev_port_del_all(devlink)
  return 0 as const
})

/** nsim_dev_reload_up(): nsim_dev_reload_create(), which makes them anew. T5.15. */
const nsim_dev_reload_up = pointer("nsim_dev_reload_up", function* nsim_dev_reload_up(devlink: StructDevlink) {
  yield* nsim_dev_port_add_all(devlink)
  return 0 as const
})

/**
 * `static const struct devlink_ops nsim_dev_devlink_ops`: the members these scenarios can reach.
 * Eswitch, trap and rate callbacks, set at alloc and never read here, are left out.
 */
export const nsim_dev_devlink_ops: OpsTable = {
  name: "nsim_dev_devlink_ops",
  init: {
    supported_flash_update_params: DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT | DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK,
    reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
    reload_down: nsim_dev_reload_down,
    reload_up: nsim_dev_reload_up,
    info_get: nsim_dev_info_get,
    flash_update: nsim_dev_flash_update
  }
}
