/**
 * `struct net`, a network namespace, as far as devlink meets it: an instance points to one, and the namespace can die.
 *
 * init_net lives for ever and stands for itself as NULL, so that most scenarios need none.
 * Source: include/net/net_namespace.h, Linux 5.15.
 */
import type { Fields } from "../../sim/memory/record.ts"
import type { Work } from "../../sim/sync/deferred.ts"
import type { Refcount } from "../../sim/sync/refcount.ts"

/** A namespace other than init_net. */
export interface StructNet {
  readonly mem: Fields<{ genl_sock: number }>
  /** `net->ns.count`: processes in it, and whoever is about to move something there. */
  readonly count: Refcount
  /** net_cleanup_work, left to a kworker by whoever drops the last reference. */
  readonly cleanup_work: Work
}
