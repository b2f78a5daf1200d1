/**
 * B34: a notifier of netdevs that takes rtnl. Notifiers are called under it.
 *
 * When devlink began to learn from NETDEV_REGISTER which netdev a port has, the notice of the port, which had always
 * taken rtnl for itself, came to be filled under rtnl. The remedy was a parameter that says who holds it.
 * Source: d41c9dbd1274 "net: devlink: take RTNL in port_fill() function only if it is not held" (v6.2).
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { devlink_port_netdevice_nb } from "../kernel/devlink-port-type.ts"
import { register_netdevice_notifier } from "../kernel/netdev-notifiers.ts"
import { grid } from "../matrix.ts"
import { ethtool_i } from "./users.ts"

const shapes = ["takes-rtnl", "told"] as const

const asked = "ethtool has asked"

export default scenario("devlink/b34-notifier-rtnl", {
  question: `May a function that takes rtnl be called from a notifier of network devices?
register_netdevice() calls notifiers under rtnl, and kernel mutexes are not recursive. A driver is
probed, a user runs ethtool.`,
  reaches: [asked],
  cells: grid({ kernels: ["6.12"], shapes }, (_kernel, shape) =>
    shape === "takes-rtnl"
      ? {
        provenance: "counterfactual",
        declared: "deadlock",
        why: "register_netdevice() holds rtnl, and its notifier waits for rtnl: for itself"
      }
      : { provenance: "as-permitted", declared: "verified", why: "the notifier says that rtnl is held" })
}, function* b34({ shape }) {
  yield* register_netdevice_notifier(devlink_port_netdevice_nb(shape === "told"))
  yield* task("probe", function* probing() {
    yield* probe(netdevsim)
  })
  yield* task("ethtool -i", function* user() {
    yield* ethtool_i(netdevsim)
    yield* reached(asked)
  })
})
