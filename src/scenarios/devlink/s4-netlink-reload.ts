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
import { type Answer, cells, type DesignName, grid, over, posted } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const shapes = ["netdevsim", "mlxsw", "mlx5", "mlx5-sf"] as const
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

const answer = (kernel: KernelName, shape: DriverName, design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  if (kernel === "5.15" && !shape.startsWith("mlx5")) return { declared: "verified", why: flag }
  if (design === "static-const") return { declared: "lost-function", why: gap }
  if (kernel === "6.12") return { declared: "verified", why: locked }
  if (kernel === "6.1") return { declared: "verified", why: written }
  const permitted = design === "copied-struct" && !shape.startsWith("mlx5")
  return { ...permitted ? { provenance: "as-permitted" } : {}, declared: "verified", why: mark }
}

/** The designs that came before, between and after. */
const others = cells("netnext-2021-10", [
  ...over(["shared-table", "second-table"], ["netdevsim"], {
    provenance: "as-permitted",
    declared: "verified",
    why: mark
  }),
  ...over(["shared-table", "second-table"], ["mlx5"], { provenance: "as-posted", declared: "verified", why: mark }),
  ...over(
    ["copied-struct-locked", "copied-struct-memcpy", "copied-struct-release", "caps-mask-unasserted"],
    ["netdevsim"],
    { provenance: "counterfactual", declared: "verified", why: mark }
  ),
  ...over(["fine-grained-caps", "fine-grained-caps-plain", "callback-check"], ["netdevsim", "mlx5"], {
    provenance: "counterfactual",
    declared: "verified",
    why: mark
  }),
  ...over(["per-variant-table"], ["netdevsim"], { provenance: "counterfactual", declared: "verified", why: mark }),
  ...over(["registered-check"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: "lock-order",
    why: "nobody comes early; but the probe takes devlink_mutex inside devlink->lock to register, and netlink the " +
      "other way round: in this tree the design does not fit, devlink_mutex had to go first (d3efc2a6a6d8, v6.0)"
  })
])

export default scenario("devlink/s4-netlink-reload", {
  question: `Is anything reached through netlink before devlink_register()?
Romanovsky: "needs to be called before devlink_register() to make sure that no parallel access to
the ops is possible at this stage."
Kicinski does not dispute this path; his objection is the other one, through ethtool (S1, S2).
A user sends \`devlink dev reload\` twice, at any two moments of the probe and after it.`,
  reaches: [not_registered, reloaded],
  cells: [
    ...others,
    ...grid({ kernels: ["netnext-2021-10"], shapes, designs: posted }, answer),
    ...grid({ kernels: ["5.15", "5.16", "6.1", "6.12"], shapes }, answer)
  ]
}, function* s4({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver, { late })
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < attempts; attempt++) yield* devlink_dev_reload(driver)
  })
})
