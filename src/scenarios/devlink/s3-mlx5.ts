/**
 * S3: mlx5 as posted in v2 4/5, where devlink_set_ops() runs before any netdev exists.
 *
 * mlx5 has a flash path and a version string of its own, so ethtool never reaches devlink and the
 * posted cells alone prove little. The twin has neither: both compat paths lead into devlink, and
 * flash and info are handed over late together with reload. No such driver was posted; the rules of
 * each API permit it. If the order alone makes it clean, the twin is clean too, and turning the order
 * round is not.
 */
import { assert, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { flashed } from "../drivers/mlx5.ts"
import { isIn, probe } from "../drivers/probe.ts"
import { AuxBus } from "../kernel/auxiliary-bus.ts"
import { present_dev } from "../kernel/ethtool-ioctl.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { rtnl_lock, rtnl_unlock } from "../kernel/net-device.ts"
import { type Answer, type DesignName, grid, ifPermitted, leavesOut, trees, warnsOnceRegistered } from "../matrix.ts"
import { ethtool } from "./users.ts"

const shapes = ["mlx5", "mlx5-compat", "mlx5-mp-slave", "mlx5-sf", "mlx5-module-load"] as const
type Shape = (typeof shapes)[number]

/** Reached when the netdev is found, whatever path the request takes from there. */
const served = "ethtool's request is served"

const posted_why =
  "mlx5e's own .flash_device and fw_version answer ethtool: no other task reads a devlink op here, and what the " +
  "cell rests on says little about ops (see the twin)"
const twin = (how: string) =>
  "everything is in place before mlx5e's netdev is registered, and mlx5 says MLX5_INTERFACE_STATE_UP before that: " +
  how
const copied = twin(
  "the stores of devlink_set_ops() come before rtnl_unlock() in register_netdev(), ethtool's loads after its " +
    "rtnl_lock()"
)
const reload = twin("flash and info are in the const table, and reload is set by then")
const constant = twin("const ops need nothing more")
const bits = twin("and the bits that ethtool asks are set by then")
const twins: { readonly [D in DesignName]?: string } = {
  "static-const": constant,
  "shared-table": reload,
  "second-table": reload,
  "copied-struct": copied,
  "copied-struct-locked": copied,
  "copied-struct-memcpy": copied,
  "copied-struct-release": copied,
  "copied-struct-mark-check": twin("the check comes on top of that"),
  "caps-mask": twin("and ethtool reads no feature bit"),
  "caps-mask-unasserted": twin("and ethtool reads no feature bit"),
  "fine-grained-caps": bits,
  "fine-grained-caps-plain": bits,
  "callback-check": constant,
  "registered-check": twin("and ethtool waits for devlink->lock")
}

const answer = (kernel: KernelName, shape: Shape, design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  // What mlx5 would have to know when it allocates, it does not: S14 asks about that.
  if (design === "per-variant-table") return undefined
  // Without its reload operations the slave has no Ethernet device, so there is no netdev to find: S10 asks about it.
  if (shape === "mlx5-mp-slave" && leavesOut.has(design)) return undefined
  if (kernel === "6.12" && shape !== "mlx5-mp-slave" && warnsOnceRegistered.has(design)) {
    return {
      declared: "assertion",
      why: "mlx5 registers first there, and does the rest under devlink->lock: what it hands over late comes too late"
    }
  }
  if (shape === "mlx5-compat") {
    const why = kernel === "6.12" ? twin("and ethtool waits for devlink->lock") : twins[design]!
    return { provenance: ifPermitted(kernel, design), declared: "verified", why }
  }
  if (shape === "mlx5-module-load") {
    return {
      declared: "verified",
      why: `${posted_why}; that mlx5e is registered at any other time changes nothing`
    }
  }
  return { declared: "verified", why: posted_why }
}

export default scenario("devlink/s3-mlx5", {
  question: `Is devlink_set_ops() clean in the driver it was written for?
Romanovsky: "This allows us to set specific ops based on device property which is not known at the
beginning of driver initialization"; mlx5 learns from its firmware whether it is a multiport slave (S10).
Kicinski: "Are you talking about reality or the bright future brought by auxbus?" mlx5 is that
future: its netdevs come from an auxiliary driver, bound already or registered at any time.`,
  reaches: [served, flashed],
  cells: grid({ kernels: trees, shapes, designs: "all" }, answer)
}, function* s3({ shape }) {
  const driver = drivers[shape as DriverName]
  const probing = yield* task("probe", function* probe_driver() {
    yield* probe(driver)
  })
  yield* task("ethtool", function* user() {
    if ((yield* ethtool(driver)) === 0) yield* reached(served)
  })
  if (shape !== "mlx5-module-load") return
  const init = yield* task("mlx5e_init", function* mlx5e_init() {
    yield* (yield* AuxBus).auxiliary_driver_register()
  })
  yield* probing.join
  yield* init.join
  yield* rtnl_lock()
  yield* assert((yield* present_dev(driver.ifname)) !== undefined, "whichever comes second makes the netdev")
  yield* rtnl_unlock()
})
