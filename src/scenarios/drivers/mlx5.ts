/**
 * mlx5: a core driver that hands its netdevs to mlx5e over the auxiliary bus. Here mlx5e is bound
 * already, so its probe, and register_netdev() with it, run inside the core's probe.
 *
 * It says itself when it is up: MLX5_INTERFACE_STATE_UP is set once firmware and queues work, before
 * mlx5_devlink_register() and before any auxiliary device, under intf_state_mutex. That bit, and not
 * devlink_register(), is where its callbacks may run.
 * Left out: mlx5_intf_mutex, the device locks of the bus, traps, parameters, and refusals to reload.
 * Source: drivers/net/ethernet/mellanox/mlx5/core (main.c, devlink.c, dev.c), T5.15 with the move of
 * 27 September 2021 (64ea2d0e7263); v2 4/5 (M:8920320724) for mlx5_devlink_reload (facts/kernel.md §1.2, §4).
 */
import { protection, reached } from "../../sim/choice.ts"
import { alloc, keep } from "../../sim/memory/heap.ts"
import { capability, pointer, ready, refused } from "../../sim/memory/pointer.ts"
import { type Variable, variable } from "../../sim/memory/variable.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import { AuxBus } from "../kernel/auxiliary-bus.ts"
import {
  BIT,
  DEVLINK_RELOAD_ACTION_DRIVER_REINIT,
  DEVLINK_RELOAD_ACTION_FW_ACTIVATE,
  DEVLINK_RELOAD_LIMIT_NO_RESET,
  type OpsInit,
  type OpsTable
} from "../kernel/devlink-ops.ts"
import { Devlink } from "../kernel/devlink.ts"
import { Firmware } from "../kernel/firmware.ts"
import { dev_hold, dev_put, NetDevice, rtnl_lock, rtnl_unlock, type StructNetDevice } from "../kernel/net-device.ts"
import { DEVLINK_F_RELOAD, type DriverOps, OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink, StructDevlinkPort } from "../kernel/struct-devlink.ts"

/** Its devlink instance, as the user names it. */
export const address = "pci/0000:03:00.0"
/** The netdev mlx5e makes. */
export const ifname = "eth0"
/** Reached when the device writes an image, whichever way the request came. */
export const flashed = "mlx5 flashes its firmware"

const MLX5_INTERFACE_STATE_UP = 0

/** struct mlx5_core_dev, as far as two tasks can meet in it. */
interface Mlx5CoreDev {
  readonly intf_state: Variable<number>
  readonly intf_state_mutex: Mutex
  /** What firmware said; only callbacks that check for themselves look. */
  readonly mp_slave: Variable<number>
}

/** Which mlx5: as it is, or the twin without a flash path and a version string of its own. */
export interface Mlx5Variant {
  readonly ops: DriverOps
  /** mlx5e has its own .flash_device and fills fw_version. */
  readonly ownPaths: boolean
}

/** probe_one(): alloc, mlx5_init_one(), devlink_register(), and where it exists devlink_reload_enable(). */
export function* probe_one(variant: Mlx5Variant) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns, devlink_register } = yield* Devlink
  const priv: Mlx5CoreDev = {
    intf_state: yield* variable("mlx5->intf_state", 0),
    intf_state_mutex: yield* mutex("mlx5->intf_state_mutex"),
    mp_slave: yield* variable("mlx5->mp_slave", 0)
  }
  const devlink = yield* devlink_alloc_ns(design.table_at_alloc(variant.ops), address, priv)
  yield* keep(devlink.mem)
  yield* design.devl_lock(devlink)
  const last = yield* protection("probe_one: devlink_register last")
  if (!last) yield* devlink_register(devlink)
  const features = yield* mlx5_init_one(devlink, variant)
  if (last) yield* devlink_register(devlink)
  yield* design.after_register(devlink, features)
  yield* design.devl_unlock(devlink)
  return devlink
}

/**
 * mlx5_init_one(): firmware, the interface is up, devlink, then the auxiliary devices. All under
 * intf_state_mutex. Source: main.c, T5.15.
 */
function* mlx5_init_one(devlink: StructDevlink, variant: Mlx5Variant) {
  const firmware = yield* Firmware
  const design = yield* OpsDesign
  const { intf_state_mutex, mp_slave: slave } = devlink.priv as Mlx5CoreDev
  yield* intf_state_mutex.lock
  const mp_slave = yield* firmware.query_capability("multiport slave")
  const features = mp_slave ? 0 : DEVLINK_F_RELOAD
  if (design.callbacks_check) yield* slave.store(mp_slave ? 1 : 0)
  yield* capability(devlink.name, "flash")
  if (!mp_slave) yield* capability(devlink.name, "reload")
  const up_first = yield* protection("mlx5_init_one: MLX5_INTERFACE_STATE_UP before mlx5_register_device")
  if (up_first) yield* mlx5_interface_up(devlink)
  const ordered = yield* protection("mlx5_init_one: mlx5_devlink_register before mlx5_register_device")
  if (ordered) yield* mlx5_devlink_register(devlink, variant.ops.late, features)
  yield* mlx5_register_device(devlink, variant)
  if (!ordered) yield* mlx5_devlink_register(devlink, variant.ops.late, features)
  if (!up_first) yield* mlx5_interface_up(devlink)
  yield* intf_state_mutex.unlock
  return features
}

/** The end of bringing firmware and queues up, in mlx5_init_one(): the driver's own word that it is ready. */
function* mlx5_interface_up(devlink: StructDevlink) {
  const { intf_state } = devlink.priv as Mlx5CoreDev
  yield* intf_state.setBit(MLX5_INTERFACE_STATE_UP)
  yield* ready(devlink.name)
}

/**
 * mlx5_devlink_register(): (v2) devlink_set_ops() or (v4) devlink_set_features(), for reload only unless
 * mp_slave. Source: v2 4/5 (M:8920320724); 96869f193cfd.
 */
function* mlx5_devlink_register(devlink: StructDevlink, late: OpsTable, features: number) {
  const design = yield* OpsDesign
  const { reload_actions: _a, reload_down: _d, reload_limits: _l, reload_up: _u, ...rest } = late.init
  yield* design.set_late(devlink, features === 0 ? { name: late.name, init: rest } : late, features)
}

/** mlx5_register_device(): auxiliary_device_add() for eth; rdma and vnet bring no netdev here. dev.c, T5.15. */
function* mlx5_register_device(devlink: StructDevlink, variant: Mlx5Variant) {
  const { auxiliary_device_add } = yield* AuxBus
  yield* auxiliary_device_add({ name: "mlx5_core.eth", probe: () => mlx5e_probe(devlink, variant) })
}

/** mlx5e_probe(): mlx5e_devlink_port_register(), then register_netdev(). en_main.c, T5.15. */
function* mlx5e_probe(devlink: StructDevlink, { ownPaths }: Mlx5Variant) {
  const { devlink_port_register } = yield* Devlink
  const { alloc_netdev, register_netdev } = yield* NetDevice
  const devlink_port = yield* alloc("mlx5e_port", { devlink: null as StructDevlink | null })
  yield* keep(devlink_port)
  yield* devlink_port_register(devlink, devlink_port)
  const netdev = yield* alloc_netdev({
    name: ifname,
    netdev_ops: { ndo_get_devlink_port: mlx5e_get_devlink_port },
    ethtool_ops: ownPaths ? { flash_device: mlx5e_flash_device, fw_version: "16.31.1014" } : { fw_version: "" },
    priv: devlink_port
  })
  yield* keep(netdev.mem)
  yield* ready(netdev.name)
  yield* register_netdev(netdev)
}

/** mlx5e_get_devlink_port(): an address; nothing is loaded. */
const mlx5e_get_devlink_port = (dev: StructNetDevice) => dev.priv as StructDevlinkPort

/**
 * mlx5e_flash_device() of mlx5e's ethtool_ops: straight to the core's firmware code, past devlink. It
 * holds the netdev and drops rtnl as the compat path does. en_ethtool.c, T5.15.
 */
const mlx5e_flash_device = pointer("mlx5e_flash_device", function* mlx5e_flash_device(dev: StructNetDevice) {
  yield* dev_hold(dev)
  yield* rtnl_unlock()
  const err = yield* mlx5_firmware_flash()
  yield* rtnl_lock()
  yield* dev_put(dev)
  return err
})

/** mlx5_devlink_flash_update(): the same firmware code. */
const mlx5_devlink_flash_update = pointer("mlx5_devlink_flash_update", function* mlx5_devlink_flash_update() {
  return yield* mlx5_firmware_flash()
})

/** mlx5_firmware_flash(): writes the image. */
function* mlx5_firmware_flash() {
  yield* reached(flashed)
  return 0 as const
}

/** mlx5_devlink_info_get(): PSID and versions. */
const mlx5_devlink_info_get = pointer("mlx5_devlink_info_get", function* mlx5_devlink_info_get() {
  return 0 as const
})

/**
 * mlx5_devlink_reload_down(): mlx5_unload_one(), which takes the interface down under intf_state_mutex.
 * Since fb8421a94c56 (v6.3) it refuses a multiport slave itself.
 */
const mlx5_devlink_reload_down = pointer(
  "mlx5_devlink_reload_down",
  function* mlx5_devlink_reload_down(devlink: StructDevlink) {
    const design = yield* OpsDesign
    const { intf_state, intf_state_mutex, mp_slave } = devlink.priv as Mlx5CoreDev
    if (design.callbacks_check && (yield* mp_slave.load) !== 0) {
      yield* refused(devlink.name, "reload")
      return "-EOPNOTSUPP" as const
    }
    yield* intf_state_mutex.lock
    yield* intf_state.clearBit(MLX5_INTERFACE_STATE_UP)
    yield* intf_state_mutex.unlock
    return 0 as const
  }
)

/** mlx5_devlink_reload_up(): mlx5_load_one(), which brings it up again. */
const mlx5_devlink_reload_up = pointer(
  "mlx5_devlink_reload_up",
  function* mlx5_devlink_reload_up(devlink: StructDevlink) {
    const { intf_state, intf_state_mutex } = devlink.priv as Mlx5CoreDev
    yield* intf_state_mutex.lock
    yield* intf_state.setBit(MLX5_INTERFACE_STATE_UP)
    yield* intf_state_mutex.unlock
    return 0 as const
  }
)

const base: OpsInit = { info_get: mlx5_devlink_info_get, flash_update: mlx5_devlink_flash_update }
const reload: OpsInit = {
  reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT) | BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE),
  reload_limits: BIT(DEVLINK_RELOAD_LIMIT_NO_RESET),
  reload_down: mlx5_devlink_reload_down,
  reload_up: mlx5_devlink_reload_up
}

/** As posted in v2 4/5: mlx5_devlink_reload is handed over unless the firmware says multiport slave. */
export const mlx5: Mlx5Variant = {
  ops: { early: { name: "mlx5_devlink_ops", init: base }, late: { name: "mlx5_devlink_reload", init: reload } },
  ownPaths: true
}

/**
 * The twin: no .flash_device and no fw_version in mlx5e, so both compat paths lead into devlink; and
 * flash and info are handed over late together with reload, so that there is something to race with.
 */
export const mlx5Compat: Mlx5Variant = {
  ops: {
    early: { name: "mlx5_devlink_ops", init: {} },
    late: { name: "mlx5_late_ops", init: { ...base, ...reload } }
  },
  ownPaths: false
}
