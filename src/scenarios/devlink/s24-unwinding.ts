/**
 * S24: a probe may fail after any of its steps, and is unwound from there.
 *
 * S6 asks of one such place, between two netdevs. A driver has as many as it has steps, and each takes apart what a
 * user may have found by then: by ethtool from the moment the netdev is there, by netlink from devlink_register() on.
 */
import { choose, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type Driver, order } from "../drivers/driver.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { isIn, probe } from "../drivers/probe.ts"
import { Devlink } from "../kernel/devlink.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, grid } from "../matrix.ts"
import { devlink_dev_flash, ethtool_i } from "./users.ts"

const unwound = "the probe is unwound"

const answer = (kernel: KernelName, shape: DriverName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  switch (kernel) {
    case "5.15":
      return {
        declared: "early-call",
        why:
          "no use after free, for ethtool holds the netdev and devlink_unregister() waits for references; but both " +
          "may call a driver that is not ready, and never will be"
      }
    case "6.12":
      return {
        declared: "verified",
        why: "wherever the probe gives up: the mark is gone when devlink->lock is given back, a reference keeps the " +
          "memory"
      }
    default:
      return {
        declared: ["early-call", "use-after-free"],
        why: "what fails before devlink_register() frees an instance that ethtool may hold a reference on (S6)"
      }
  }
}

/** The steps after which there is something to unwind. */
const places = ({ orders }: Driver, kernel: KernelName) => order(orders[kernel]!).slice(0, -1)

export default scenario("devlink/s24-unwinding", {
  question: `Is there a step of a probe after which it had better not fail?
Romanovsky: "drivers that I checked are not prepared at all to handle call to devlink->ops.flash_update()
if they didn't probe successfully". The probe fails after any step; a user comes at any moment.`,
  reaches: [unwound],
  cells: grid({ kernels: ["5.15", "5.16", "6.1", "6.12"], shapes: ["netdevsim"] }, answer)
}, function* s24({ shape }) {
  const driver = drivers[shape as DriverName]
  const steps = places(driver, (yield* Devlink).version)
  yield* task("probe", function* probing() {
    yield* probe(driver, { fails_after: steps[yield* choose(steps.length)]! })
    yield* reached(unwound)
  })
  yield* task("user", function* user() {
    if ((yield* choose("ethtool -i", "devlink dev flash")) === "ethtool -i") yield* ethtool_i(driver)
    else yield* devlink_dev_flash(driver)
  })
})
