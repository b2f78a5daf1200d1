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
import { type Answer, cells, type DesignName, grid, over, posted } from "../matrix.ts"
import { ethtool } from "./users.ts"

const shapes = ["mlx5", "mlx5-mp-slave", "mlx5-sf", "mlx5-module-load", "mlx5-compat"] as const

/** Reached when the netdev is found, whatever path the request takes from there. */
const served = "ethtool's request is served"

const posted_why =
  "mlx5e's own .flash_device and fw_version answer ethtool: no other task reads a devlink op here, and what the " +
  "cell rests on says little about ops (see the twin)"
const twin = (how: string) =>
  "everything is in place before mlx5e's netdev is registered, and mlx5 says MLX5_INTERFACE_STATE_UP before that: " +
  how
const twins: { readonly [D in DesignName]?: string } = {
  "static-const": twin("const ops need nothing more"),
  "copied-struct": twin(
    "the stores of devlink_set_ops() come before rtnl_unlock() in register_netdev(), ethtool's loads after its " +
      "rtnl_lock()"
  ),
  "caps-mask": twin("and ethtool reads no feature bit"),
  "callback-check": twin("and ethtool waits for devlink->lock")
}

const answer = (kernel: KernelName, shape: (typeof shapes)[number], design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  if (shape === "mlx5-compat") return { provenance: "as-permitted", declared: "verified", why: twins[design]! }
  if (shape === "mlx5-mp-slave" && design === "copied-struct") return undefined
  if (shape === "mlx5-module-load") {
    return {
      declared: "verified",
      why: `${posted_why}; that mlx5e is registered at any other time changes nothing`
    }
  }
  return { declared: "verified", why: posted_why }
}

/** The designs that came before, between and after. */
const others = cells("netnext-2021-10", [
  ...over(["shared-table", "second-table"], ["mlx5"], {
    provenance: "as-posted",
    declared: "verified",
    why: posted_why
  }),
  ...over(["copied-struct-memcpy", "copied-struct-release", "second-table"], ["mlx5-compat"], {
    provenance: "counterfactual",
    declared: "verified",
    why: twin("how the words get there does not matter when nobody can look yet")
  }),
  ...over(["fine-grained-caps", "fine-grained-caps-plain"], ["mlx5-compat"], {
    provenance: "counterfactual",
    declared: "verified",
    why: twin("and the bits that ethtool asks are set by then")
  }),
  ...over(["callback-check", "registered-check"], ["mlx5-compat"], {
    provenance: "counterfactual",
    declared: "verified",
    why: twin("and nothing is set late")
  })
])

export default scenario("devlink/s3-mlx5", {
  question: `Is devlink_set_ops() clean in the driver it was written for?
Romanovsky: "This allows us to set specific ops based on device property which is not known at the
beginning of driver initialization"; mlx5 learns from its firmware whether it is a multiport slave (S10).
Kicinski: "Are you talking about reality or the bright future brought by auxbus?" mlx5 is that
future: its netdevs come from an auxiliary driver, bound already or registered at any time.`,
  reaches: [served, flashed],
  cells: [
    ...others,
    ...grid({ kernels: ["netnext-2021-10"], shapes, designs: posted }, answer),
    ...grid({ kernels: ["5.15", "5.16", "6.1", "6.12"], shapes }, answer)
  ]
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
