/**
 * What designs share in which `const struct devlink_ops *ops` is set once, in devlink_alloc_ns(), and points to the
 * driver's read-only table. Each of them says only where it differs.
 * Source: net/core/devlink.c, T5.15.
 */
import { alloc } from "../../sim/memory/heap.ts"
import type { OpsRecord, OpsTable } from "../kernel/devlink-ops.ts"
import { page_fault_oops, rodata } from "../kernel/memory.ts"
import { nothing, type OpsDesignShape, whole, yes } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"

/** struct devlink with the pointer (offset 224) and no word beside it. */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null })
  return { mem, slot: { layout: "pointer", ops: mem.ops } as const }
}

/** devlink_alloc_ns(): D->ops = ops, one plain store. Left out: it refuses a table whose reload members disagree. */
export function* init_ops(devlink: StructDevlink, table: OpsTable) {
  yield* pointerSlot(devlink).ops.store(yield* rodata(table))
}

/** devlink->ops: one plain load of a word on the heap; what it points to never changes. */
export function* devlink_ops(devlink: StructDevlink) {
  return (yield* pointerSlot(devlink).ops.load) ?? (yield* page_fault_oops(devlink.name))
}

/** devlink_reload_supported(devlink->ops): both reload callbacks are there. */
export function* reload_supported(devlink: StructDevlink) {
  const ops = yield* devlink_ops(devlink)
  return (yield* ops.reload_down.load) !== null && (yield* ops.reload_up.load) !== null
}

/** The const table alone: all the driver might ever do, and nothing that says whether. */
export const constTable: OpsDesignShape = {
  annotated: true,
  kzalloc_devlink,
  table_at_alloc: whole,
  init_ops,
  devlink_ops,
  reading: (_devlink, body) => body(),
  set_late: nothing,
  after_register: nothing,
  set_caps: nothing,
  permitted: yes,
  reachable: yes,
  compat_locks_first: false,
  callbacks_check: false,
  devl_lock: nothing,
  devl_unlock: nothing,
  before_unregister: nothing,
  reload_supported,
  reload_enabled: yes
}
