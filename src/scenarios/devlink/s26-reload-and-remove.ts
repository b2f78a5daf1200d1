/**
 * S26: a driver is removed while a user reloads it. The other end of S4.
 *
 * A reload makes ports and netdevs anew; where it comes by while they are taken away for good, they stay behind. What
 * keeps it out is devlink_reload_disable() where devlink is unregistered last (5.15), devlink_unregister() coming first
 * (net-next, 5.16, 6.1), or devlink->lock and the mark (6.12). Source: net/core/devlink.c devlink_reload_disable(),
 * devlink_unregister(), Linux 5.15; net/devlink, Linux 6.12.
 */
import { assert, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe, remove } from "../drivers/probe.ts"
import { present_dev } from "../kernel/ethtool-ioctl.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { reloaded } from "../kernel/places.ts"
import { type Answer, grid } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const gone = "the driver is removed"

const refused: Answer = {
  declared: "lost-function",
  why:
    "devlink_reload_disable() comes first, under the mutex that a reload holds: nobody gets in any more, and who is " +
    "late is told that the device cannot be reloaded, and not that it goes"
}

const answers: { readonly [K in KernelName]?: Answer } = {
  "5.15": refused,
  "netnext-2021-10": refused,
  "5.16": {
    declared: "verified",
    why: "devlink_unregister() comes first: it waits for whoever has a reference, and nobody else is given one"
  },
  "6.1": {
    declared: "use-after-free",
    why: "the same; but a lookup after its grace period and before its marks are cleared finds what is freed next (B9)"
  },
  "6.12": {
    declared: "verified",
    why: "the mark is cleared under devlink->lock, and a reload that has that lock asks for it"
  }
}

export default scenario("devlink/s26-reload-and-remove", {
  question: `What keeps a reload from a driver that is being removed?
It takes ports and netdevs away, and makes them anew: whoever lets it in too late is left with them.`,
  reaches: [reloaded, gone],
  cells: grid(
    { kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes: ["netdevsim", "mlxsw"] },
    (kernel) => answers[kernel]
  )
}, function* s26({ shape }) {
  const driver = drivers[shape as DriverName]
  const devlink = (yield* probe(driver))!
  const removing = yield* task("remove", function* remove_driver() {
    yield* remove(devlink)
    yield* reached(gone)
  })
  const user = yield* task("devlink dev reload", function* operator() {
    yield* devlink_dev_reload(driver)
  })
  yield* removing.join
  yield* user.join
  yield* assert((yield* present_dev(driver.ifname)) === undefined, `${driver.ifname} is gone with its driver`)
})
