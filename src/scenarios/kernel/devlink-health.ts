/**
 * Health reporters: what a driver reports when its device is ill, how it recovers, and what a user may ask.
 *
 * Until v6.0 none of these callbacks is called under devlink->lock: the commands are NO_LOCK, and a report takes no
 * lock of devlink at all. Since c90005b5f75c ("Hold the instance lock in health callbacks") all are, reports included.
 * Left out: dumps, notifications, the reporter's own lock and the list of reporters.
 * Source: net/core/devlink.c devlink_health_report(), Linux 5.15; net/devlink/leftover.c, Linux 6.1;
 * net/devlink/health.c, Linux 6.12.
 */
import { alloc, keep } from "../../sim/memory/heap.ts"
import type { FunctionPointer } from "../../sim/memory/pointer.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { devl_lock, devl_unlock } from "./devl-lock.ts"
import { indirect } from "./memory.ts"
import type { Errno, Steps } from "./steps.ts"
import type { StructDevlink } from "./struct-devlink.ts"

/** `struct devlink_health_reporter_ops` */
export interface HealthReporterOps {
  readonly recover: FunctionPointer
  readonly diagnose: FunctionPointer
}

/** `struct devlink_health_reporter` */
export interface HealthReporter {
  readonly ops: HealthReporterOps
  readonly mem: Fields<{ error_count: number; health_state: "HEALTHY" | "ERROR" }>
}

/** devlink_health_reporter_create() */
export function* devlink_health_reporter_create(ops: HealthReporterOps): Steps<HealthReporter> {
  const mem = yield* alloc("reporter", { error_count: 0, health_state: "HEALTHY" as "HEALTHY" | "ERROR" })
  yield* keep(mem)
  return Object.freeze({ ops, mem })
}

/** devlink_health_report(): counts, and recovers at once. `locked`: the callback is called under devlink->lock. */
export const devlink_health_report = (locked: boolean) =>
  // oxlint-disable-next-line no-shadow -- reports print the name of the C function
  function* devlink_health_report(devlink: StructDevlink, { mem, ops }: HealthReporter): Steps<Errno> {
    yield* mem.error_count.store((yield* mem.error_count.load) + 1)
    yield* mem.health_state.store("ERROR")
    if (locked) yield* devl_lock(devlink)
    const err = yield* indirect(ops.recover, devlink.name)
    if (err === 0) yield* mem.health_state.store("HEALTHY")
    if (locked) yield* devl_unlock(devlink)
    return err
  }

/** devlink_nl_cmd_health_reporter_diagnose_doit(), with the locks of its caller. */
export function* devlink_nl_cmd_health_reporter_diagnose(
  devlink: StructDevlink,
  { ops }: HealthReporter
): Steps<Errno> {
  return yield* indirect(ops.diagnose, devlink.name)
}
