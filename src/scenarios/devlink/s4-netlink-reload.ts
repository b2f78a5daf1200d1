/**
 * S4: the same late ops as S1, but the user comes through netlink.
 *
 * Every netlink command looks for a registered instance under devlink_mutex, and devlink_register()
 * sets the mark under devlink_mutex: whatever the driver did before is visible to whoever gets in.
 * Here Romanovsky's rule protects exactly what he says it protects.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import * as mlx5 from "../drivers/mlx5.ts"
import * as netdevsim from "../drivers/netdevsim.ts"
import { Devlink } from "../kernel/devlink.ts"
import { not_registered, reloaded } from "../kernel/places.ts"
import { cells, over } from "../matrix.ts"

type Shape = "netdevsim" | "mlx5"

/** One that may come too early, one that may come after it. */
const attempts = 2

const gap =
  "ops are safe, but drivers call devlink_reload_enable() after devlink_register(): in between the device is " +
  "announced and its reload is refused with -EOPNOTSUPP. This flag is what both sides want to be rid of"
const mark =
  "a reload gets in only past the REGISTERED mark and devlink_mutex, and so after all the driver wrote before"

export default scenario("devlink/s4-netlink-reload", {
  question: `Is anything reached through netlink before devlink_register()?
Romanovsky: "needs to be called before devlink_register() to make sure that no parallel access to
the ops is possible at this stage."
Kicinski does not dispute this path; his objection is the other one, through ethtool (S1, S2).
A user sends \`devlink dev reload\` twice, at any two moments of the probe and after it.`,
  reaches: [not_registered, reloaded],
  cells: cells<Shape>("netnext-2021-10", [
    { design: "static-const", shape: "netdevsim", provenance: "as-posted", declared: "lost-function", why: gap },
    { design: "static-const", shape: "mlx5", provenance: "as-posted", declared: "lost-function", why: gap },
    { design: "copied-struct", shape: "netdevsim", provenance: "as-permitted", declared: "verified", why: mark },
    { design: "copied-struct", shape: "mlx5", provenance: "as-posted", declared: "verified", why: mark },
    { design: "caps-mask", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: mark },
    { design: "caps-mask", shape: "mlx5", provenance: "as-posted", declared: "verified", why: mark },
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
    ...over(["registered-check"], ["netdevsim"], { provenance: "counterfactual", declared: "verified", why: mark })
  ])
}, function* s4({ shape }) {
  yield* task("probe", function* probe() {
    if (shape === "mlx5") yield* mlx5.probe_one(mlx5.mlx5)
    else yield* netdevsim.nsim_dev_probe(["reload_actions", "reload_down", "reload_up"])
  })
  yield* task("devlink dev reload", function* devlink_dev_reload() {
    const { genl_rcv_msg } = yield* Devlink
    const { address } = shape === "mlx5" ? mlx5 : netdevsim
    for (let attempt = 0; attempt < attempts; attempt++) yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address })
  })
})
