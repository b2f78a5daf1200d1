/**
 * How a network namespace comes and goes.
 *
 * pernet_ops_rwsem is written by whoever changes what a namespace consists of, and read while one is made or taken
 * apart; devlink reloads its instances out of a dying namespace under it.
 * Source: net/core/net_namespace.c copy_net_ns(), setup_net(), cleanup_net(), Linux 5.15.
 */
import { perExecution, protection } from "../../sim/choice.ts"
import { alloc, free } from "../../sim/memory/heap.ts"
import { work } from "../../sim/sync/deferred.ts"
import { refcount } from "../../sim/sync/refcount.ts"
import { rwsem } from "../../sim/sync/rwsem.ts"
import { Devlink } from "./devlink.ts"
import type { OpsDesign } from "./ops-design.ts"
import type { Steps } from "./steps.ts"
import type { StructNet } from "./struct-net.ts"

/** The globals of net_namespace.c. */
export const namespace_globals = perExecution("net_namespace.c", function*() {
  return { pernet_ops_rwsem: yield* rwsem("pernet_ops_rwsem") }
})

/** copy_net_ns(): a new namespace with its generic netlink socket, and with one reference, that of its process. */
export function* copy_net_ns(name: string): Steps<StructNet, Devlink | OpsDesign> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downRead
  const net = yield* setup_net(name)
  yield* pernet_ops_rwsem.upRead
  return net
}

/** The same where one who has to be told of the new namespace fails: what was set up is taken apart at once. */
export function* copy_net_ns_fails(name: string): Steps<void, Devlink | OpsDesign> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downRead
  const net = yield* setup_net(name)
  yield* (yield* Devlink).devlink_pernet_pre_exit(net)
  yield* pernet_ops_rwsem.upRead
  yield* free(net.mem)
}

function* setup_net(name: string): Steps<StructNet, Devlink | OpsDesign> {
  const mem = yield* alloc(name, { genl_sock: 1 })
  const cleanup_work = yield* work("net_cleanup_work", () => cleanup_net(net))
  const net: StructNet = Object.freeze({ mem, count: yield* refcount(`${name}->count`, 1), cleanup_work })
  return net
}

/** maybe_get_net(): a reference, unless the last one is gone. */
export function* maybe_get_net(net: StructNet): Steps<boolean> {
  return yield* net.count.incNotZero
}

/** put_net(): the last one leaves the namespace to cleanup_net(). */
export function* put_net(net: StructNet): Steps<void> {
  if (yield* net.count.decAndTest) yield* net.cleanup_work.queue
}

/** cleanup_net(): every pernet exit, devlink's first, and then the memory. */
export function* cleanup_net(net: StructNet): Steps<void, Devlink | OpsDesign> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downRead
  if (yield* protection("cleanup_net: devlink_pernet_pre_exit before net_free")) {
    yield* (yield* Devlink).devlink_pernet_pre_exit(net)
  }
  yield* pernet_ops_rwsem.upRead
  yield* free(net.mem)
}
