/**
 * S6: the first netdev is registered, the second port cannot be made, and the probe is unwound.
 *
 * "If it wasn't called -> probe didn't success -> net_device doesn't exist": it did exist, and a user may be on his way
 * from it into devlink. What keeps the instance for him differs by version.
 * Source: report of Yang Yingliang, November 2022 (use after free in devlink_compat_running_version() of netdevsim);
 * 9053637e0da7, ed539ba614a0, 82a3aef2e6af (v6.3).
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { isIn, probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, type DesignName, grid, trees } from "../matrix.ts"
import { ethtool } from "./users.ts"

const shapes = ["netdevsim", "nfp", "mlxsw", "ice", "funeth"] as const
const checks = ["copied-struct-mark-check", "registered-check"] as const satisfies ReadonlyArray<DesignName>

/** Reached when ethtool has found the netdev that is about to go. */
const found = "ethtool finds the netdev"

const held =
  "no use after free: ethtool holds the netdev, and unregister_netdev() waits for that before devlink_free() comes; "
const early = "but the callback runs before the probe is done (S2)"
const freed =
  "ethtool holds a reference on the instance, and devlink_free() of one that was never registered waits for nobody: " +
  "ethtool goes on in freed memory"

const asked =
  "who asks whether the instance is registered is told no, and ethtool holds the netdev until it has asked: nobody " +
  "comes early, and devlink_free() waits for unregister_netdev()"
const stuck =
  "the probe, which holds devlink->lock, waits in unregister_netdev() for ethtool, which holds the netdev and " +
  "waits for devlink->lock: the check needs a reference that nobody waits for (9053637e0da7, v6.3)"

const answer = (kernel: KernelName, shape: DriverName, design: DesignName): Answer | undefined => {
  // Before 6.1 nothing leads from the netdev of ice to devlink.
  if (!isIn(drivers[shape], kernel) || (shape === "ice" && kernel !== "6.1" && kernel !== "6.12")) return undefined
  const asks = checks.some((name) => name === design)
  switch (kernel) {
    case "5.15":
    case "netnext-2021-10":
      // Nobody who asks netdevsim is answered, so nothing would show that he found it; nfp answers `ethtool -i` itself.
      if (design === "registered-check") return shape === "netdevsim" ? undefined : { declared: "deadlock", why: stuck }
      return asks ? { declared: "verified", why: asked } : { declared: "early-call", why: held + early }
    case "5.16":
      return asks
        ? { declared: "use-after-free", why: `${freed}, if only to ask whether it is registered` }
        : { declared: ["early-call", "use-after-free"], why: `${freed}; and ${early}` }
    case "6.1":
      if (asks) return { declared: "use-after-free", why: `${freed}, if only to ask whether it is registered` }
      return {
        declared: ["early-call", "use-after-free"],
        why: shape === "ice" || shape === "funeth"
          ? `${freed}; and ${early}`
          : `${freed}; devlink->lock is given back before that`
      }
    default:
      return {
        declared: "verified",
        why:
          "the reference keeps the memory, and the mark, read under devlink->lock, says that there is nothing to call"
      }
  }
}

export default scenario("devlink/s6-failed-probe", {
  question: `A probe fails after its first netdev was registered. Where does that leave a user of the netdev?
Romanovsky: "if it wasn't called -> probe didn't success -> net_device doesn't exist"; "drivers that I
checked are not prepared at all to handle call to devlink->ops.flash_update() if they didn't probe
successfully".`,
  reaches: [found],
  cells: grid({ kernels: trees, shapes, designs: "all" }, answer)
}, function* s6({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver, { fails_after: "N" })
  })
  yield* task("ethtool", function* user() {
    if ((yield* ethtool(driver)) !== "-ENODEV") yield* reached(found)
  })
})
