/**
 * B21: one driver's reload does not end, and nobody on the machine gets a namespace any more.
 *
 * syzkaller reported it of netdevsim at 5.16-rc6: cleanup_net() reloads an instance under devlink_mutex and is stuck in
 * the driver; a copy_net_ns() that fails takes its new namespace apart, asks devlink for instances in it, and waits for
 * devlink_mutex as well. No fix was named; it went with devlink_mutex (d3efc2a6a6d8, v6.0). What the driver waited for
 * was not found out. Here it waits for its firmware, and whoever is to bring that up wants a namespace first.
 * Source: net/core/net_namespace.c setup_net(), net/core/devlink.c devlink_pernet_pre_exit(), Linux 5.15.
 */
import { perExecution } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import { completion } from "../../sim/sync/completion.ts"
import { task } from "../../sim/task.ts"
import { does_nothing } from "../drivers/callbacks.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { cleanup_net, copy_net_ns, copy_net_ns_fails } from "../kernel/net-namespace.ts"
import { reloaded } from "../kernel/places.ts"
import { grid } from "../matrix.ts"

const device = perExecution("device", function*() {
  return { answer: yield* completion("firmware's answer") }
})

/** netdevsim without its ports, whose reload waits for the device. */
const driver: Driver = {
  ...netdevsim,
  table: {
    name: netdevsim.table.name,
    init: {
      ...netdevsim.table.init,
      reload_down: pointer("nsim_dev_reload_down", function* nsim_dev_reload_down() {
        yield* (yield* device).answer.wait
        return 0 as const
      }),
      reload_up: does_nothing("nsim_dev_reload_up")
    }
  }
}

export default scenario("devlink/b21-stuck-namespaces", {
  question: `Whom does a driver hold up whose reload takes its time?
Its namespace dies, and devlink reloads it into init_net. Meanwhile somebody who is to bring its firmware
up makes a namespace of his own, which fails for want of memory, and tries without.`,
  reaches: [reloaded],
  cells: grid(
    { kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes: ["netdevsim"] },
    (kernel) =>
      kernel === "6.1" || kernel === "6.12"
        ? {
          provenance: "as-permitted",
          declared: "verified",
          why: "an instance is locked by itself, and only where it is in the namespace that goes: nobody else waits"
        }
        : {
          provenance: "as-permitted",
          declared: "deadlock",
          why: "devlink_mutex is held while the driver waits, and whoever looks for instances in any namespace wants it"
        }
  )
}, function* b21() {
  const net = yield* copy_net_ns("net")
  yield* probe(driver, { net })
  yield* task("cleanup_net", function* netns_worker() {
    yield* cleanup_net(net)
  })
  yield* task("unshare", function* unshare() {
    yield* copy_net_ns_fails("another net")
    yield* (yield* device).answer.complete
  })
})
