/**
 * nfp: a driver without auxiliary bus, on real hardware. Netdevs first, devlink_register() last, to this day.
 *
 * It has flash and info callbacks and no flash path of its own, so `ethtool --flash` goes through
 * devlink; it fills fw_version itself, so `ethtool -i` does not. It cannot reload. The flash,
 * nfp_flash_update_common(), does not take pf->lock. Since v6.0 devlink->lock stands in for that: the ports are made
 * under it, and devlink_register() follows when it has been given back.
 */
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const nfp: Driver = {
  name: "nfp",
  address: "pci/0000:05:00.0",
  ifname: "eth0",
  probe: "nfp_net_pci_probe",
  remove: "nfp_net_pci_remove",
  table: {
    name: "nfp_devlink_ops",
    init: { info_get: does_nothing("nfp_devlink_info_get"), flash_update: does_nothing("nfp_devlink_flash_update") }
  },
  orders: {
    "5.15": "A R ( P N ) D",
    "netnext-2021-10": "A ( P N X ) D R",
    "5.16": "A ( P N X ) D R",
    "6.1": "A L P N X D U R",
    "6.12": "A L P N X D U R"
  },
  ndo_get_devlink_port: true,
  fw_version: "0.0.3.5 0.31 nic-2.1.16 nic",
  lock: "pf->lock",
  source: "drivers/net/ethernet/netronome/nfp/nfp_net_main.c; 4f2a81c40c3c (27 September 2021)"
}
