/**
 * D4: a namespace dies, and an instance stays behind in it.
 *
 * When a namespace goes, devlink reloads its instances into init_net; what cannot be reloaded is told to the log, and
 * -EOPNOTSUPP not even there. nsim_dev_reload_down() answers -EOPNOTSUPP when somebody holds nsim_bus_reload_lock
 * (a port is being added by sysfs), the namespace is freed, and the next notification goes to its socket. Nobody
 * reported it. Source: net/core/devlink.c devlink_pernet_pre_exit(), drivers/net/netdevsim/dev.c, bus.c, Linux 5.15
 * and 5.16.
 */
import { perExecution, reached } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe, remove } from "../drivers/probe.ts"
import { cleanup_net, copy_net_ns } from "../kernel/net-namespace.ts"
import { grid } from "../matrix.ts"

const shapes = ["netdevsim", "waits"] as const

const gone = "the namespace is gone"

const bus = perExecution("bus.c", function*() {
  return { nsim_bus_reload_lock: yield* mutex("nsim_bus_reload_lock") }
})

/** nsim_dev_reload_down() with its trylock, or as it would be if it waited; ports and netdevs are left out. */
const reload_down = (waits: boolean) =>
  pointer("nsim_dev_reload_down", function* nsim_dev_reload_down() {
    const { nsim_bus_reload_lock } = yield* bus
    if (waits) yield* nsim_bus_reload_lock.lock
    else if (!(yield* nsim_bus_reload_lock.trylock)) return "-EOPNOTSUPP" as const
    yield* nsim_bus_reload_lock.unlock
    return 0 as const
  })

const driver = (waits: boolean): Driver => {
  const up = pointer("nsim_dev_reload_up", function* nsim_dev_reload_up() {
    return 0 as const
  })
  return {
    ...netdevsim,
    table: {
      name: netdevsim.table.name,
      init: { ...netdevsim.table.init, reload_down: reload_down(waits), reload_up: up }
    }
  }
}

const table = { trylock: driver(false), waits: driver(true) }

export default scenario("devlink/d4-dying-namespace", {
  question: `What becomes of a devlink instance whose namespace dies, when its driver refuses the reload?
devlink_pernet_pre_exit() takes -EOPNOTSUPP in silence, for it means "cannot be reloaded at all";
netdevsim uses the same word for "not now".`,
  reaches: [gone],
  cells: grid({ kernels: ["5.15", "netnext-2021-10", "5.16"], shapes }, (_kernel, shape) =>
    shape === "waits"
      ? {
        provenance: "counterfactual",
        declared: "verified",
        why: "a driver that waits for the lock is reloaded into init_net before the namespace is freed"
      }
      : {
        declared: "use-after-free",
        why: "the trylock fails, the refusal is ignored, the namespace is freed, and the instance still points to it"
      })
}, function* d4({ shape }) {
  const net = yield* copy_net_ns("net")
  const devlink = (yield* probe(shape === "waits" ? table.waits : table.trylock, { net }))!
  const cleanup = yield* task("cleanup_net", function* netns_worker() {
    yield* cleanup_net(net)
    yield* reached(gone)
  })
  const sysfs = yield* task("new_port", function* new_port_store() {
    const { nsim_bus_reload_lock } = yield* bus
    yield* nsim_bus_reload_lock.lock
    yield* nsim_bus_reload_lock.unlock
  })
  yield* cleanup.join
  yield* sysfs.join
  yield* remove(devlink)
})
