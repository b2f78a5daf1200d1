/**
 * Design `shared-table`: version 1 (Romanovsky, 29 September 2021): tables are no longer const, and devlink_set_ops()
 * writes the four reload members through devlink->ops into the driver's one table.
 *
 * The table belongs to the driver and not to the instance: what one instance stores, every instance has. Plain stores,
 * no lock. Source: v1 3/5, "devlink: Allow set specific ops callbacks dynamically", net-next list of that day.
 */
import * as Layer from "effect/Layer"
import { type PerExecution, perExecution } from "../../sim/choice.ts"
import { record, update } from "../../sim/memory/record.ts"
import type { Variable } from "../../sim/memory/variable.ts"
import { type OpsRecord, type OpsTable, words } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { type DriverOps, nothing, OpsDesign } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"
import { all_but_late_reload, late_reload, reload_members } from "./reload-members.ts"

/** `static struct devlink_ops` in .data: one a driver, whichever instance asks first. */
const data = (table: OpsTable): PerExecution<OpsRecord> => {
  const known = tables.get(table) ?? perExecution(table.name, function*() {
    return yield* record(table.name, words(table.init))
  })
  tables.set(table, known)
  return known
}
const tables = new WeakMap<OpsTable, PerExecution<OpsRecord>>()

/** The table a driver hands over, the same object for all its instances. */
const table_of = (ops: DriverOps): OpsTable => {
  const known = handed.get(ops.early) ?? all_but_late_reload(ops)
  handed.set(ops.early, known)
  return known
}
const handed = new WeakMap<OpsTable, OpsTable>()

/** devlink_alloc_ns(): devlink->ops = ops. */
function* init_ops(devlink: StructDevlink, table: OpsTable) {
  yield* pointerSlot(devlink).ops.store(yield* data(table))
}

/** devlink_set_ops() of v1: through the pointer, into the driver's table. */
function* devlink_set_ops(devlink: StructDevlink, src: OpsTable) {
  yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_ops")
  const dev_ops = (yield* pointerSlot(devlink).ops.load) as OpsRecord
  // oxlint-disable-next-line no-shadow -- reports print the name of the bracketed body
  yield* update(dev_ops, function* devlink_set_ops() {
    for (const name of reload_members) {
      const value = src.init[name]
      if (value !== undefined) yield* (dev_ops[name] as Variable<unknown>).store(value)
    }
  })
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  ...constTable,
  table_at_alloc: table_of,
  init_ops,
  set_late(devlink, late) {
    const reload = late_reload(late)
    return Object.keys(reload.init).length === 0 ? nothing() : devlink_set_ops(devlink, reload)
  }
})
