/**
 * hns3: devlink too EARLY, the mirror image of the dispute. Registered before the hardware is set up at 5.15 and
 * 5.16, so a reload of a quick user meets command queues that are not there; moved behind it later (5c623fe05348 and
 * others), after a test in reload_down() had not been enough.
 *
 * Its netdevs come from a client of the hardware layer, last of all, and do not lead to devlink.
 */
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT } from "../kernel/devlink-ops.ts"
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const hns3: Driver = {
  name: "hns3",
  address: "pci/0000:7d:00.0",
  ifname: "eth0",
  probe: "hclge_init_ae_dev",
  remove: "hclge_uninit_ae_dev",
  table: {
    name: "hclge_devlink_ops",
    init: {
      reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
      reload_down: does_nothing("hclge_devlink_reload_down"),
      reload_up: does_nothing("hclge_devlink_reload_up"),
      info_get: does_nothing("hclge_devlink_info_get")
    }
  },
  orders: {
    "5.15": "A R E D N",
    "netnext-2021-10": "A X R E D N",
    "5.16": "A X R E D N",
    "6.1": "A D X R N",
    "6.12": "A D X R N"
  },
  ndo_get_devlink_port: false,
  fw_version: "1.9.38.12",
  source: "drivers/net/ethernet/hisilicon/hns3/hns3pf/hclge_main.c, hclge_devlink.c"
}
