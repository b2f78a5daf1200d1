/**
 * S2: the drivers exactly as they were, and a user who is quicker than their probe.
 *
 * Nothing is set late here. What is left of the dispute when nobody rewrites ops: a netdev that can
 * be found before its driver has finished, and two ethtool commands that lead from it into devlink.
 * Every driver that was read in a tree is asked there, with the design the tree had.
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers, twelve } from "../drivers/drivers.ts"
import { furtherNames } from "../drivers/further.ts"
import { isIn, probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, cells, grid, over, posted } from "../matrix.ts"
import { timing } from "../timing.ts"
import { ethtool } from "./users.ts"

/** Reached when ethtool has found the netdev, whatever path the request takes from there. */
const found = "ethtool finds the netdev"

const early = (how: string) =>
  "the netdev is registered, and so reachable, before the driver is ready, and neither compat path asks whether the " +
  `instance is registered: the callback runs before probe is done. ${how}`

const why: { readonly [name: string]: string } = {
  "static-const": early("That ops are const changes nothing."),
  "copied-struct": early(
    "That ops are copied changes nothing: the copy is made in devlink_alloc_ns(), before anybody sees it."
  ),
  "caps-mask": early("That features are set changes nothing: only the reload command reads them."),
  "fine-grained-caps": early("The driver knows what it can do from the start, so every bit is set."),
  "second-table": early("That reload has a table of its own has nothing to do with flash and info.")
}

/** The drivers whose netdevs lead ethtool to a devlink callback, in every tree. */
const reachable: ReadonlySet<DriverName> = new Set(["netdevsim", "nfp", "mlxsw"])
/** Those whose netdevs do so since a later one. */
const sincePort: ReadonlySet<DriverName> = new Set(["ice", "ionic"])

const unreachable: { readonly [S in DriverName]?: string } = {
  "mlx5": "mlx5e answers both commands itself, and mlx5 is up before any auxiliary device",
  "mlx5-mp-slave": "mlx5e answers both commands itself, and mlx5 is up before any auxiliary device",
  "mlx5-sf": "mlx5e answers both commands itself, and mlx5 is up before any auxiliary device",
  "bnxt": "bnxt answers both commands itself, and its firmware is up before it has a devlink instance",
  "ice": "the netdev of the physical function has no ndo_get_devlink_port: nothing leads from it to devlink",
  "ionic": "there is no ndo_get_devlink_port: nothing leads from the netdev to devlink",
  "hns3": "there is no ndo_get_devlink_port, and netdevs come last",
  "am65-cpsw": "devlink comes before the netdevs, and the table of operations is empty",
  "qede": "there is no ndo_get_devlink_port, and the driver answers a flash itself",
  "ocelot": "its table of operations has neither flash nor info",
  "dsa": "dsa fills fw_version and has no flash_update, so neither compat path leads to a callback",
  "prestera": "prestera fills fw_version and has no flash_update, so neither compat path leads to a callback"
}

const oops: Answer = {
  declared: ["data-race", "null-call"],
  why: "there is a netdev before there is a port: `ethtool -i` takes a reference on NULL (see D2)"
}
const harmless: Answer = {
  declared: "data-race",
  why: "there is a netdev before there is a port, and port->devlink is stored while ethtool may load it; the compat " +
    "path tests it for NULL, and the table of operations is empty"
}

const answer = (kernel: KernelName, shape: DriverName, design: string): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  // Without its reload operations the slave has no Ethernet device, so there is no netdev to find: S10 asks about it.
  if (shape === "mlx5-mp-slave" && design === "copied-struct") return undefined
  if (kernel === "6.12" && (reachable.has(shape) || sincePort.has(shape))) {
    return {
      declared: "verified",
      why: "both compat paths ask for the mark under devlink->lock, and the driver is ready when that says yes"
    }
  }
  if (kernel === "6.1" && reachable.has(shape)) {
    return {
      declared: "verified",
      why: `${shape} holds devlink->lock until it is ready, and both calls are made under it: a callback still runs ` +
        "before devlink_register(), but not before the driver is ready"
    }
  }
  if (kernel === "6.1" && shape === "ice") {
    return {
      declared: "early-call",
      why: early("The netdev leads to devlink by now, and ice holds no lock until it clears ICE_DOWN, \"ready to go\".")
    }
  }
  if (reachable.has(shape)) return { declared: "early-call", why: why[design]! }
  if (shape === "am65-cpsw" && kernel !== "6.1" && kernel !== "6.12") return kernel === "5.16" ? oops : harmless
  return { declared: "verified", why: unreachable[shape] ?? unreachable.ionic! }
}

/** The drivers in which something can go wrong at 5.16. */
const affected: ReadonlyArray<DriverName> = [...reachable, "am65-cpsw"]

/** Both checks keep callers out until the driver has registered its instance, which is its last word. */
const checked = (_: KernelName, shape: DriverName): Answer =>
  shape === "am65-cpsw"
    ? { ...oops, why: `no check helps: it is of the instance, and ${oops.why}` }
    : {
      declared: "verified",
      why: "the compat paths see an instance only after devlink_register(), the driver's last word"
    }

/** The designs that came before, between and after. */
const others = cells("netnext-2021-10", [
  ...over(["shared-table", "second-table"], ["netdevsim", "nfp"], {
    provenance: "as-posted",
    declared: "early-call",
    why: early("Neither way of setting reload late has to do with flash and info.")
  }),
  ...over(["copied-struct-locked", "copied-struct-memcpy", "copied-struct-release"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: why["copied-struct"]!
  }),
  ...over(["caps-mask-unasserted", "fine-grained-caps", "fine-grained-caps-plain"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: why["fine-grained-caps"]!
  }),
  ...over(["per-variant-table", "callback-check"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: why["static-const"]!
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

export default scenario("devlink/s2-early-flash", {
  question: `Can a devlink callback run before the driver has finished its probe?
Romanovsky: "It is impossible, devlink_register() is part of .probe() flow and if it wasn't called ->
probe didn't success -> net_device doesn't exist."
Kicinski: "Last time I checked you moved the devlink_register() at the end of probe which for all
no-auxbus drivers means after register_netdev()."`,
  timing,
  reaches: [found],
  cells: [
    ...others,
    ...grid({ kernels: ["netnext-2021-10"], shapes: ["netdevsim", "nfp", "mlxsw"], designs: posted }, answer),
    ...grid({ kernels: ["netnext-2021-10"], shapes: twelve.filter((name) => !reachable.has(name)) }, answer),
    ...grid({ kernels: ["5.15", "5.16", "6.1", "6.12"], shapes: twelve }, answer),
    ...grid({ kernels: ["5.15", "netnext-2021-10", "5.16"], shapes: furtherNames }, answer),
    ...grid({ kernels: ["5.16"], shapes: twelve, designs: ["static-const", "copied-struct"] }, answer),
    ...grid({ kernels: ["5.16"], shapes: affected, designs: ["fine-grained-caps", "second-table"] }, answer),
    ...grid({ kernels: ["5.16"], shapes: affected, designs: ["copied-struct-mark-check", "registered-check"] }, checked)
  ]
}, function* s2({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver)
  })
  yield* task("ethtool", function* user() {
    if ((yield* ethtool(driver)) !== "-ENODEV") yield* reached(found)
  })
})
