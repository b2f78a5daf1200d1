/**
 * How a network namespace comes and goes.
 *
 * pernet_ops_rwsem is written by whoever changes what a namespace consists of, and read while one is made or taken
 * apart; devlink reloads its instances out of a dying namespace under it.
 * Source: net/core/net_namespace.c copy_net_ns(), cleanup_net(), Linux 5.15.
 */
import { perExecution, protection } from "../../sim/choice.ts"
import { alloc, free } from "../../sim/memory/heap.ts"
import { rwsem } from "../../sim/sync/rwsem.ts"
import { Devlink } from "./devlink.ts"
import type { OpsDesign } from "./ops-design.ts"
import type { Steps } from "./steps.ts"
import type { StructNet } from "./struct-net.ts"

/** The globals of net_namespace.c. */
export const namespace_globals = perExecution("net_namespace.c", function*() {
  return { pernet_ops_rwsem: yield* rwsem("pernet_ops_rwsem") }
})

/** copy_net_ns(): a new namespace with its generic netlink socket. */
export function* copy_net_ns(name: string): Steps<StructNet> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downRead
  const net = yield* alloc(name, { genl_sock: 1 })
  yield* pernet_ops_rwsem.upRead
  return net
}

/** cleanup_net(): every pernet exit, devlink's first, and then the memory. */
export function* cleanup_net(net: StructNet): Steps<void, Devlink | OpsDesign> {
  const { pernet_ops_rwsem } = yield* namespace_globals
  yield* pernet_ops_rwsem.downRead
  if (yield* protection("cleanup_net: devlink_pernet_pre_exit before net_free")) {
    yield* (yield* Devlink).devlink_pernet_pre_exit(net)
  }
  yield* pernet_ops_rwsem.upRead
  yield* free(net)
}
