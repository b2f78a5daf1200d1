/**
 * nfp: a driver without auxiliary bus, on real hardware. Netdevs first, devlink_register() last.
 *
 * It has flash and info callbacks and no flash path of its own, so `ethtool --flash` goes through
 * devlink; it fills fw_version itself, so `ethtool -i` does not. It cannot reload.
 * Source: drivers/net/ethernet/netronome/nfp (nfp_main.c, nfp_net_main.c, nfp_devlink.c), T5.15 with the
 * move of 27 September 2021 (4f2a81c40c3c, M:1929751008; facts/kernel.md §4).
 */
import { alloc, keep } from "../../sim/memory/heap.ts"
import { capability, pointer, ready } from "../../sim/memory/pointer.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import type { MemberName, OpsTable } from "../kernel/devlink-ops.ts"
import { Devlink } from "../kernel/devlink.ts"
import { NetDevice, type StructNetDevice } from "../kernel/net-device.ts"
import { OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink, StructDevlinkPort } from "../kernel/struct-devlink.ts"
import { split } from "./ops-split.ts"

/** Its devlink instance, as the user names it. */
export const address = "pci/0000:05:00.0"
/** Its first netdev. */
export const ifname = "eth0"

/** struct nfp_pf, as far as two tasks can meet in it. */
interface NfpPf {
  readonly lock: Mutex
}

/**
 * nfp_net_pci_probe(): the vNICs' netdevs under pf->lock, then devlink_register(). It says nowhere else
 * that it is ready. The flash, nfp_flash_update_common(), does not take pf->lock.
 *
 * @param late members the driver hands over only after its netdevs are registered; none as posted
 */
export function* nfp_net_pci_probe(late: ReadonlyArray<MemberName> = []) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns, devlink_register } = yield* Devlink
  const ops = split(nfp_devlink_ops, late, "nfp_late_ops")
  const pf: NfpPf = { lock: yield* mutex("pf->lock") }
  const devlink = yield* devlink_alloc_ns(design.table_at_alloc(ops), address, pf)
  yield* keep(devlink.mem)
  yield* design.devl_lock(devlink)
  yield* capability(devlink.name, "flash")
  yield* pf.lock.lock
  yield* nfp_net_pf_init_vnics(devlink)
  yield* design.set_late(devlink, ops.late, 0)
  yield* pf.lock.unlock
  yield* ready(devlink.name)
  yield* devlink_register(devlink)
  yield* design.after_register(devlink, 0)
  yield* design.devl_unlock(devlink)
  return devlink
}

/** nfp_net_pf_init_vnics(): for a port, nfp_devlink_port_register() and then nfp_net_init() -> register_netdev(). */
function* nfp_net_pf_init_vnics(devlink: StructDevlink) {
  const { devlink_port_register } = yield* Devlink
  const { alloc_netdev, register_netdev } = yield* NetDevice
  const devlink_port = yield* alloc("nfp_port", { devlink: null as StructDevlink | null })
  yield* keep(devlink_port)
  yield* devlink_port_register(devlink, devlink_port)
  const netdev = yield* alloc_netdev({
    name: ifname,
    netdev_ops: { ndo_get_devlink_port: nfp_devlink_get_devlink_port },
    ethtool_ops: { fw_version: "0.0.3.5 0.31 nic-2.1.16 nic" },
    priv: devlink_port
  })
  yield* keep(netdev.mem)
  yield* register_netdev(netdev)
}

/** nfp_devlink_get_devlink_port(): &port->dl_port, an address; nothing is loaded. */
const nfp_devlink_get_devlink_port = (dev: StructNetDevice) => dev.priv as StructDevlinkPort

/** nfp_devlink_flash_update(): nfp_flash_update_common(), which talks to the card's service processor. */
const nfp_devlink_flash_update = pointer("nfp_devlink_flash_update", function* nfp_devlink_flash_update() {
  return 0 as const
})

/** nfp_devlink_info_get(): serial number and versions. */
const nfp_devlink_info_get = pointer("nfp_devlink_info_get", function* nfp_devlink_info_get() {
  return 0 as const
})

/** `const struct devlink_ops nfp_devlink_ops`: the members these scenarios can reach. */
export const nfp_devlink_ops: OpsTable = {
  name: "nfp_devlink_ops",
  init: { info_get: nfp_devlink_info_get, flash_update: nfp_devlink_flash_update }
}
