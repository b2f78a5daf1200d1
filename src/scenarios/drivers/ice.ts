/**
 * ice: until 5.16 the netdev of the physical function has no ndo_get_devlink_port (only representors have), so nothing
 * leads from it to devlink. At 6.1 it has, and is registered before the driver calls itself ready ("ready to go", where
 * it clears ICE_DOWN), with devlink_register() after that; at 6.12 all of it is under devlink->lock.
 */
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const ice: Driver = {
  name: "ice",
  address: "pci/0000:18:00.0",
  ifname: "eth0",
  probe: "ice_probe",
  remove: "ice_remove",
  table: {
    name: "ice_devlink_ops",
    init: { info_get: does_nothing("ice_devlink_info_get"), flash_update: does_nothing("ice_devlink_flash_update") }
  },
  orders: {
    "5.15": "A R N P D",
    "netnext-2021-10": "A N P D R",
    "5.16": "A N P D R",
    "6.1": "A P N D R",
    "6.12": "A L P N D R U"
  },
  ndo_get_devlink_port: ["6.1", "6.12"],
  fw_version: "2.50 0x800077a8 1.2960.0",
  source: "drivers/net/ethernet/intel/ice/ice_main.c, ice_devlink.c"
}
