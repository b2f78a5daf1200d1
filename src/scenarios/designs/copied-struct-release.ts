/**
 * Design `copied-struct-release`: version 2 with smp_store_release() for each member and
 * smp_load_acquire() in every reader.
 *
 * That is what it takes so that no plain access is left. It orders each store
 * against the load that reads it; it does not make several stores one. Counterfactual: nobody posted it.
 */
import * as Layer from "effect/Layer"
import { update } from "../../sim/memory/record.ts"
import type { Variable } from "../../sim/memory/variable.ts"
import { members, type OpsTable, type OpsView } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { nothing, OpsDesign } from "../kernel/ops-design.ts"
import { embeddedSlot, type StructDevlink } from "../kernel/struct-devlink.ts"
import { copied, stores } from "./copied-struct.ts"

const member = (devlink: StructDevlink, name: (typeof members)[number]["name"]) =>
  embeddedSlot(devlink).ops[name] as Variable<unknown>

/** devlink_set_ops(), each store a release. The driver alone stores, so its own check needs no order. */
const devlink_set_ops_release = (devlink: StructDevlink, src: OpsTable) =>
  // oxlint-disable-next-line no-shadow -- reports print the name of the bracketed body
  update(embeddedSlot(devlink).ops, function* devlink_set_ops_release() {
    yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_ops")
    for (const { name } of stores(src)) {
      const dst = member(devlink, name)
      const old = yield* dst.readOnce
      if (old === null || old === 0) yield* dst.storeRelease(src.init[name])
    }
  })

/** devlink->ops with an acquire load for each member. */
function* devlink_ops(devlink: StructDevlink) {
  const view = members.map(({ name }) => [name, acquiring(member(devlink, name))] as const)
  return Object.fromEntries(view) as unknown as OpsView
}

const acquiring = (word: Variable<unknown>) => ({
  get load() {
    return word.loadAcquire
  }
})

/** devlink_reload_supported(&devlink->ops) */
function* reload_supported(devlink: StructDevlink) {
  const ops = yield* devlink_ops(devlink)
  return (yield* ops.reload_down.load) !== null && (yield* ops.reload_up.load) !== null
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  ...copied,
  init_ops: devlink_set_ops_release,
  devlink_ops,
  set_late: (devlink, late) => stores(late).length === 0 ? nothing() : devlink_set_ops_release(devlink, late),
  reload_supported
})
