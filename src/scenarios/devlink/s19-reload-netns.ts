/**
 * S19: an instance is moved into a namespace whose last process leaves.
 *
 * `devlink dev reload DEV netns NET` holds the namespace for as long as the reload goes on; whoever drops the last
 * reference leaves it to cleanup_net(), which reloads the instance back into init_net before it frees.
 * Source: net/core/devlink.c devlink_netns_get(), devlink_nl_cmd_reload(); 4dbb0dad8e63 (v5.16, CVE-2021-47514) for the
 * reference that was not given back; net/core/net_namespace.c put_net(), cleanup_net(), Linux 5.15.
 */
import { reached } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe, remove } from "../drivers/probe.ts"
import { copy_net_ns, put_net } from "../kernel/net-namespace.ts"
import { reloaded } from "../kernel/places.ts"
import { grid } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const refused = "the namespace is gone already"

const nothing_to_do = (name: string) =>
  pointer(name, function*() {
    return 0 as const
  })

/** netdevsim without its ports, of which no question is asked here. */
const driver: Driver = {
  ...netdevsim,
  table: {
    name: netdevsim.table.name,
    init: {
      ...netdevsim.table.init,
      reload_down: nothing_to_do("nsim_dev_reload_down"),
      reload_up: nothing_to_do("nsim_dev_reload_up")
    }
  }
}

export default scenario("devlink/s19-reload-netns", {
  question: `What if the namespace dies into which an instance is being moved?
A user reloads netdevsim into a namespace whose only process leaves at any moment. Later the driver is
removed, and what it then tells its listeners is sent in the namespace that the instance is in.`,
  reaches: [reloaded, refused],
  cells: grid({ kernels: ["5.15", "5.16", "6.1", "6.12"], shapes: ["netdevsim"] }, () => ({
    declared: "verified",
    why: "the reload holds the namespace; when that reference is the last, cleanup_net() reloads the instance back"
  }))
}, function* s19() {
  const net = yield* copy_net_ns("net")
  const devlink = (yield* probe(driver))!
  const user = yield* task("devlink dev reload", function* operator() {
    if ((yield* devlink_dev_reload(driver, net)) === "-EINVAL") yield* reached(refused)
  })
  const process = yield* task("exit", function* exit() {
    yield* put_net(net)
  })
  yield* user.join
  yield* process.join
  yield* net.cleanup_work.flush
  yield* remove(devlink)
})
