/**
 * S13: a third remedy, neither copied ops nor masks. Hold rtnl until the driver is ready.
 *
 * register_netdev() is rtnl_lock(), register_netdevice(), rtnl_unlock(); a driver that calls the three itself and
 * finishes before the last moves the first publication point behind its own readiness. virtio-net does so since
 * 50c0ada627f5 (v5.19), against a race of the same shape: ndo_open() before virtio_device_ready().
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe } from "../drivers/probe.ts"
import { ops_read } from "../kernel/places.ts"
import { type Answer, type DesignName, grid, ifPermitted, type KernelName, leavesOut, trees } from "../matrix.ts"
import { ethtool } from "./users.ts"

const answer = (kernel: KernelName, _shape: string, design: DesignName): Answer => ({
  provenance: ifPermitted(kernel, design),
  declared: "verified",
  why: leavesOut.has(design)
    ? "ops are set late and still before rtnl is given back: whoever finds the netdev finds them whole"
    : "the driver is ready before rtnl is given back: whoever finds the netdev may call it"
})

export default scenario("devlink/s13-virtio-remedy", {
  question: `Does it help to hold rtnl from register_netdevice() to the end of the driver's own work?
Neither side proposed it; virtio-net got it in 2022. It moves the netdev's publication, not
devlink's: ethtool finds nothing before the driver is ready, whatever ops are made of.`,
  reaches: [ops_read],
  cells: grid({ kernels: trees, shapes: ["netdevsim", "nfp", "mlxsw"], designs: "all" }, answer)
}, function* s13({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver, { order: "A P { N X D } R E", late: ["flash_update", "supported_flash_update_params"] })
  })
  yield* task("ethtool", function* user() {
    yield* ethtool(driver)
  })
})
