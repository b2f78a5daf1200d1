/**
 * Design `static-const`: net-next as it was. `const struct devlink_ops *ops` is set once, in
 * devlink_alloc_ns(), and points to the driver's read-only table.
 *
 * A driver that learns late what its device can do has nothing to say at that point: the table
 * holds all it might ever do. Whether reload is allowed is a flag set after registration,
 * devlink_reload_enable(), which both sides of the dispute want to be rid of.
 * Source: net/core/devlink.c, T5.15; order "register, then enable": 71c1b525934d (M:1914504412) for netdevsim.
 */
import * as Layer from "effect/Layer"
import { alloc } from "../../sim/memory/heap.ts"
import { type OpsRecord, type OpsTable } from "../kernel/devlink-ops.ts"
import { devlink_globals } from "../kernel/devlinks.ts"
import { page_fault_oops, rodata } from "../kernel/memory.ts"
import { DEVLINK_F_RELOAD, nothing, OpsDesign, whole } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"

/** struct devlink: the pointer (offset 224) and `u8 reload_enabled:1` (offset 344). */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null, reload_enabled: 0 })
  return { mem, slot: { layout: "pointer", ops: mem.ops, allowed: mem.reload_enabled } as const }
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

/** devlink_reload(): a plain load under devlink_mutex. */
function* reload_enabled(devlink: StructDevlink) {
  return (yield* pointerSlot(devlink).allowed.load) !== 0
}

/**
 * devlink_reload_enable(): under devlink_mutex. Drivers call it right after devlink_register().
 * Source: T5.15; deleted by 82465bec3e97 (v5.16), merged on 13 October 2021.
 */
function* devlink_reload_enable(devlink: StructDevlink) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  yield* pointerSlot(devlink).allowed.store(1)
  yield* devlink_mutex.unlock
}

/** devlink_reload_disable(): waits for a running reload, for that holds devlink_mutex too. */
function* devlink_reload_disable(devlink: StructDevlink) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  yield* pointerSlot(devlink).allowed.store(0)
  yield* devlink_mutex.unlock
}

/** The design as a Layer. */
export const layer = Layer.succeed(OpsDesign, {
  annotated: false,
  kzalloc_devlink,
  table_at_alloc: whole,
  init_ops,
  devlink_ops,
  reading: (_devlink, body) => body(),
  set_late: nothing,
  after_register: (devlink, features) =>
    (features & DEVLINK_F_RELOAD) === 0 ? nothing() : devlink_reload_enable(devlink),
  before_unregister: devlink_reload_disable,
  reload_supported,
  reload_enabled
})
