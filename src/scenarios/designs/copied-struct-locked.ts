/**
 * Design `copied-struct-locked`: version 2 with devlink->lock held over devlink_set_ops(), which its
 * patch says is not needed.
 *
 * The calls are under that lock; the checks before them are not, and reload takes devlink_mutex instead.
 * Counterfactual: nobody posted it. Source of the readers' locks: net/core/devlink.c, T5.15.
 */
import * as Layer from "effect/Layer"
import { protection } from "../../sim/choice.ts"
import type { OpsTable } from "../kernel/devlink-ops.ts"
import { nothing, OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { copied, devlink_set_ops, stores } from "./copied-struct.ts"

/** devlink_set_ops() from a driver, under devlink->lock. In devlink_alloc_ns() there is nobody to lock out. */
function* devlink_set_ops_locked(devlink: StructDevlink, late: OpsTable) {
  const locked = yield* protection("devlink_set_ops: devlink->lock")
  if (locked) yield* devlink.lock.lock
  yield* devlink_set_ops(devlink, late)
  if (locked) yield* devlink.lock.unlock
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  ...copied,
  set_late: (devlink, late) => stores(late).length === 0 ? nothing() : devlink_set_ops_locked(devlink, late)
})
