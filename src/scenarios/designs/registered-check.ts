/**
 * Design `registered-check`: const ops, and every way into devlink takes devlink->lock and then asks whether the
 * instance is registered; the driver holds that lock over its whole probe.
 *
 * So it is since ed539ba614a0 (January 2023, v6.3). In two strengths: the whole of it, and the check alone, without
 * any lock, as Romanovsky proposed on 5 October 2021 ("I need to add a check of if(devlink_register) inside
 * devlink_compat_flash_update()"); the latter is put under version 2, which it was to defend.
 * Source: net/devlink/core.c, dev.c, T6.12.
 */
import * as Layer from "effect/Layer"
import { protection, reached } from "../../sim/choice.ts"
import { xa_get_mark } from "../kernel/devlinks.ts"
import { OpsDesign } from "../kernel/ops-design.ts"
import { not_registered } from "../kernel/places.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { constTable } from "./const-table.ts"
import { copied } from "./copied-struct.ts"

/** devl_is_registered(): the mark. It is one bit of an xarray node and orders nothing by itself. */
function* devl_is_registered(devlink: StructDevlink) {
  const registered = !(yield* protection("compat path: devl_is_registered")) || (yield* xa_get_mark(devlink))
  if (!registered) yield* reached(not_registered)
  return registered
}

/** devl_lock() */
function* devl_lock(devlink: StructDevlink) {
  if (yield* protection("probe: devl_lock")) yield* devlink.lock.lock
}

/** devl_unlock() */
function* devl_unlock(devlink: StructDevlink) {
  if (yield* protection("probe: devl_lock")) yield* devlink.lock.unlock
}

/** The design as a Layer: as it is today. */
export const layer = Layer.succeed(OpsDesign, {
  ...constTable,
  callbacks_check: true,
  reachable: devl_is_registered,
  compat_locks_first: true,
  devl_lock,
  devl_unlock
})

/** The check alone, over a copied struct. */
export const copiedStruct = Layer.succeed(OpsDesign, { ...copied, reachable: devl_is_registered })
