/**
 * Design `copied-struct-memcpy`: version 2 as one struct assignment, `devlink->ops = *ops`, in place
 * of 51 times "if unset".
 *
 * All words are stored, in struct order, also those that do not change; memcpy() promises neither.
 * Counterfactual: nobody posted it.
 */
import * as Layer from "effect/Layer"
import { update } from "../../sim/memory/record.ts"
import type { Variable } from "../../sim/memory/variable.ts"
import { members, type OpsTable, words } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { nothing, OpsDesign } from "../kernel/ops-design.ts"
import { embeddedSlot, type StructDevlink } from "../kernel/struct-devlink.ts"
import { copied, stores } from "./copied-struct.ts"

/** devlink->ops = *src: 51 plain stores. */
const assign_ops = (devlink: StructDevlink, src: OpsTable) =>
  // oxlint-disable-next-line no-shadow -- reports print the name of the bracketed body
  update(embeddedSlot(devlink).ops, function* assign_ops() {
    yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_ops")
    const values = words(src.init)
    for (const { name } of members) yield* (embeddedSlot(devlink).ops[name] as Variable<unknown>).store(values[name])
  })

/** A driver that learnt something late copies the struct out, changes it, and assigns it back. */
function* assign_late(devlink: StructDevlink, late: OpsTable) {
  const init: Record<string, unknown> = {}
  for (const { name } of members) init[name] = yield* (embeddedSlot(devlink).ops[name] as Variable<unknown>).load
  yield* assign_ops(devlink, { name: late.name, init: { ...init, ...late.init } })
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  ...copied,
  init_ops: assign_ops,
  set_late: (devlink, late) => stores(late).length === 0 ? nothing() : assign_late(devlink, late)
})
