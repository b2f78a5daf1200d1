/**
 * ice: the netdev of the physical function has no ndo_get_devlink_port (only representors have), so nothing leads from
 * it to devlink.
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
  orders: { "5.15": "A R N P D", "netnext-2021-10": "A N P D R", "5.16": "A N P D R" },
  ndo_get_devlink_port: false,
  fw_version: "2.50 0x800077a8 1.2960.0",
  source: "drivers/net/ethernet/intel/ice/ice_main.c, ice_devlink.c"
}
