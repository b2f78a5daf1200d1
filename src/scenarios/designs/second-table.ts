/**
 * Design `second-table`: version 3 (Romanovsky, 7 October 2021): the reload members move to a const
 * `struct devlink_reload_ops`, and devlink_set_reload_ops() stores a second pointer in struct devlink.
 *
 * Everything stays in read-only pages, and what is stored late is one word. Source: v3, net-next list of that day.
 */
import * as Layer from "effect/Layer"
import { alloc } from "../../sim/memory/heap.ts"
import { members, type OpsRecord, type OpsTable, type OpsView } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { rodata } from "../kernel/memory.ts"
import { nothing, OpsDesign } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"
import { constTable, devlink_ops as pointed_ops } from "./const-table.ts"
import { all_but_late_reload, isReloadMember, late_reload, type ReloadMember } from "./reload-members.ts"

const reload_ops = (devlink: StructDevlink) => pointerSlot(devlink).reload_ops!

/** struct devlink: a second pointer beside the first. */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null, reload_ops: null as OpsRecord | null })
  return { mem, slot: { layout: "pointer", ops: mem.ops, reload_ops: mem.reload_ops } as const }
}

/** devlink_set_reload_ops(): one plain store. */
function* devlink_set_reload_ops(devlink: StructDevlink, table: OpsTable) {
  yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_reload_ops")
  yield* reload_ops(devlink).store(yield* rodata(table))
}

/** Reads of the four members go through the second pointer. */
function* devlink_ops(devlink: StructDevlink) {
  const ops = yield* pointed_ops(devlink)
  const view = members.map(({ name }) => [
    name,
    isReloadMember(name) ? { load: { [Symbol.iterator]: () => reload_op(devlink, ops, name) } } : ops[name]
  ])
  return Object.fromEntries(view) as OpsView
}

/** Where there is no second table, a driver that knew early has the member in the first. */
function* reload_op(devlink: StructDevlink, ops: OpsView, name: ReloadMember) {
  const second: OpsView | null = yield* reload_ops(devlink).load
  return yield* (second ?? ops)[name].load
}

/** devlink_nl_cmd_reload(): is there a table of reload operations? */
function* reload_supported(devlink: StructDevlink) {
  const ops = yield* devlink_ops(devlink)
  return (yield* ops.reload_down.load) !== null
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  ...constTable,
  kzalloc_devlink,
  table_at_alloc: all_but_late_reload,
  devlink_ops,
  reload_supported,
  set_late(devlink, late) {
    const reload = late_reload(late)
    return Object.keys(reload.init).length === 0 ? nothing() : devlink_set_reload_ops(devlink, reload)
  }
})
