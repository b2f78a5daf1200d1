/**
 * bnxt: devlink before the netdev, in every tree. When bnxt_dl_register() comes, firmware and rings have long been set
 * up, so its callbacks may run from then on: bnxt_init_one() has asked its firmware and set its interrupts up by then
 * (when bnxt_dl_register() fails, it is these that are undone), and calls register_netdev() right after it.
 *
 * At 5.16 it has reload callbacks and never calls devlink_set_features(); 6.1 does, and 6.12 has no such thing. It
 * picks one of two const tables when it allocates its instance, for it knows by then whether it is a physical function.
 */
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT } from "../kernel/devlink-ops.ts"
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

export const bnxt: Driver = {
  name: "bnxt",
  address: "pci/0000:06:00.0",
  ifname: "eth0",
  probe: "bnxt_init_one",
  remove: "bnxt_remove_one",
  table: {
    name: "bnxt_dl_ops",
    init: {
      reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
      reload_down: does_nothing("bnxt_dl_reload_down"),
      reload_up: does_nothing("bnxt_dl_reload_up"),
      info_get: does_nothing("bnxt_dl_info_get"),
      flash_update: does_nothing("bnxt_dl_flash_update")
    }
  },
  orders: {
    "5.15": "A D R P N E",
    "netnext-2021-10": "A D P R N E",
    "5.16": "A D P R N E",
    "6.1": "A D X P R N",
    "6.12": "A D P R N"
  },
  ndo_get_devlink_port: true,
  flash_device: does_nothing("bnxt_flash_device"),
  fw_version: "218.0.219.0",
  source: "drivers/net/ethernet/broadcom/bnxt/bnxt.c, bnxt_devlink.c"
}

/** `const struct devlink_ops bnxt_vf_dl_ops`: a virtual function can tell what it is, and no more. */
export const bnxt_vf: Driver = {
  ...bnxt,
  name: "bnxt-vf",
  table: { name: "bnxt_vf_dl_ops", init: { info_get: does_nothing("bnxt_dl_info_get") } }
}
