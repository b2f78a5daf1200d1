/**
 * `struct net`, a network namespace, as far as devlink meets it: an instance points to one, and the namespace can die.
 *
 * init_net lives for ever and stands for itself as NULL, so that most scenarios need none.
 * Source: include/net/net_namespace.h, Linux 5.15.
 */
import type { Fields } from "../../sim/memory/record.ts"

/** A namespace other than init_net. */
export type StructNet = Fields<{ genl_sock: number }>
