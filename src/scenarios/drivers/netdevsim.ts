/**
 * netdevsim: a driver without auxiliary bus. Its probe registers its netdevs, then its devlink
 * instance, in one function and one task.
 *
 * It has flash, reload and info callbacks, no flash path of its own and an empty fw_version, so
 * both compat paths lead into it. It says nowhere that it is ready but by ending its probe.
 * (The function is nsim_dev_probe() until 5.16.)
 */
import {
  BIT,
  DEVLINK_RELOAD_ACTION_DRIVER_REINIT,
  DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT,
  DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK
} from "../kernel/devlink-ops.ts"
import { does_nothing, makes_ports_anew, takes_ports_away } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const netdevsim: Driver = {
  name: "netdevsim",
  address: "netdevsim/netdevsim1",
  ifname: "eth0",
  probe: "nsim_drv_probe",
  remove: "nsim_drv_remove",
  port_add: "__nsim_dev_port_add",
  table: {
    name: "nsim_dev_devlink_ops",
    init: {
      supported_flash_update_params: DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT |
        DEVLINK_SUPPORT_FLASH_UPDATE_OVERWRITE_MASK,
      reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
      reload_down: takes_ports_away("nsim_dev_reload_down"),
      reload_up: makes_ports_anew("nsim_dev_reload_up"),
      info_get: does_nothing("nsim_dev_info_get"),
      flash_update: does_nothing("nsim_dev_flash_update")
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
  fw_version: "",
  state: "nsim_dev->esw_mode",
  source: "drivers/net/netdevsim/dev.c; 71c1b525934d (27 September 2021), 82a3aef2e6af (v6.3)"
}
