/**
 * Ports and netdevs of a driver come and go: in its probe and remove, and when it is reloaded.
 */
import { protection } from "../../sim/choice.ts"
import { alloc, free, keep } from "../../sim/memory/heap.ts"
import { ready } from "../../sim/memory/pointer.ts"
import { devlink_port_attrs_set } from "../kernel/devlink-port.ts"
import { Devlink } from "../kernel/devlink.ts"
import { type KernelName, tree } from "../kernel/kernel-version.ts"
import { NetDevice } from "../kernel/net-device.ts"
import type { Steps } from "../kernel/steps.ts"
import { type StructDevlink, type StructDevlinkPort, unregistered_port } from "../kernel/struct-devlink.ts"
import type { Driver } from "./driver.ts"
import { priv, type Probe, type Probing } from "./instance.ts"

/** The port with which a netdev begins, registered or not. */
function* port_of(state: Pick<Probe, "port">) {
  if (state.port !== undefined) return state.port
  const devlink_port = yield* alloc("port", unregistered_port)
  yield* keep(devlink_port)
  state.port = devlink_port
  return devlink_port
}

type Ports = Pick<Probe, "devlink" | "driver" | "instance" | "locked" | "port" | "rtnl">

/** What the port is; then devlink_port_register(), or devl_port_register() under devlink->lock. */
export function* port_add(state: Ports): Steps<void, Probing> {
  const { devlink_port_register } = yield* Devlink
  const port = yield* port_of(state)
  yield* devlink_port_attrs_set(port, "p0")
  yield* devlink_port_register(state.devlink!, port, state.locked)
}

/** alloc_netdev() and register_netdev(), and the driver's own note of it; reports call it as the driver does. */
export const netdev_add = (state: Ports): Steps<void, Probing> => {
  const name = state.driver.port_add ?? "netdev_add"
  const made = {
    *[name](): Steps<void, Probing> {
      const { alloc_netdev, register_netdev, register_netdevice } = yield* NetDevice
      const { driver, instance } = state
      const devlink_port = yield* port_of(state)
      const netdev = yield* alloc_netdev({
        name: driver.ifname,
        ...yield* reachability(driver, devlink_port),
        priv: instance
      })
      yield* keep(netdev.mem)
      yield* ready(netdev.name)
      yield* state.rtnl ? register_netdevice(netdev) : register_netdev(netdev)
      yield* instance.ports.store(Object.freeze({ devlink_port, netdev }))
    }
  }
  return made[name]!()
}

/** Do the netdevs of a driver lead to the devlink port in this tree? */
export const leadsToDevlink = ({ ndo_get_devlink_port: ndo }: Driver, kernel: KernelName): boolean =>
  typeof ndo === "boolean" ? ndo : ndo.includes(tree(kernel))

/** How the netdev leads to devlink. That it does not, or that the driver answers first, a verdict may rest on. */
function* reachability(driver: Driver, port: StructDevlinkPort) {
  const { around_ethtool, flash_device, fw_version, name } = driver
  const leads = leadsToDevlink(driver, (yield* Devlink).version) ||
    !(yield* protection(`${name}: no ndo_get_devlink_port`))
  const own = flash_device !== undefined && (yield* protection(`${name}: its own .flash_device`))
  const fills = fw_version !== "" && (yield* protection(`${name}: fills fw_version`))
  return {
    netdev_ops: leads ? { ndo_get_devlink_port: () => port } : {},
    ethtool_ops: { fw_version: fills ? fw_version : "", ...own ? { flash_device } : {}, ...around_ethtool }
  }
}

/** devlink_port_unregister(). The port is freed with the netdev, whichever goes last. */
export function* port_del({ devlink, locked }: Pick<Probe, "devlink" | "locked">): Steps<void, Probing> {
  const { devlink_port_unregister } = yield* Devlink
  yield* devlink_port_unregister(devlink!, locked)
}

/** unregister_netdev() and free_netdev(); says which port it was, or undefined where there was none. */
export function* netdev_del(
  { ports }: Pick<Probe["instance"], "ports">
): Steps<StructDevlinkPort | undefined, Probing> {
  const { free_netdev, unregister_netdev } = yield* NetDevice
  const found = yield* ports.load
  if (found === null) return undefined
  yield* ports.store(null)
  yield* unregister_netdev(found.netdev)
  yield* free_netdev(found.netdev)
  return found.devlink_port
}

/** In reload_down(): the netdev and its port go. */
export function* ports_del(devlink: StructDevlink, locked: boolean): Steps<void, Probing> {
  const devlink_port = yield* netdev_del(priv(devlink))
  if (devlink_port === undefined) return
  yield* port_del({ devlink, locked })
  yield* free(devlink_port)
}

/** In reload_up(): they come again. */
export function* ports_add(devlink: StructDevlink, locked: boolean): Steps<void, Probing> {
  const instance = priv(devlink)
  const state: Ports = { devlink, driver: instance.driver, instance, locked, port: undefined, rtnl: false }
  yield* port_add(state)
  yield* netdev_add(state)
}

/** Does reload hold devlink->lock in this tree? Then ports come and go by the devl_ functions. */
export const reload_holds_lock = (version: KernelName): boolean =>
  version === "6.1" || version === "6.1-mark" || version === "6.12"
