/**
 * B32: an assertion that was true of the code and not of the kernel. Patch 2/5 of the series under debate lets
 * devlink_register() warn unless the caller holds device_lock().
 *
 * The driver core holds it over the probe; but the probe of a PCI device on another NUMA node runs in a kworker, which
 * does not. Nothing is wrong there, and the assertion was taken out again (cb3dc8901ba4, 19 October 2021).
 * Source: [PATCH net-next v2 2/5] devlink: Annotate devlink API calls (3 October 2021), merged as b88f7b1203bf;
 * drivers/pci/pci-driver.c pci_call_probe(), Linux 5.15 and 5.16.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { mlx5 } from "../drivers/mlx5.ts"
import { probe } from "../drivers/probe.ts"
import { device, really_probe } from "../kernel/pci-driver.ts"
import { not_registered, reloaded } from "../kernel/places.ts"
import { type Answer, type DesignName, grid } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const shapes = ["same-node", "other-node"] as const

const answer = (kernel: string, shape: (typeof shapes)[number], design: DesignName): Answer | undefined => {
  if (design === "caps-mask" && kernel !== "5.16") return undefined
  if (design !== "caps-mask" && kernel === "5.16") return undefined
  if (kernel === "5.16") {
    return { declared: "verified", why: "the assertion is gone: who holds the device's lock is nobody's business here" }
  }
  return shape === "other-node"
    ? {
      declared: "assertion",
      why: "the driver core holds the lock and waits for the kworker that probes: the lock is held, by another task"
    }
    : { declared: "verified", why: "the task that holds the lock of the device runs the probe itself" }
}

export default scenario("devlink/b32-probe-elsewhere", {
  question: `May devlink_register() assert that its caller holds the lock of the device?
The lock is held over every probe. A PCI device is probed in the task that holds it, or in a kworker of
the NUMA node the device is on; a user reloads twice, at any two moments.`,
  reaches: [not_registered, reloaded],
  cells: grid({ kernels: ["netnext-2021-10", "5.16"], shapes, designs: ["copied-struct", "caps-mask"] }, answer)
}, function* b32({ shape }) {
  const dev = yield* device()
  yield* task("driver core", function* driver_core() {
    yield* really_probe(dev, shape === "other-node", function* local_pci_probe() {
      yield* probe(mlx5, { dev })
    })
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < 2; attempt++) yield* devlink_dev_reload(mlx5)
  })
})
