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
import type { OpsRecord } from "../kernel/devlink-ops.ts"
import { devlink_globals } from "../kernel/devlinks.ts"
import { DEVLINK_F_RELOAD, nothing, OpsDesign } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"

/** struct devlink: the pointer (offset 224) and `u8 reload_enabled:1` (offset 344). */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null, reload_enabled: 0 })
  return { mem, slot: { layout: "pointer", ops: mem.ops, allowed: mem.reload_enabled } as const }
}

/** devlink_reload(): a plain load under devlink_mutex. */
function* reload_enabled(devlink: StructDevlink) {
  return (yield* enabled(devlink).load) !== 0
}

/**
 * devlink_reload_enable(): under devlink_mutex. Drivers call it right after devlink_register().
 * Source: T5.15; deleted by 82465bec3e97 (v5.16), merged on 13 October 2021.
 */
function* devlink_reload_enable(devlink: StructDevlink) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  yield* enabled(devlink).store(1)
  yield* devlink_mutex.unlock
}

/** devlink_reload_disable(): waits for a running reload, for that holds devlink_mutex too. */
function* devlink_reload_disable(devlink: StructDevlink) {
  const { devlink_mutex } = yield* devlink_globals
  yield* devlink_mutex.lock
  yield* enabled(devlink).store(0)
  yield* devlink_mutex.unlock
}

/** devlink_reload_enable() and _disable() work on this word. */
const enabled = (devlink: StructDevlink) => pointerSlot(devlink).allowed!

/** The design as a Layer. The assertions of patch 2/5 came later. */
export const layer = Layer.succeed(OpsDesign, {
  ...constTable,
  annotated: false,
  kzalloc_devlink,
  after_register: (devlink, features) =>
    (features & DEVLINK_F_RELOAD) === 0 ? nothing() : devlink_reload_enable(devlink),
  before_unregister: devlink_reload_disable,
  reload_enabled
})
