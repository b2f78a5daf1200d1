/**
 * ionic: the netdev first, then devlink; no ndo_get_devlink_port. Turned round by 6.1: devlink follows the set-up of
 * the device, and is undone when the netdev, which comes last, cannot be registered. At 6.12 the netdev leads to it.
 */
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const ionic: Driver = {
  name: "ionic",
  address: "pci/0000:b5:00.0",
  ifname: "eth0",
  probe: "ionic_probe",
  remove: "ionic_remove",
  table: {
    name: "ionic_dl_ops",
    init: { info_get: does_nothing("ionic_dl_info_get"), flash_update: does_nothing("ionic_dl_flash_update") }
  },
  orders: {
    "5.15": "A N D R P",
    "netnext-2021-10": "A N P D R",
    "5.16": "A N P D R",
    "6.1": "A D P R N",
    "6.12": "A D P R N"
  },
  ndo_get_devlink_port: ["6.12"],
  fw_version: "1.3.1-15",
  source: "drivers/net/ethernet/pensando/ionic/ionic_bus_pci.c, ionic_devlink.c"
}
