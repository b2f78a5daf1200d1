/**
 * S1: a driver hands its flash callback over after its netdev is registered.
 *
 * Design copied-struct permits it: the only rule is "before devlink_register()". netdevsim, nfp and mlxsw
 * never did call devlink_set_ops(), so those cells are what the API's rule permits, not what was
 * posted; the const designs cannot even express it and keep the callback in the table from the start.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe } from "../drivers/probe.ts"
import type { MemberName } from "../kernel/devlink-ops.ts"
import { ops_read } from "../kernel/places.ts"
import { type Answer, cells, grid, over, posted } from "../matrix.ts"
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

const tooEarly = "const ops are final, yet ethtool reaches them once the netdev is registered, before probe is done"
const copied: { readonly [S in Shape]: Answer } = {
  netdevsim: {
    provenance: "as-permitted",
    declared: ["window-read", "early-call", "data-race"],
    why:
      "the copy is written member by member, without a lock, while ethtool may read it: the read falls between the " +
      "first store (flash_update) and the last (supported_flash_update_params), and the callback runs before probe " +
      "is done"
  },
  nfp: {
    provenance: "as-permitted",
    declared: ["early-call", "data-race"],
    why: "one late member is one store, so there is no window; the store and ethtool's load still share no lock"
  },
  mlxsw: {
    provenance: "as-permitted",
    declared: ["window-read", "early-call", "data-race"],
    why: "as netdevsim: several stores, no lock, and a netdev that leads to them"
  }
}

const netnext = grid({ kernels: ["netnext-2021-10"], shapes, designs: posted }, (_kernel, shape, design) => ({
  "static-const": { declared: "early-call", why: tooEarly } as const,
  "copied-struct": copied[shape],
  "caps-mask": {
    declared: "early-call",
    why: `${tooEarly}; the mask does not help, for the compat path reads no feature bit`
  } as const
}[design as (typeof posted)[number]]))

/** Where version 2 would have led: the same driver under the trees that followed. */
const afterwards = grid(
  { kernels: ["5.16", "6.1", "6.12"], shapes: ["netdevsim", "nfp"], designs: ["copied-struct"] },
  (kernel, shape) => {
    if (kernel === "5.16") return { ...copied[shape], provenance: "counterfactual" }
    if (kernel === "6.1") {
      return shape === "nfp" ? undefined : {
        declared: ["window-read", "data-race"],
        why:
          "netdevsim holds devlink->lock over its probe, so the call waits until it is ready; ethtool still looks at " +
          "ops before it takes that lock"
      }
    }
    return shape === "nfp"
      ? { declared: "verified", why: "ethtool takes devlink->lock and asks for the mark before it looks at ops" }
      : {
        declared: "assertion",
        why:
          "nobody reads ops too early, but netdevsim registers first and does the rest under devlink->lock: the rule " +
          "\"before devlink_register()\" cannot be kept, and the assertion says so"
      }
  }
)

/** The designs that came before, between and after. */
const others = cells("netnext-2021-10", [
  ...over(["shared-table"], ["netdevsim", "nfp"], {
    provenance: "as-permitted",
    declared: "early-call",
    why: `${tooEarly}; only reload members can be set late, and the compat path reads none of them`
  }),
  ...over(["second-table"], ["netdevsim", "nfp"], {
    provenance: "as-permitted",
    declared: "early-call",
    why: `${tooEarly}; the second pointer leads to reload alone`
  }),
  ...over(["copied-struct-locked", "copied-struct-memcpy"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: ["window-read", "early-call", "data-race"],
    why: "the check of the compat path is under no lock, whatever the writer holds and however it copies"
  }),
  ...over(["copied-struct-release"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: ["window-read", "early-call"],
    why: "no race is left, and the window and the early call are as they were: order is not atomicity"
  }),
  ...over(["copied-struct-mark-check"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: "data-race",
    why: "with the check nobody comes early; but the mark is a bit that orders nothing, so the stores and loads of " +
      "the copy still have no lock and no order in common"
  }),
  ...over(["caps-mask-unasserted"], ["netdevsim"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: `${tooEarly}; when features may be set changes nothing`
  }),
  ...over(["fine-grained-caps"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: "ethtool asks the bit, and the bit is set after register_netdev() and before the driver is ready: masking " +
      "says what is valid, not when"
  }),
  ...over(["fine-grained-caps-plain"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: ["early-call", "data-race"],
    why: "as with an atomic bit; and |= and the test of the bit are plain and share no lock"
  }),
  ...over(["per-variant-table", "callback-check"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: "early-call",
    why: tooEarly
  }),
  ...over(["registered-check"], ["netdevsim", "nfp"], {
    provenance: "counterfactual",
    declared: "verified",
    why: "probe holds devlink->lock to its end, and whoever comes by the netdev takes it before he looks"
  })
])

export default scenario("devlink/s1-late-ops", {
  question: `May a driver set ops after register_netdev(), as long as it does so before devlink_register()?
Romanovsky: set_ops "needs to be called before devlink_register() to make sure that no parallel
access to the ops is possible at this stage"; so it needs no lock.
Kicinski: "The fact that it's not registered does not mean that the callbacks won't be invoked.
Look at uses of devlink_compat_flash_update()."`,
  timing,
  reaches: [ops_read],
  cells: [...netnext, ...others, ...afterwards]
}, function* s1({ shape }) {
  const driver = drivers[shape as Shape]
  yield* task("probe", function* probing() {
    yield* probe(driver, { late: late[shape as Shape] })
  })
  yield* task("ethtool --flash", function* ethtool() {
    yield* ethtool_flash(driver)
  })
})
