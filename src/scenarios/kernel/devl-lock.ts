/**
 * devl_lock() and devl_unlock(): devlink->lock for drivers and for every command, since v5.18 and v6.0.
 * Source: net/devlink/leftover.c, Linux 6.1; net/devlink/core.c, Linux 6.12.
 */
import type { Steps } from "./steps.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/** devl_lock(): mutex_lock(&devlink->lock) */
export function* devl_lock(devlink: StructDevlink): Steps<void> {
  yield* devlink.lock.lock
}

/** devl_unlock(): mutex_unlock(&devlink->lock) */
export function* devl_unlock(devlink: StructDevlink): Steps<void> {
  yield* devlink.lock.unlock
}
