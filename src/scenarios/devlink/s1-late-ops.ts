/**
 * S1: a driver hands its flash callback over after its netdev is registered.
 *
 * Design copied-struct permits it: the only rule is "before devlink_register()". netdevsim, nfp and mlxsw
 * never did call devlink_set_ops(), so those cells are what the API's rule permits, not what was
 * posted; the const designs cannot even express it and keep the callback in the table from the start.
 */
import { type Kind, scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe } from "../drivers/probe.ts"
import type { MemberName } from "../kernel/devlink-ops.ts"
import { ops_read } from "../kernel/places.ts"
import {
  type Answer,
  type DesignName,
  grid,
  ifPermitted,
  type KernelName,
  versions,
  warnsOnceRegistered
} from "../matrix.ts"
import { timing } from "../timing.ts"
import { ethtool_flash } from "./users.ts"

const shapes = ["netdevsim", "nfp", "mlxsw"] as const satisfies ReadonlyArray<DriverName>
type Shape = (typeof shapes)[number]

/** What is handed over late: all of reload and flash, or the flash callback alone. */
const several: ReadonlyArray<MemberName> = [
  "flash_update",
  "reload_actions",
  "reload_down",
  "reload_up",
  "supported_flash_update_params"
]
const late: { readonly [S in Shape]: ReadonlyArray<MemberName> } = {
  netdevsim: several,
  nfp: ["flash_update"],
  mlxsw: several
}

/** What is found, but for the early call, and why: of several members, and of one. */
interface Finding {
  readonly several: ReadonlyArray<Kind>
  readonly one: ReadonlyArray<Kind>
  readonly why: string
}

const constant = (more: string): Finding => ({ several: [], one: [], why: more })
const copied = (how: string): Finding => ({
  several: ["window-read", "data-race"],
  one: ["data-race"],
  why: `the copy is written while ethtool may look at it, between first and last store if there are several. ${how}`
})

/** The designs in which ethtool reaches a callback as soon as there is a netdev. */
const open: { readonly [D in DesignName]?: Finding } = {
  "static-const": constant("ops are const"),
  "shared-table": constant("only reload members can be set late, and the compat path reads none of them"),
  "second-table": constant("the second pointer leads to reload alone"),
  "caps-mask": constant("the mask does not help, for the compat path reads no feature bit"),
  "caps-mask-unasserted": constant("when features may be set changes nothing"),
  "per-variant-table": constant("the table is const"),
  "callback-check": constant("ops are const, and what the device can do is not what is wrong"),
  "fine-grained-caps": constant("a bit that is set late, and atomically, says what is valid, and not when"),
  "fine-grained-caps-plain": {
    several: ["data-race"],
    one: ["data-race"],
    why: "|= and the test of the bit are plain and share no lock"
  },
  "copied-struct": copied("No lock is held."),
  "copied-struct-locked": copied("The writer holds devlink->lock; the check of the compat path is under no lock."),
  "copied-struct-memcpy": {
    ...copied("All members are stored, and the check is under no lock."),
    one: ["window-read", "data-race"]
  },
  "copied-struct-release": {
    several: ["window-read"],
    one: [],
    why: "release and acquire leave no race, and a window where there are several stores: order is not atomicity"
  }
}

const answer = (kernel: KernelName, shape: Shape, design: DesignName): Answer => {
  if (kernel === "6.12") return at_6_12(shape, design)
  if (design === "registered-check") {
    return {
      declared: "verified",
      why: "probe holds devlink->lock to its end, and whoever comes by the netdev takes it before he looks"
    }
  }
  if (design === "copied-struct-mark-check") {
    return {
      declared: "data-race",
      why: "with the check nobody comes early; but the mark is a bit that orders nothing, so the stores and loads of " +
        "the copy still have no lock and no order in common"
    }
  }
  const { why, ...kinds } = open[design]!
  const found = shape === "nfp" ? kinds.one : kinds.several
  return kernel === "6.1"
    ? { declared: found.length === 0 ? "verified" : found, why: `${ready}; ${why}` }
    : { declared: [...found, "early-call"], why: `${early}; ${why}`, ...permitted(kernel, design) }
}

const early = "the netdev leads ethtool to the callback before probe is done"
const ready = "the driver holds devlink->lock over its probe, and the call is under that lock, so it comes when the " +
  "driver is ready; what is looked at before it takes the lock"

/** netdevsim and mlxsw register first there, and do the rest under devlink->lock. */
const at_6_12 = (shape: Shape, design: DesignName): Answer =>
  shape !== "nfp" && warnsOnceRegistered.has(design)
    ? {
      declared: "assertion",
      why: "nobody reads ops too early, but the driver registers first and does the rest under devlink->lock: the " +
        "rule \"before devlink_register()\" cannot be kept, and the assertion says so"
    }
    : { declared: "verified", why: "ethtool takes devlink->lock and asks for the mark before it looks at ops" }

/** What was posted for that tree, and none of these drivers did. */
const permitted = (kernel: KernelName, design: DesignName) =>
  versions.has(design) ? { provenance: ifPermitted(kernel, design) } : {}

export default scenario("devlink/s1-late-ops", {
  question: `May a driver set ops after register_netdev(), as long as it does so before devlink_register()?
Romanovsky: set_ops "needs to be called before devlink_register() to make sure that no parallel
access to the ops is possible at this stage"; so it needs no lock.
Kicinski: "The fact that it's not registered does not mean that the callbacks won't be invoked.
Look at uses of devlink_compat_flash_update()."`,
  timing,
  reaches: [ops_read],
  // At 5.15 these drivers register first, and so have nothing late.
  cells: grid({ kernels: ["netnext-2021-10", "5.16", "6.1", "6.12"], shapes, designs: "all" }, answer)
}, function* s1({ shape }) {
  const driver = drivers[shape as Shape]
  yield* task("probe", function* probing() {
    yield* probe(driver, { late: late[shape as Shape] })
  })
  yield* task("ethtool --flash", function* ethtool() {
    yield* ethtool_flash(driver)
  })
})
