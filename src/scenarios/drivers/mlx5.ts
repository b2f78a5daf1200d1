/**
 * mlx5: a core driver that hands its netdevs to mlx5e over the auxiliary bus.
 *
 * It says itself when it is up: MLX5_INTERFACE_STATE_UP is set once firmware and queues work, before
 * mlx5_devlink_register() and before any auxiliary device, under intf_state_mutex. That bit, and not
 * devlink_register(), is where its callbacks may run. mlx5e has a flash path and a version string of its own.
 * Left out: mlx5_intf_mutex, the device locks of the bus, traps, other parameters, and refusals to reload.
 * Source: drivers/net/ethernet/mellanox/mlx5/core (main.c, devlink.c, dev.c, en_main.c, en_ethtool.c), Linux 5.15 with
 * 64ea2d0e7263 (27 September 2021), 6.1.192 and 6.12.117; v2 4/5 of the disputed series for what is handed over late.
 */
import { assert, protection, reached } from "../../sim/choice.ts"
import { pointer, refused } from "../../sim/memory/pointer.ts"
import {
  BIT,
  DEVLINK_RELOAD_ACTION_DRIVER_REINIT,
  DEVLINK_RELOAD_ACTION_FW_ACTIVATE,
  DEVLINK_RELOAD_LIMIT_NO_RESET,
  type MemberName,
  type OpsInit
} from "../kernel/devlink-ops.ts"
import { dev_hold, dev_put, rtnl_lock, rtnl_unlock, type StructNetDevice } from "../kernel/net-device.ts"
import { OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"
import type { Instance } from "./instance.ts"

/** Reached when the device writes an image, whichever way the request came. */
export const flashed = "mlx5 flashes its firmware"

/** mlx5_firmware_flash(): writes the image. */
function* mlx5_firmware_flash() {
  yield* reached(flashed)
  return 0 as const
}

/**
 * mlx5e_flash_device() of mlx5e's ethtool_ops: straight to the core's firmware code, past devlink. It
 * holds the netdev and drops rtnl as the compat path did.
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

/**
 * Takes the interface down or brings it up, under intf_state_mutex. Since fb8421a94c56 (v6.3)
 * mlx5_devlink_reload_down() refuses a multiport slave itself.
 */
function* set_interface(devlink: StructDevlink, up: number) {
  const { driver, lock, state } = devlink.priv as Instance
  const checks = up === 0 && driver.mp_slave === true && (yield* OpsDesign).callbacks_check
  if (checks && (yield* protection("mlx5_devlink_reload_down: refuses a multiport slave"))) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  yield* assert(up !== 0 || driver.mp_slave !== true, `${devlink.name}, a multiport slave, is reloaded`)
  yield* lock!.lock
  yield* state!.writeOnce(up)
  yield* lock!.unlock
  return 0 as const
}

const reload: OpsInit = {
  reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT) | BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE),
  reload_limits: BIT(DEVLINK_RELOAD_LIMIT_NO_RESET),
  reload_down: pointer("mlx5_devlink_reload_down", (devlink: StructDevlink) => set_interface(devlink, 0)),
  reload_up: pointer("mlx5_devlink_reload_up", (devlink: StructDevlink) => set_interface(devlink, 1))
}

/** What v2 4/5 takes out of mlx5_devlink_ops and hands over unless the firmware says multiport slave. */
const mlx5_devlink_reload = Object.keys(reload) as ReadonlyArray<MemberName>

/** The physical function: no multiport slave. mlx5e is bound already (hotplug, VFs). */
export const mlx5: Driver = {
  name: "mlx5",
  address: "pci/0000:03:00.0",
  ifname: "eth0",
  probe: "probe_one",
  remove: "remove_one",
  table: {
    name: "mlx5_devlink_ops",
    init: {
      info_get: does_nothing("mlx5_devlink_info_get"),
      flash_update: mlx5_devlink_flash_update,
      ...reload
    }
  },
  late: mlx5_devlink_reload,
  orders: {
    "5.15": "A ( D X P N ) R E",
    "netnext-2021-10": "A ( D X P N ) R E",
    "5.16": "A ( D X P N ) R E",
    "6.1": "A L ( D X P N ) U R",
    "6.12": "A L R ( D X P N ) U"
  },
  ndo_get_devlink_port: true,
  flash_device: mlx5e_flash_device,
  fw_version: "16.31.1014",
  lock: "mlx5->intf_state_mutex",
  state: "mlx5->intf_state",
  auxbus: "bound",
  asks_driverinit: true,
  source: "drivers/net/ethernet/mellanox/mlx5/core/main.c; 64ea2d0e7263 (27 September 2021)"
}

/** The second port of a multiport device: firmware says so, and it cannot reload. */
export const mlx5_mp_slave: Driver = { ...mlx5, name: "mlx5-mp-slave", mp_slave: true }

/** A sub-function: itself an auxiliary device, with the same table. */
export const mlx5_sf: Driver = {
  ...mlx5,
  name: "mlx5-sf",
  address: "auxiliary/mlx5_core.sf.2",
  probe: "mlx5_sf_dev_probe",
  remove: "mlx5_sf_dev_remove",
  source: "drivers/net/ethernet/mellanox/mlx5/core/sf/dev/driver.c"
}

/**
 * mlx5_core is loaded first, mlx5e registers its auxiliary driver at any time after. So it was until 8f0d1451ecf7
 * (v6.2, and in 6.1.192) turned the order of the two modules round.
 */
export const mlx5_module_load: Driver = {
  ...mlx5,
  name: "mlx5-module-load",
  orders: {
    "5.15": mlx5.orders["5.15"]!,
    "netnext-2021-10": mlx5.orders["netnext-2021-10"]!,
    "5.16": mlx5.orders["5.16"]!
  },
  auxbus: "later"
}

const { flash_device: _, ...without_flash_device } = mlx5

/**
 * The twin: no .flash_device and no fw_version in mlx5e, so both compat paths lead into devlink; and
 * flash and info are handed over late together with reload, so that there is something to race with. Nobody posted it.
 */
export const mlx5_compat: Driver = {
  ...without_flash_device,
  name: "mlx5-compat",
  late: Object.keys(mlx5.table.init) as ReadonlyArray<MemberName>,
  fw_version: "",
  asks_driverinit: false
}
