/**
 * S2: the drivers exactly as they were, and a user who is quicker than their probe.
 *
 * Nothing is set late here. What is left of the dispute when nobody rewrites ops: a netdev that can
 * be found before its driver has finished, and two ethtool commands that lead from it into devlink.
 */
import { choose } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import * as netdevsim from "../drivers/netdevsim.ts"
import * as nfp from "../drivers/nfp.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import { ops_read } from "../kernel/places.ts"
import { cells, over } from "../matrix.ts"

type Shape = "netdevsim" | "nfp"

const early = (how: string) =>
  "the netdev is registered, and so reachable, before devlink_register(), and neither compat path asks whether the " +
  `instance is registered: the callback runs before probe is done. ${how}`

const constOps = early("That ops are const changes nothing.")
const copied = early(
  "That ops are copied changes nothing: the copy is made in devlink_alloc_ns(), before anybody sees it."
)
const masked = early("That features are set changes nothing: only the reload command reads them.")

export default scenario("devlink/s2-early-flash", {
  question: `Can a devlink callback run before the driver has finished its probe?
Romanovsky: "It is impossible, devlink_register() is part of .probe() flow and if it wasn't called ->
probe didn't success -> net_device doesn't exist."
Kicinski: "Last time I checked you moved the devlink_register() at the end of probe which for all
no-auxbus drivers means after register_netdev()."`,
  reaches: [ops_read],
  cells: cells<Shape>("netnext-2021-10", [
    { design: "static-const", shape: "netdevsim", provenance: "as-posted", declared: "early-call", why: constOps },
    { design: "static-const", shape: "nfp", provenance: "as-posted", declared: "early-call", why: constOps },
    { design: "copied-struct", shape: "netdevsim", provenance: "as-posted", declared: "early-call", why: copied },
    { design: "copied-struct", shape: "nfp", provenance: "as-posted", declared: "early-call", why: copied },
    { design: "caps-mask", shape: "netdevsim", provenance: "as-posted", declared: "early-call", why: masked },
    { design: "caps-mask", shape: "nfp", provenance: "as-posted", declared: "early-call", why: masked },
    ...over(["shared-table", "second-table"], ["netdevsim", "nfp"], {
      provenance: "as-posted",
      declared: "early-call",
      why: early("Neither way of setting reload late has to do with flash and info.")
    }),
    ...over(["copied-struct-locked", "copied-struct-memcpy", "copied-struct-release"], ["netdevsim"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: copied
    }),
    ...over(["caps-mask-unasserted", "fine-grained-caps", "fine-grained-caps-plain"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: early("The driver knows what it can do from the start, so every bit is set.")
    }),
    ...over(["per-variant-table", "callback-check"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: constOps
    }),
    ...over(["copied-struct-mark-check"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "verified",
      why:
        "with Romanovsky's check the compat paths see an instance only after devlink_register(), the driver's last word"
    }),
    ...over(["registered-check"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "the compat paths wait for devlink->lock, which probe holds, and then ask whether the instance is registered"
    })
  ])
}, function* s2({ shape }) {
  const driver = shape === "nfp" ? nfp : netdevsim
  yield* task("probe", function* probe() {
    if (shape === "nfp") yield* nfp.nfp_net_pci_probe()
    else yield* netdevsim.nsim_dev_probe()
  })
  yield* task("ethtool", function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    const { ifname } = driver
    const wish = yield* choose("--flash", "-i")
    if (wish === "--flash") yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
    else yield* dev_ioctl({ command: "ETHTOOL_GDRVINFO", ifname })
  })
})
