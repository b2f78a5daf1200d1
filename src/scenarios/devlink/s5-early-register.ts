/**
 * S5: devlink registered too early, the mirror image of the dispute.
 *
 * At 5.15 most drivers call devlink_register() right after devlink_alloc() and then bring their hardware up; hns3 still
 * did so years later. What devlink_register() last gives a driver is this: nobody comes in by netlink before it.
 * Source: "net: hns3: fix kernel crash when devlink reload during initialization" (v6.9) for hns3.
 */
import { choose } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { isIn, probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { not_registered } from "../kernel/places.ts"
import { type Answer, type DesignName, grid } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload } from "./users.ts"

const early =
  "devlink_register() comes before the driver has set its device up: from then on netlink finds the instance, and " +
  "the command runs while the probe goes on"

const unguarded =
  "; nothing keeps a reload away either, for this design has no devlink_reload_enable(): it takes down what the " +
  "probe is still setting up"
const inverted =
  "the probe takes devlink_mutex inside devlink->lock to register, and netlink the other way round: in this tree the " +
  "design does not fit (S4)"
const late = "devlink_register() comes after the driver has set its device up"

const answer = (kernel: KernelName, shape: DriverName, design: DesignName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  if (kernel === "5.15") return at_5_15(shape, design)
  if (kernel === "6.1" || kernel === "6.12") return under_the_lock(kernel, shape, design)
  const too_early = `${early}; hns3 was not among the drivers that were turned round`
  if (design === "registered-check") {
    return shape === "hns3"
      ? {
        declared: ["early-call", "lock-order"],
        why: `${too_early}, and a mark that is there says nothing; ${inverted}`
      }
      : { declared: "lock-order", why: `registered last, so nobody comes early; but ${inverted}` }
  }
  if (shape === "hns3") return { declared: "early-call", why: too_early }
  if (design === "static-const" && shape !== "nfp") {
    return {
      declared: "lost-function",
      why: "registered last, so nobody comes early; devlink_reload_enable() after it refuses whoever is quick (S4)"
    }
  }
  return { declared: "verified", why: late }
}

const at_5_15 = (shape: DriverName, design: DesignName): Answer => {
  const can_reload = shape !== "nfp"
  if (design === "static-const") {
    const flag = shape === "hns3"
      ? "; devlink_reload_enable() came right after it"
      : "; devlink_reload_enable() comes last and keeps reload away, but it keeps no other command away"
    return { declared: "early-call", why: early + (can_reload ? flag : "") }
  }
  const called = `${early}${can_reload ? unguarded : ""}`
  // What hns3's callbacks take down is not modelled step by step.
  const torn: ReadonlyArray<"data-race"> = can_reload && shape !== "hns3" ? ["data-race"] : []
  if (design !== "registered-check") return { declared: ["early-call", ...torn], why: called }
  return can_reload
    ? { declared: ["early-call", ...torn, "lock-order"], why: `${called}; besides, ${inverted}` }
    : { declared: "lock-order", why: `devlink->lock is held until the device is set up; but ${inverted}` }
}

const under_the_lock = (kernel: KernelName, shape: DriverName, design: DesignName): Answer => {
  if (kernel === "6.1" && shape === "hns3") {
    return design === "copied-struct-release"
      ? { declared: "verified", why: `${late}, and every operation is stored by a release and loaded by an acquire` }
      : {
        declared: "data-race",
        why: "registered last, so nothing is called too early; but devlink_register() of 6.1 takes no lock, and what " +
          "was stored plainly before it (devlink->ops or its members, what the device can do) is loaded by a " +
          "command that only went past the mark. netdevsim stores it under the lock"
      }
  }
  if (kernel === "6.1" || shape === "nfp" || shape === "hns3") return { declared: "verified", why: late }
  const why = "registered first, but under devlink->lock, which the command needs"
  return design === "caps-mask"
    ? { declared: "assertion", why: `${why}; what the device can do is said after that, and this design forbids it` }
    : { declared: "verified", why }
}

export default scenario("devlink/s5-early-register", {
  question: `What does a driver risk that calls devlink_register() before its hardware is up?
Romanovsky's series of 27 September 2021 moved the call to the end of the probe for this reason; at
5.15 most drivers have it at the beginning. A user sends \`devlink dev reload\` or
\`devlink dev flash\` at any moment of the probe.`,
  reaches: [not_registered],
  cells: grid({
    kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"],
    shapes: ["netdevsim", "nfp", "mlxsw", "hns3"],
    designs: "all"
  }, answer)
}, function* s5({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver)
  })
  yield* task("devlink", function* user() {
    const wish = yield* choose("reload", "flash")
    if (wish === "reload") yield* devlink_dev_reload(driver)
    else yield* devlink_dev_flash(driver)
  })
})
