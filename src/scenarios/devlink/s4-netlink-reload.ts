/**
 * S4: the same late ops as S1, but the user comes through netlink.
 *
 * Every netlink command looks for a registered instance under devlink_mutex, and devlink_register()
 * sets the mark under devlink_mutex: whatever the driver did before is visible to whoever gets in.
 * Here Romanovsky's rule protects exactly what he says it protects. At 6.1 no lock is left on the way in but RCU's.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { isIn, probe } from "../drivers/probe.ts"
import type { MemberName } from "../kernel/devlink-ops.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { not_registered, reloaded } from "../kernel/places.ts"
import { type Answer, type DesignName, grid, ifPermitted, trees, versions, warnsOnceRegistered } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const shapes = ["netdevsim", "mlxsw", "mlx5", "mlx5-sf"] as const
type Shape = (typeof shapes)[number]

/** All that reload needs. */
const late: ReadonlyArray<MemberName> = ["reload_actions", "reload_down", "reload_limits", "reload_up"]

/** One that may come too early, one that may come after it. */
const attempts = 2

const gap =
  "ops are safe, but drivers call devlink_reload_enable() after devlink_register(): in between the device is " +
  "announced and its reload is refused with -EOPNOTSUPP. This flag is what both sides want to be rid of"
const flag =
  "registered before its ports and netdevs, and kept from a reload by devlink_reload_enable() alone, which comes " +
  "last: here the flag does what it is for"
const mark =
  "a reload gets in only past the REGISTERED mark and devlink_mutex, and so after all the driver wrote before"
const written =
  "a command takes devlink->lock, under which the driver has written its features before the mark was there to be found"
const locked =
  "the driver holds devlink->lock from before the mark to the end of its probe, and a command takes that lock before " +
  "it looks again"

const unguarded =
  "registered before its ports and netdevs, and nothing keeps a reload away: devlink_reload_enable() is gone, and " +
  "the check of the compat path is not on the way of netlink"
const inverted =
  "the probe takes devlink_mutex inside devlink->lock to register, and netlink the other way round: in this tree the " +
  "design does not fit, devlink_mutex had to go first (d3efc2a6a6d8, v6.0)"

const answer = (kernel: KernelName, shape: Shape, design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  const at_mlx5 = shape.startsWith("mlx5")
  // What mlx5 would have to know when it allocates, it does not: S14 asks about that.
  if (at_mlx5 && design === "per-variant-table") return undefined
  if (kernel === "5.15") return at_5_15(at_mlx5, design)
  if (design === "static-const") return { declared: "lost-function", why: gap }
  if (design === "registered-check" && !at_mlx5) {
    return { declared: "lock-order", why: `nobody comes early; but ${inverted}` }
  }
  if (kernel === "6.12") {
    return warnsOnceRegistered.has(design)
      ? { declared: "assertion", why: "the driver registers first there, and what it hands over late comes too late" }
      : { declared: "verified", why: locked }
  }
  if (kernel === "6.1") return { declared: "verified", why: written }
  const late_here = versions.has(design) && !at_mlx5
  return { ...late_here ? { provenance: ifPermitted(kernel, design) } : {}, declared: "verified", why: mark }
}

const at_5_15 = (at_mlx5: boolean, design: DesignName): Answer => {
  if (design === "static-const") {
    return at_mlx5
      ? { declared: "lost-function", why: gap }
      : { declared: "verified", why: flag }
  }
  if (at_mlx5) return { declared: "verified", why: mark }
  return design === "registered-check"
    ? { declared: ["early-call", "data-race", "lock-order"], why: `${unguarded}; besides, ${inverted}` }
    : { declared: ["early-call", "data-race"], why: unguarded }
}

export default scenario("devlink/s4-netlink-reload", {
  question: `Is anything reached through netlink before devlink_register()?
Romanovsky: "needs to be called before devlink_register() to make sure that no parallel access to
the ops is possible at this stage."
Kicinski does not dispute this path; his objection is the other one, through ethtool (S1, S2).
A user sends \`devlink dev reload\` twice, at any two moments of the probe and after it.`,
  reaches: [not_registered, reloaded],
  cells: grid({ kernels: trees, shapes, designs: "all" }, answer)
}, function* s4({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver, { late })
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < attempts; attempt++) yield* devlink_dev_reload(driver)
  })
})
