/**
 * What devlink_alloc_ns() and devlink_free() do in every version; what lives with the instance differs.
 * Source: net/core/devlink.c, Linux 5.15; net/devlink/leftover.c, Linux 6.1; net/devlink/core.c, Linux 6.12.
 */
import { free } from "../../sim/memory/heap.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { refcount } from "../../sim/sync/refcount.ts"
import type { OpsTable } from "./devlink-ops.ts"
import * as devlinks from "./devlinks.ts"
import { member_of } from "./memory.ts"
import { OpsDesign } from "./ops-design.ts"
import type { StructDevice } from "./pci-driver.ts"
import type { Steps } from "./steps.ts"
import type { DevlinkMemory, StructDevlink } from "./struct-devlink.ts"
import type { StructNet } from "./struct-net.ts"

/** What a version keeps in the instance besides lock and refcount. */
export type Lifetime = Pick<StructDevlink, "comp" | "rwork" | "dev">

/** What a driver says of a new instance. */
export interface NewDevlink {
  readonly ops: OpsTable
  readonly name: string
  readonly priv: unknown
  readonly net: StructNet | undefined
  /** Where a question is about the lock of the device; elsewhere nobody looks at it. */
  readonly dev: StructDevice | undefined
}

/**
 * devlink_alloc_ns(): kzalloc, xa_alloc (the entry is in the global xarray while dev, ops and
 * refcount are still zero; harmless, for all iterators ask for the mark), then the ops.
 * No lock but the xa_lock inside xa_alloc.
 */
export function* alloc_and_init(
  { dev, name, net, ops, priv }: NewDevlink,
  lifetime: (memory: DevlinkMemory) => Steps<Lifetime>
) {
  const design = yield* OpsDesign
  const memory = yield* design.kzalloc_devlink("devlink")
  const devlink: StructDevlink = Object.freeze({
    ...memory,
    name,
    index: yield* devlinks.xa_alloc_cyclic(),
    priv,
    ...dev === undefined ? {} : { dev },
    lock: member_of(memory.mem, yield* mutex("devlink->lock")),
    refcount: member_of(memory.mem, yield* refcount("devlink->refcount", 1)),
    ...yield* lifetime(memory)
  })
  yield* devlinks.xa_store(devlink)
  yield* design.init_ops(devlink, ops)
  if (net !== undefined) yield* devlink.mem._net.writeOnce(net)
  return devlink
}

/** devlink_free() until 6.2: xa_erase, kfree. It does not look at the reference count. */
export function* devlink_free(devlink: StructDevlink) {
  yield* devlinks.xa_erase(devlink)
  yield* free(devlink.mem)
}

/** devlink_try_get(): refcount_inc_not_zero(). Added by 437ebfd90a25, v5.15. */
export function* devlink_try_get(devlink: StructDevlink) {
  return yield* devlink.refcount.incNotZero
}
