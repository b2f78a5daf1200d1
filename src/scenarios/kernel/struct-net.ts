/**
 * `struct net`, a network namespace, as far as devlink meets it: an instance points to one, and the namespace can die.
 *
 * init_net lives for ever and stands for itself as NULL, so that most scenarios need none.
 * Source: include/net/net_namespace.h, net/core/net_namespace.c, Linux 5.15.
 */
import { alloc, free } from "../../sim/memory/heap.ts"
import type { Fields } from "../../sim/memory/record.ts"
import type { Steps } from "./steps.ts"

/** A namespace other than init_net. */
export type StructNet = Fields<{ genl_sock: number }>

/** copy_net_ns(): a new namespace with its generic netlink socket. Local. */
export const copy_net_ns = (name: string) => alloc(name, { genl_sock: 1 })

/** net_free(): the end of cleanup_net(), after every pernet exit. */
export function* net_free(net: StructNet): Steps<void> {
  yield* free(net)
}
