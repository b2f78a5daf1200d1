/**
 * S18: the netdevs of mlx5 that do lead ethtool into devlink. Representors come with `eswitch set switchdev` and go
 * with `eswitch set legacy`, and a flash by one of them may be on its way.
 *
 * The device is up and registered, so nothing is early. What is asked is what keeps port and instance while they go;
 * and, where ethtool holds the netdev (until 30 October 2021), whether a command may wait for the netdev under the lock
 * that the flash needs: of the lock of ESWITCH_SET, RELOAD and the like the answer is that they had better have none.
 * Source: drivers/mlx5-representors.ts names the files; net/core/devlink.c, DEVLINK_NL_FLAG_NO_LOCK, Linux 5.15.
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { mlx5_eswitch, representor } from "../drivers/mlx5-representors.ts"
import { flashed } from "../drivers/mlx5.ts"
import { probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, grid } from "../matrix.ts"
import { devlink_eswitch_set, ethtool_flash } from "./users.ts"

const shapes = ["mlx5", "locks"] as const

const legacy = "the representor is gone"

/** The trees in which the command itself holds devlink->lock, so that the driver need not. */
const commandLocks: ReadonlySet<KernelName> = new Set(["6.1", "6.12"])

const answer = (kernel: KernelName, shape: (typeof shapes)[number]): Answer | undefined => {
  if (shape === "locks") {
    return commandLocks.has(kernel) ? undefined : kernel === "5.16"
      ? {
        provenance: "counterfactual",
        declared: "verified",
        why: "ethtool no longer holds the netdev while it waits for devlink->lock, so nobody waits for ethtool"
      }
      : {
        provenance: "counterfactual",
        declared: "deadlock",
        why: "ethtool holds the netdev and waits for devlink->lock; the command holds that and waits for the netdev"
      }
  }
  const kept = kernel === "5.16" || commandLocks.has(kernel)
    ? "a reference taken under rtnl, before the representor is gone, keeps the instance"
    : "ethtool holds the representor, and unregister_netdev() waits for that before the port is freed"
  return { declared: "verified", why: kept }
}

export default scenario("devlink/s18-representors", {
  question: `What does a flash meet whose netdev goes away with the mode of the eswitch?
mlx5e's own netdev never leads ethtool to devlink (S3); its representors do. A user flashes by one of
them while another sets the eswitch back to legacy.`,
  reaches: [flashed, legacy],
  cells: grid({ kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes }, answer)
}, function* s18({ shape }) {
  const driver = mlx5_eswitch[shape as (typeof shapes)[number]]
  yield* probe(driver)
  yield* devlink_eswitch_set(driver, "switchdev")
  yield* task("ethtool --flash", function* user() {
    yield* ethtool_flash(representor)
  })
  yield* task("eswitch set legacy", function* operator() {
    yield* devlink_eswitch_set(driver, "legacy")
    yield* reached(legacy)
  })
})
