/**
 * S7: three lines that were refused. devlink_try_get() gives no reference on an instance that is not registered.
 *
 * Yang Yingliang, November 2022, against the use after free of S6; refused by Romanovsky ("Please fix nsim instead of
 * devlink ... Real devices have single .probe() routine"). Is the check sound? It is made under rtnl and no devlink
 * lock, so all depends on what the driver does under rtnl before it frees. No source says: the cells are the answer.
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { ProbeOptions } from "../drivers/instance.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe, remove } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, type DesignName, grid, ifPermitted } from "../matrix.ts"
import { ethtool } from "./users.ts"

/** What happens to the driver, and in which order it takes itself apart. */
const shapes = [
  "failed-probe",
  "failed-probe-frees-first",
  "remove",
  "remove-frees-first"
] as const
type Shape = (typeof shapes)[number]

const found = "ethtool finds the netdev"

const answers: { readonly [K in KernelName]?: { readonly [S in Shape]: Answer } } = {
  "6.1": {
    "failed-probe": {
      declared: ["early-call", "use-after-free"],
      why: "without the check: the reference does not keep an instance that was never registered (S6)"
    },
    "failed-probe-frees-first": { declared: ["early-call", "use-after-free"], why: "the same, and sooner" },
    "remove": {
      declared: "verified",
      why: "without the check, but registered: devlink_unregister() waits for the reference, and the netdev goes first"
    },
    "remove-frees-first": {
      declared: "use-after-free",
      why: "the netdev still leads to the instance when it is freed: who comes after that touches freed memory"
    }
  },
  "6.1-mark": {
    "failed-probe": {
      declared: "verified",
      why: "sound: nobody gets a reference on what is not registered, and whoever looks does so under rtnl, which " +
        "unregister_netdev() needs before devlink_free() comes"
    },
    "failed-probe-frees-first": {
      declared: "use-after-free",
      why: "not sound: the check itself reads the instance, which is freed while the netdev still leads to it"
    },
    "remove": { declared: "verified", why: "sound, as before: devlink_unregister() waits for the reference" },
    "remove-frees-first": {
      declared: "use-after-free",
      why: "not sound: as without the check, the netdev still leads to the instance when it is freed"
    }
  },
  "6.12": {
    "failed-probe": {
      declared: "verified",
      why: "what was done instead: a reference keeps the memory, the mark is read under the lock"
    },
    "failed-probe-frees-first": {
      declared: "use-after-free",
      why: "a reference keeps the memory, but it is taken by a pointer that is loaded after the last one is gone"
    },
    "remove": { declared: "verified", why: "the same holds for a removal" },
    "remove-frees-first": {
      declared: "use-after-free",
      why: "netdevs have to go first to this day: the pointer from the netdev is not a reference"
    }
  }
}

/** The mark does not depend on how operations are kept; two designs look at it, or assert it, themselves. */
const by = (design: DesignName, kernel: KernelName, shape: Shape): Answer => {
  const { declared, why } = answers[kernel]![shape]
  if (design === "copied-struct-mark-check" && kernel === "6.1" && shape.startsWith("failed")) {
    return {
      declared: "use-after-free",
      why: "nothing is called early, but what is looked at may be freed by then (S6)"
    }
  }
  if (design === "caps-mask" && kernel === "6.12" && shape.startsWith("remove")) {
    const also = declared === "verified" ? [] : [declared].flat()
    return { declared: ["assertion", ...also], why: `${why}. netdevsim is registered before it says what it can do` }
  }
  return { declared, why }
}

export default scenario("devlink/s7-mark-check", {
  question: `Would a look at the REGISTERED mark in devlink_try_get() have been enough?
Romanovsky on 5 October 2021: "I need to add a check of if(devlink_register) inside
devlink_compat_flash_update()." Kicinski: "... and the workarounds start to pile up." A year later such a
check was proposed, and refused. A user runs ethtool while a probe fails, or while the driver is removed.`,
  reaches: [found],
  cells: grid({ kernels: ["6.1", "6.1-mark", "6.12"], shapes, designs: "all" }, (kernel, shape, design) => ({
    // No driver that was read frees first at these versions; nothing in the API forbids it.
    ...shape.endsWith("frees-first") && kernel !== "6.1-mark" ? { provenance: ifPermitted(kernel, design) } : {},
    ...by(design, kernel, shape)
  }))
}, function* s7({ shape }) {
  const frees_first = shape.endsWith("frees-first")
  const options: ProbeOptions = shape.startsWith("failed") ? { fails_after: "N", frees_first } : { frees_first }
  const devlink = options.fails_after === "N" ? undefined : yield* probe(netdevsim)
  yield* task(devlink === undefined ? "probe" : "remove", function* driver() {
    if (devlink === undefined) yield* probe(netdevsim, options)
    else yield* remove(devlink, options)
  })
  yield* task("ethtool", function* user() {
    if ((yield* ethtool(netdevsim)) !== "-ENODEV") yield* reached(found)
  })
})
