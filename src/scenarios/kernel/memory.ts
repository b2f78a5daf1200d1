/**
 * Where ops live and what following a pointer to them does: read-only data, callbacks, bad pointers.
 *
 * Tables in .rodata are mapped read-only once the kernel has booted (mark_rodata_ro) or the module
 * is loaded (module_enable_ro), and a store to them faults; heap objects can be overwritten. That
 * difference is what Kicinski's mail asks ops to keep.
 * Source: init/main.c mark_readonly(), kernel/module.c; Linux 5.15.
 */
import { readOnly } from "../../sim/memory/heap.ts"
import { call, type FunctionPointer } from "../../sim/memory/pointer.ts"
import { infoOf, record } from "../../sim/memory/record.ts"
import type { SimObject } from "../../sim/object.ts"
import { type OpsRecord, type OpsTable, words } from "./devlink-ops.ts"
import type { Errno, Steps } from "./steps.ts"

/**
 * A driver's const table, mapped read-only: 51 words that never change. Local: it is there before
 * any probe runs.
 */
export function* rodata(table: OpsTable): Steps<OpsRecord> {
  const ops = yield* record(table.name, words(table.init))
  yield* readOnly(ops)
  return ops
}

/**
 * An indirect call: runs the callback in the calling task and gives its error code.
 * `instance` names the driver instance by whose `ready` an early call is judged.
 */
export const indirect = call as (
  target: FunctionPointer | null,
  instance: string,
  ...args: Array<unknown>
) => Steps<Errno>

/**
 * page_fault_oops() of arch/x86/mm/fault.c: a pointer that leads nowhere was followed, and the task
 * dies. Every value an attacker writes without knowing an address is such a pointer; NULL stands for
 * all of them, and NULL CALL for the oops.
 */
export function* page_fault_oops(instance: string): Steps<never> {
  yield* indirect(null, instance)
  throw new Error("unreachable: the task has died")
}

/**
 * A lock or counter that is a member of an allocated struct: using it after kfree() of the struct is noticed. Local.
 */
export const member_of = <O extends SimObject>(struct: object, object: O): O => {
  object.block = infoOf(struct).block
  return object
}
