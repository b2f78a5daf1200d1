/**
 * The notifier chain of network devices: whoever is in it is told of each netdev that comes and goes, under rtnl.
 *
 * Joining it takes pernet_ops_rwsem for writing, which cleanup_net() holds for reading while it reloads devlink
 * instances: a driver that joins or leaves in its reload waits for itself.
 * Source: net/core/dev.c register_netdevice_notifier(), register_netdevice_notifier_net(), call_netdevice_notifiers(),
 * Linux 5.15.
 */
import { perExecution } from "../../sim/choice.ts"
import { type NotifierBlock, rawNotifierChain } from "../../sim/sync/notifier.ts"
import { lockdep_assert_held } from "./lockdep.ts"
import { net_globals, rtnl_lock, rtnl_unlock, type StructNetDevice } from "./net-device.ts"
import { namespace_globals } from "./net-namespace.ts"
import type { Steps } from "./steps.ts"

const chain_globals = perExecution("netdev_chain", function*() {
  return { netdev_chain: yield* rawNotifierChain("netdev_chain") }
})

/** register_netdevice_notifier(): joins, and is told of every netdev there is already. */
export function* register_netdevice_notifier(nb: NotifierBlock): Steps<void> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downWrite
  yield* register_netdevice_notifier_net(nb)
  yield* pernet_ops_rwsem.upWrite
}

/** register_netdevice_notifier_net(): of one namespace, under rtnl alone. There is one chain here for all. */
export function* register_netdevice_notifier_net(nb: NotifierBlock): Steps<void> {
  const { netdev_chain } = yield* chain_globals
  yield* rtnl_lock()
  yield* netdev_chain.register(nb)
  for (const dev of yield* (yield* net_globals).dev_base_head.load) yield* nb.call("NETDEV_REGISTER", dev)
  yield* rtnl_unlock()
}

/** unregister_netdevice_notifier(). Left out: what it tells the one who leaves. */
export function* unregister_netdevice_notifier(nb: NotifierBlock): Steps<void> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downWrite
  yield* unregister_netdevice_notifier_net(nb)
  yield* pernet_ops_rwsem.upWrite
}

/** unregister_netdevice_notifier_net(): of one namespace, under rtnl alone. There is one chain here for all. */
export function* unregister_netdevice_notifier_net(nb: NotifierBlock): Steps<void> {
  const { netdev_chain } = yield* chain_globals
  yield* rtnl_lock()
  yield* netdev_chain.unregister(nb)
  yield* rtnl_unlock()
}

/** call_netdevice_notifiers(): under rtnl, which the caller holds. */
export function* call_netdevice_notifiers(
  event: "NETDEV_REGISTER" | "NETDEV_UNREGISTER",
  dev: StructNetDevice
): Steps<void> {
  yield* lockdep_assert_held((yield* net_globals).rtnl_mutex, "call_netdevice_notifiers")
  yield* (yield* chain_globals).netdev_chain.call(event, dev)
}
