/**
 * Design `copied-struct`: version 2 of the disputed series (Romanovsky, 3 October 2021).
 *
 * struct devlink embeds a private, writable copy of all 51 members. devlink_set_ops() merges a table
 * into it: for each member, in alphabetical order, store if the source has it and the copy has not.
 * Plain loads and stores, no lock: "this API lacks any type of locking and needs to be called
 * before devlink_register()". devlink_reload_enable() is gone (patch 5/5).
 * Source: [PATCH net-next v2 3/5] devlink: Allow set specific ops callbacks dynamically, netdev list, 5 October 2021.
 */
import * as Layer from "effect/Layer"
import { alloc } from "../../sim/memory/heap.ts"
import { reading, update } from "../../sim/memory/record.ts"
import type { Variable } from "../../sim/memory/variable.ts"
import { alphabetical, type Member, type OpsTable, words } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { nothing, OpsDesign, type OpsDesignShape } from "../kernel/ops-design.ts"
import { embeddedSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"

/** struct devlink: `struct devlink_ops ops` at offsets 224 to 631, all zero. */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: words({}) })
  return { mem, slot: { layout: "embedded", ops: mem.ops } as const }
}

/**
 * devlink_set_ops(): called by devlink_alloc_ns() with the driver's table, and by the driver with
 * what it learns later.
 *
 * One SET_DEVICE_OP is: load src->f, skip if unset; load dst->f, skip if set; load src->f again and
 * store it. Nobody writes a source table (const, but for mlx5_devlink_reload), so its two loads cost no
 * step; a member it lacks is never touched. It never clears and never overwrites, so a member goes from
 * unset to set once. Left out: the WARN_ON about reload members that disagree, which no table here has.
 */
export const devlink_set_ops = (devlink: StructDevlink, src: OpsTable) =>
  // oxlint-disable-next-line no-shadow -- the bracketed body is the C function, and reports print its name
  update(embeddedSlot(devlink).ops, function* devlink_set_ops() {
    yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_ops")
    const { ops } = embeddedSlot(devlink)
    for (const { name } of stores(src)) {
      const dst = ops[name] as Variable<unknown>
      if (isUnset(yield* dst.load)) yield* dst.store(src.init[name])
    }
  })

/** The members a table would store, in the order of the stores. */
export const stores = (src: OpsTable): ReadonlyArray<Member> =>
  alphabetical.filter(({ name }) => !isUnset(src.init[name]))

const isUnset = (word: unknown): boolean => word === undefined || word === null || word === 0

/** devlink->ops: the struct is part of the instance, there is no pointer to load. */
function* devlink_ops(devlink: StructDevlink) {
  return embeddedSlot(devlink).ops
}

/** devlink_reload_supported(&devlink->ops) */
function* reload_supported(devlink: StructDevlink) {
  const { ops } = embeddedSlot(devlink)
  return (yield* ops.reload_down.load) !== null && (yield* ops.reload_up.load) !== null
}

/** What every way of copying shares. */
export const copied: OpsDesignShape = {
  ...constTable,
  kzalloc_devlink,
  table_at_alloc: ({ early }) => early,
  init_ops: devlink_set_ops,
  devlink_ops,
  reading: (devlink, body) => reading(embeddedSlot(devlink).ops, body),
  set_late: (devlink, late) => stores(late).length === 0 ? nothing() : devlink_set_ops(devlink, late),
  reload_supported
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, copied)
