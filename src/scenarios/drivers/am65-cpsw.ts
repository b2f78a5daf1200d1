/**
 * am65-cpsw: all netdevs before there is a devlink instance at all.
 *
 * ndo_get_devlink_port gives the address of a port that is not registered yet, and fw_version is empty. Its table of
 * operations is empty, too. Since 0680e20af5fb (v5.19) devlink comes first; the reason given was that udev read
 * phys_port_name too early. Its remove kept the old order: devlink went first, netdevs last, until October 2024
 * ("prevent WARN_ON upon module removal", in 6.12.117).
 */
import type { Driver } from "./driver.ts"

export const am65_cpsw: Driver = {
  name: "am65-cpsw",
  address: "platform/8000000.ethernet",
  ifname: "eth0",
  probe: "am65_cpsw_nuss_register_ndevs",
  remove: "am65_cpsw_nuss_remove",
  table: { name: "am65_cpsw_devlink_ops", init: {} },
  orders: {
    "5.15": "N A D R P",
    "netnext-2021-10": "N A P D R",
    "5.16": "N A P D R",
    "6.1": "A P D R N",
    "6.12": "A P D R N"
  },
  netdevs_last: ["6.1"],
  ndo_get_devlink_port: true,
  fw_version: "",
  source: "drivers/net/ethernet/ti/am65-cpsw-nuss.c"
}
