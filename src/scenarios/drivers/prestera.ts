/**
 * prestera: ports and netdevs first since 5.16, devlink_register() last, to this day. It has info and traps, no flash
 * and no reload, and fills fw_version itself.
 */
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const prestera: Driver = {
  name: "prestera",
  address: "pci/0000:02:00.0",
  ifname: "sw1p1",
  probe: "prestera_switch_init",
  remove: "prestera_switch_fini",
  table: { name: "prestera_dl_ops", init: { info_get: does_nothing("prestera_dl_info_get") } },
  orders: {
    "5.15": "A R P N D",
    "netnext-2021-10": "A P N D R",
    "5.16": "A P N D R",
    "6.1": "A P N D R",
    "6.12": "A P N D R"
  },
  ndo_get_devlink_port: true,
  fw_version: "4.0.1",
  source: "drivers/net/ethernet/marvell/prestera/prestera_main.c, prestera_devlink.c"
}
