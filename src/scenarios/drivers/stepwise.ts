/**
 * A driver that exists nowhere: its probe is a list of named steps, done in whatever order it is given.
 *
 * Real drivers answer what one order does; this one answers what any order would. Its device is ready once firmware has
 * answered, so a callback before that is early and one after it is not.
 * Each step is what real probes have of that name.
 */
import { assert, protection } from "../../sim/choice.ts"
import { alloc, keep } from "../../sim/memory/heap.ts"
import { capability, pointer, ready, refused } from "../../sim/memory/pointer.ts"
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, type OpsInit } from "../kernel/devlink-ops.ts"
import { Devlink } from "../kernel/devlink.ts"
import { NetDevice, type StructNetDevice } from "../kernel/net-device.ts"
import { DEVLINK_F_RELOAD, type DriverOps, nothing, OpsDesign } from "../kernel/ops-design.ts"
import { type StructDevlink, type StructDevlinkPort, unregistered_port } from "../kernel/struct-devlink.ts"

/** The steps of a probe. `set` hands over what firmware said, in the way of the design; `unlock` ends the probe. */
export const probeSteps = ["alloc", "firmware", "set", "port", "netdev", "register", "unlock"] as const
/** One of them. */
export type ProbeStep = (typeof probeSteps)[number]

/** One device of the driver. */
export interface StepwiseDevice {
  readonly address: string
  readonly ifname: string
  readonly ops: DriverOps
  /** ndo_get_devlink_port is there: the netdev leads to the devlink instance. */
  readonly devlinkPort: boolean
  /** A .flash_device and a fw_version of its own: ethtool needs devlink for neither. */
  readonly ownPaths: boolean
  /** Firmware says that this device must not be reloaded: a multiport slave. */
  readonly slave: boolean
  /** What it can do comes and goes while it is up, so that a refusal is no loss. */
  readonly changing?: boolean
}

/** The order in which drivers of October 2021 that do it right, do it. */
export const usualOrder: ReadonlyArray<ProbeStep> = ["alloc", "firmware", "set", "port", "netdev", "register", "unlock"]

/** The probe: the steps in this order; those that are left out are not done. */
export function* probe(device: StepwiseDevice, order: ReadonlyArray<ProbeStep>) {
  const devlink_port = yield* alloc(`${device.ifname} port`, unregistered_port)
  yield* keep(devlink_port)
  let devlink: StructDevlink | undefined
  for (const step of order) {
    if (step === "alloc") devlink = yield* allocate(device)
    else if (step === "firmware") yield* firmware_answers(device)
    else if (step === "netdev") yield* add_netdev(device, devlink_port)
    else yield* on_instance(step, devlink!, device, devlink_port)
  }
  return devlink!
}

function* allocate({ address, ops, slave }: StepwiseDevice) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns } = yield* Devlink
  const devlink = yield* devlink_alloc_ns(design.table_at_alloc(ops), address, { slave })
  yield* keep(devlink.mem)
  yield* design.devl_lock(devlink)
  return devlink
}

/** The device is up, and says what it can do. */
function* firmware_answers({ address, changing, ops, slave }: StepwiseDevice) {
  const has: OpsInit = changing === true ? {} : { ...ops.early.init, ...ops.late.init }
  if (has.flash_update !== undefined) yield* capability(address, "flash")
  if (has.reload_down !== undefined && !slave) yield* capability(address, "reload")
  yield* ready(address)
}

/** alloc_netdev(), register_netdev(). */
function* add_netdev({ devlinkPort, ifname, ownPaths }: StepwiseDevice, devlink_port: StructDevlinkPort) {
  const { alloc_netdev, register_netdev } = yield* NetDevice
  const netdev = yield* alloc_netdev({
    name: ifname,
    netdev_ops: devlinkPort ? { ndo_get_devlink_port } : {},
    ethtool_ops: ownPaths ? { flash_device, fw_version: "1.0" } : { fw_version: "" },
    priv: devlink_port
  })
  yield* keep(netdev.mem)
  yield* ready(netdev.name)
  yield* register_netdev(netdev)
}

/** The steps that need the devlink instance. */
function* on_instance(step: ProbeStep, devlink: StructDevlink, device: StepwiseDevice, port: StructDevlinkPort) {
  const design = yield* OpsDesign
  const { devl_register, devlink_port_register, devlink_register } = yield* Devlink
  const holds_lock = design.devl_lock !== nothing
  if (step === "set") yield* hand_over(devlink, device)
  else if (step === "port") yield* devlink_port_register(devlink, port, design.compat_locks_first)
  else if (step === "register") yield* (holds_lock && devl_register || devlink_register)(devlink)
  else yield* design.devl_unlock(devlink)
}

/** What the driver learnt from firmware, in the way of the design: operations, features, or devlink_reload_enable(). */
export function* hand_over(devlink: StructDevlink, { ops: { late }, slave }: StepwiseDevice) {
  const design = yield* OpsDesign
  const left_out = slave && (yield* protection("the driver leaves out what a slave has not"))
  const reloadable = !left_out && late.init.reload_down !== undefined
  const { eswitch_mode_set: _e, reload_actions: _a, reload_down: _d, reload_up: _u, ...rest } = late.init
  const features = reloadable ? DEVLINK_F_RELOAD : 0
  yield* design.set_late(devlink, left_out ? { name: late.name, init: rest } : late, features)
  yield* design.after_register(devlink, features)
}

/** &port->devlink_port, an address; nothing is loaded. */
const ndo_get_devlink_port = (dev: StructNetDevice) => dev.priv as StructDevlinkPort

/** A flash path of the driver's own, past devlink. */
const flash_device = pointer("flash_device", function* flash_device() {
  return 0 as const
})

const flash_update = pointer("flash_update", function* flash_update() {
  return 0 as const
})

const info_get = pointer("info_get", function* info_get() {
  return 0 as const
})

/** Refuses a slave where callbacks check for themselves; elsewhere somebody before it must have. */
const not_on_a_slave = (name: string, operation: string, done: string) => {
  // A method has a name, which reports show.
  const made = {
    *[name](devlink: StructDevlink) {
      const design = yield* OpsDesign
      const { slave } = devlink.priv as { readonly slave: boolean }
      if (slave && design.callbacks_check && (yield* protection(`${name}: refuses a slave`))) {
        yield* refused(devlink.name, operation)
        return "-EOPNOTSUPP" as const
      }
      yield* assert(!slave, `${devlink.name}, a multiport slave, ${done}`)
      return 0 as const
    }
  }
  return pointer(name, made[name]!)
}

const reload_down = not_on_a_slave("reload_down", "reload", "is reloaded")
const eswitch_mode_set = not_on_a_slave("eswitch_mode_set", "eswitch", "changes its eswitch mode")

const reload_up = pointer("reload_up", function* reload_up() {
  return 0 as const
})

/** What such drivers can do. */
export const operations = {
  eswitch: { eswitch_mode_set },
  flash: { flash_update, supported_flash_update_params: 1 },
  info: { info_get },
  reload: { reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT), reload_down, reload_up }
} satisfies { readonly [name: string]: OpsInit }

/** The tables of such a driver: what it has at devlink_alloc(), and what it hands over later. */
export const tables = (early: OpsInit, late: OpsInit): DriverOps => ({
  early: { name: "driver_devlink_ops", init: early },
  late: { name: "driver_late_ops", init: late }
})
