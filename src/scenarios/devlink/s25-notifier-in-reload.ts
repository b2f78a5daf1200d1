/**
 * S25: a driver that joins and leaves the notifiers of netdevs when it is reloaded.
 *
 * A user may reload it as he likes. When its namespace dies, cleanup_net() reloads it while it holds pernet_ops_rwsem
 * for reading, and joining the notifiers of all namespaces takes that for writing. Joining those of one namespace does
 * not need it. Nothing upstream is known to have done the former; nothing forbids it.
 * Source: net/core/net_namespace.c cleanup_net(), net/core/dev.c register_netdevice_notifier(),
 * register_netdevice_notifier_net(), Linux 5.15.
 */
import { choose, protection } from "../../sim/choice.ts"
import { keep } from "../../sim/memory/heap.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import type { NotifierBlock } from "../../sim/sync/notifier.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { copy_net_ns, put_net } from "../kernel/net-namespace.ts"
import * as notifiers from "../kernel/netdev-notifiers.ts"
import { reloaded } from "../kernel/places.ts"
import { grid } from "../matrix.ts"
import { devlink_dev_reload, ethtool_i } from "./users.ts"

const shapes = ["all-namespaces", "one-namespace"] as const

const nb: NotifierBlock = {
  name: "driver_netdevice_event",
  *call() {
    return "NOTIFY_OK"
  }
}

const one_will_do = protection("the notifiers of one namespace")

/** netdevsim, which has no ports here, and whose reload leaves the chain and joins it again. */
const driver = (all: boolean): Driver => ({
  ...netdevsim,
  table: {
    name: netdevsim.table.name,
    init: {
      ...netdevsim.table.init,
      reload_down: pointer("reload_down", function*() {
        yield* all || !(yield* one_will_do)
          ? notifiers.unregister_netdevice_notifier(nb)
          : notifiers.unregister_netdevice_notifier_net(nb)
        return 0 as const
      }),
      reload_up: pointer("reload_up", function*() {
        yield* all || !(yield* one_will_do)
          ? notifiers.register_netdevice_notifier(nb)
          : notifiers.register_netdevice_notifier_net(nb)
        return 0 as const
      })
    }
  }
})

const drivers = { "all-namespaces": driver(true), "one-namespace": driver(false) } as const

export default scenario("devlink/s25-notifier-in-reload", {
  question: `May a driver join and leave the notifiers of network devices in its reload?
devlink reloads it for a user, who holds nothing that matters here, and for a namespace that dies.`,
  reaches: [reloaded],
  cells: grid({ kernels: ["5.15", "6.12"], shapes }, (_kernel, shape) =>
    shape === "all-namespaces"
      ? {
        provenance: "as-permitted",
        declared: "deadlock",
        why: "cleanup_net() holds pernet_ops_rwsem for reading, and the reload it asks for waits to write it"
      }
      : {
        provenance: "as-permitted",
        declared: "verified",
        why: "the notifiers of one namespace need rtnl alone, and nobody holds that when he reloads"
      })
}, function* s25({ shape }) {
  const netdevsim_like = drivers[shape as (typeof shapes)[number]]
  const net = yield* copy_net_ns("net")
  yield* probe(netdevsim_like, { net })
  yield* notifiers.register_netdevice_notifier(nb)
  const dies = (yield* choose("devlink dev reload", "the namespace dies")) === "the namespace dies"
  yield* keep(net.mem)
  yield* task(dies ? "exit" : "devlink dev reload", function* user() {
    if (dies) yield* put_net(net)
    else yield* devlink_dev_reload(netdevsim_like)
  })
  yield* task("ethtool -i", function* user() {
    yield* ethtool_i(netdevsim_like)
  })
})
