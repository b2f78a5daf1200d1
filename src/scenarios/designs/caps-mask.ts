/**
 * Design `caps-mask`: version 4, merged on 13 October 2021 (bd032e35c568): const ops stay, and a
 * `u64 features` beside the pointer says which of them are valid on this device.
 *
 * Built on the three static capabilities at the head of devlink_ops, as Kicinski's mail asks. One
 * bit exists, DEVLINK_F_RELOAD, and only the reload command reads it: no other operation, and not
 * the way in from ethtool, is masked by it. devlink_reload_enable() is gone (82465bec3e97).
 * Source: the commit merged as v4 of the series; net/core/devlink.c, devlink_set_features() (5.16).
 */
import * as Layer from "effect/Layer"
import { assert } from "../../sim/choice.ts"
import { alloc } from "../../sim/memory/heap.ts"
import type { OpsRecord } from "../kernel/devlink-ops.ts"
import { ASSERT_DEVLINK_NOT_REGISTERED } from "../kernel/devlinks.ts"
import { DEVLINK_F_RELOAD, nothing, OpsDesign } from "../kernel/ops-design.ts"
import { pointerSlot, type StructDevlink, zeroed } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"

/** struct devlink: the pointer (offset 224) and `u64 features` (offset 232). */
function* kzalloc_devlink(name: string) {
  const mem = yield* alloc(name, { ...zeroed, ops: null as OpsRecord | null, features: 0 })
  return { mem, slot: { layout: "pointer", ops: mem.ops, allowed: mem.features } as const }
}

/**
 * devlink_set_features() without its first assertion: one plain store. WARNs when reload is allowed to a driver
 * without reload callbacks.
 */
function* set_features_at_any_time(devlink: StructDevlink, features: number) {
  if ((features & DEVLINK_F_RELOAD) !== 0) {
    const reload = yield* constTable.reload_supported(devlink)
    yield* assert(reload, `WARN_ON in devlink_set_features(): ${devlink.name} has no reload callbacks`)
  }
  yield* mask(devlink).store(features)
}

/** devlink_set_features() as merged: it also WARNs once the instance is registered. Source: bd032e35c568, T5.16. */
export function* devlink_set_features(devlink: StructDevlink, features: number) {
  yield* ASSERT_DEVLINK_NOT_REGISTERED(devlink, "devlink_set_features")
  yield* set_features_at_any_time(devlink, features)
}

const mask = (devlink: StructDevlink) => pointerSlot(devlink).allowed!

/** devlink_nl_cmd_reload(): the bit decides, not the callbacks. */
function* reload_supported(devlink: StructDevlink) {
  return ((yield* mask(devlink).load) & DEVLINK_F_RELOAD) !== 0
}

const masked = (set: typeof set_features_at_any_time) =>
  Layer.succeed(OpsDesign, {
    ...constTable,
    kzalloc_devlink,
    set_late: (devlink, _late, features) => features === 0 ? nothing() : set(devlink, features),
    reload_supported
  })

/** The design as a Layer. */
export const layer = masked(devlink_set_features)

/** As it became with 6ef8f7da9275 (January 2023, v6.3): features may be set at any time. Removed by fb8421a94c56. */
export const unasserted = masked(set_features_at_any_time)
