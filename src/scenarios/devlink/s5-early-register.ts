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
import { type Answer, grid } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload } from "./users.ts"

const early =
  "devlink_register() comes before the driver has set its device up: from then on netlink finds the instance, and " +
  "the command runs while the probe goes on"

const answer = (kernel: KernelName, shape: DriverName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  if (kernel === "5.15") {
    const flag = shape === "hns3"
      ? "; devlink_reload_enable() came right after it"
      : "; devlink_reload_enable() comes last and keeps reload away, but it keeps no other command away"
    return { declared: "early-call", why: early + (shape === "nfp" ? "" : flag) }
  }
  if (kernel === "netnext-2021-10" && (shape === "netdevsim" || shape === "mlxsw")) {
    return {
      declared: "lost-function",
      why: "registered last, so nobody comes early; devlink_reload_enable() after it refuses whoever is quick (S4)"
    }
  }
  if (shape === "hns3" && (kernel === "netnext-2021-10" || kernel === "5.16")) {
    return { declared: "early-call", why: `${early}; hns3 was not among the drivers that were turned round` }
  }
  if (shape === "hns3" && kernel === "6.1") {
    return {
      declared: "data-race",
      why:
        "registered last, so nothing is called too early; but devlink_register() of 6.1 takes no lock, and features, " +
        "a plain store before it, is loaded by a reload that only went past the mark. netdevsim sets it under the lock"
    }
  }
  const why = kernel === "6.12" && shape !== "nfp" && shape !== "hns3"
    ? "registered first, but under devlink->lock, which the command needs"
    : "devlink_register() comes after the driver has set its device up"
  return { declared: "verified", why }
}

export default scenario("devlink/s5-early-register", {
  question: `What does a driver risk that calls devlink_register() before its hardware is up?
Romanovsky's series of 27 September 2021 moved the call to the end of the probe for this reason; at
5.15 most drivers have it at the beginning. A user sends \`devlink dev reload\` or
\`devlink dev flash\` at any moment of the probe.`,
  reaches: [not_registered],
  cells: grid({
    kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"],
    shapes: ["netdevsim", "nfp", "mlxsw", "hns3"]
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
