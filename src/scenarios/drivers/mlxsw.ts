/**
 * mlxsw: the Spectrum switches. Ports and netdevs first, devlink_register() last; since 6.3 it registers first, under
 * devlink->lock.
 *
 * It has flash, reload and info, and no flash path of its own; it fills fw_version itself. A reload takes ports and
 * netdevs away and makes them anew.
 */
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, DEVLINK_RELOAD_ACTION_FW_ACTIVATE } from "../kernel/devlink-ops.ts"
import { does_nothing, makes_ports_anew, takes_ports_away } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const mlxsw: Driver = {
  name: "mlxsw",
  address: "pci/0000:01:00.0",
  ifname: "swp1",
  probe: "__mlxsw_core_bus_device_register",
  remove: "mlxsw_core_bus_device_unregister",
  table: {
    name: "mlxsw_devlink_ops",
    init: {
      reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT) | BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE),
      reload_down: takes_ports_away("mlxsw_devlink_core_bus_device_reload_down"),
      reload_up: makes_ports_anew("mlxsw_devlink_core_bus_device_reload_up"),
      info_get: does_nothing("mlxsw_devlink_info_get"),
      flash_update: does_nothing("mlxsw_devlink_flash_update")
    }
  },
  orders: {
    "5.15": "A R P N D E",
    "netnext-2021-10": "A P N X D R E",
    "5.16": "A P N X D R E",
    "6.1": "A L P N X D U R",
    "6.12": "A L R P N X D U"
  },
  ndo_get_devlink_port: true,
  fw_version: "30.2008.2018",
  source: "drivers/net/ethernet/mellanox/mlxsw/core.c"
}
