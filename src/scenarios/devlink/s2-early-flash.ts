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
import type { Driver } from "../drivers/driver.ts"
import { type DriverName, drivers, twelve } from "../drivers/drivers.ts"
import { furtherNames } from "../drivers/further.ts"
import { isIn, probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, type DesignName, grid, leavesOut, trees } from "../matrix.ts"
import { timing } from "../timing.ts"
import { ethtool } from "./users.ts"

/** Reached when ethtool has found the netdev, whatever path the request takes from there. */
const found = "ethtool finds the netdev"

const early = (how: string) =>
  "the netdev is registered, and so reachable, before the driver is ready, and neither compat path asks whether the " +
  `instance is registered: the callback runs before probe is done. ${how}`

const copied = early(
  "That ops are copied changes nothing: the copy is made in devlink_alloc_ns(), before anybody sees it."
)
const bits = early("The driver knows what it can do from the start, so every bit is set.")
const reload = early("How reload is set late has nothing to do with flash and info.")
const constant = early("That ops are const changes nothing.")
const why: { readonly [D in DesignName]?: string } = {
  "static-const": constant,
  "per-variant-table": constant,
  "callback-check": constant,
  "copied-struct": copied,
  "copied-struct-locked": copied,
  "copied-struct-memcpy": copied,
  "copied-struct-release": copied,
  "caps-mask": early("That features are set changes nothing: only the reload command reads them."),
  "caps-mask-unasserted": early("When features are set changes nothing: only the reload command reads them."),
  "fine-grained-caps": bits,
  "fine-grained-caps-plain": bits,
  "shared-table": reload,
  "second-table": reload
}

/** The two in which the compat path asks whether the instance is registered, which is the driver's last word. */
const asks: { readonly [D in DesignName]?: string } = {
  "copied-struct-mark-check":
    "with Romanovsky's check the compat paths see an instance only after devlink_register(), the driver's last word",
  "registered-check":
    "the compat paths wait for devlink->lock, which probe holds, and then ask whether the instance is registered"
}

/** The drivers whose netdevs lead ethtool to a devlink callback, in every tree. */
const reachable: ReadonlySet<DriverName> = new Set(["netdevsim", "nfp", "mlxsw"])
/** Those whose netdevs do so since a later one. */
const sincePort: ReadonlySet<DriverName> = new Set(["ice", "ionic", "funeth"])

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

/** Does the netdev lead ethtool to ops of devlink, or to where they would be? */
const leads = (kernel: KernelName, shape: DriverName): boolean => {
  if (shape === "am65-cpsw") return kernel !== "6.1" && kernel !== "6.12"
  if (sincePort.has(shape)) return isTrue(drivers[shape].ndo_get_devlink_port, kernel)
  return reachable.has(shape)
}

const isTrue = (where: Driver["ndo_get_devlink_port"], kernel: KernelName): boolean =>
  typeof where === "boolean" ? where : where.includes(kernel)

const answer = (kernel: KernelName, shape: DriverName, design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  // Without its reload operations the slave has no Ethernet device, so there is no netdev to find: S10 asks about it.
  if (shape === "mlx5-mp-slave" && leavesOut.has(design)) return undefined
  if (!leads(kernel, shape)) return { declared: "verified", why: unreachable[shape] ?? unreachable.ionic! }
  if (shape === "am65-cpsw") return kernel === "5.16" ? oops : harmless
  if (kernel === "6.12") return at_6_12(shape, design)
  if (asks[design] !== undefined) return { declared: "verified", why: asks[design] }
  if (kernel === "6.1" && unlocked[shape] !== undefined) {
    return { declared: "early-call", why: early(unlocked[shape]) }
  }
  if (kernel === "6.1") {
    return {
      declared: "verified",
      why: `${shape} holds devlink->lock until it is ready, and both calls are made under it: a callback still runs ` +
        "before devlink_register(), but not before the driver is ready"
    }
  }
  return { declared: "early-call", why: why[design]! }
}

/** Those that hold no lock over their probe at 6.1. */
const unlocked: { readonly [S in DriverName]?: string } = {
  ice: "The netdev leads to devlink by now, and ice holds no lock until it clears ICE_DOWN, \"ready to go\".",
  funeth: "It leaves fw_version empty, so `ethtool -i` asks devlink, and it holds no lock."
}

/** Nothing is set late here, but the feature bit: and these two drivers register first in that tree. */
const at_6_12 = (shape: DriverName, design: DesignName): Answer =>
  design === "caps-mask" && (shape === "netdevsim" || shape === "mlxsw")
    ? {
      declared: "assertion",
      why: "nobody comes early; but the driver registers first, and its feature bit comes too late for the assertion"
    }
    : {
      declared: "verified",
      why: "both compat paths ask for the mark under devlink->lock, and the driver is ready when that says yes"
    }

/** Where the netdev leads to devlink every design is asked; elsewhere no design is looked at. */
const led: Ask = (kernel, shape, design) => leads(kernel, shape) ? answer(kernel, shape, design) : undefined
const not_led: Ask = (kernel, shape, design) => leads(kernel, shape) ? undefined : answer(kernel, shape, design)
type Ask = typeof answer

export default scenario("devlink/s2-early-flash", {
  question: `Can a devlink callback run before the driver has finished its probe?
Romanovsky: "It is impossible, devlink_register() is part of .probe() flow and if it wasn't called ->
probe didn't success -> net_device doesn't exist."
Kicinski: "Last time I checked you moved the devlink_register() at the end of probe which for all
no-auxbus drivers means after register_netdev()."`,
  timing,
  reaches: [found],
  cells: [
    ...grid({ kernels: trees, shapes: twelve, designs: "all" }, led),
    ...grid({ kernels: ["6.1"], shapes: ["funeth"], designs: "all" }, led),
    ...grid({ kernels: trees, shapes: twelve }, not_led),
    ...grid({ kernels: trees, shapes: furtherNames }, not_led),
    ...grid({ kernels: ["5.16"], shapes: twelve, designs: ["static-const", "copied-struct"] }, not_led)
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
