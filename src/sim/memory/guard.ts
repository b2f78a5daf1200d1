/**
 * The faults that the place of an object gives to a step, before it is applied: freed memory, which
 * is reported and survived, and read-only memory, which kills the task.
 */
import * as Exit from "effect/Exit"
import type { StepRecord } from "../log.ts"

/** Marks the record with its fault; returns the failure of a task that dies of it. */
export const guard = (record: StepRecord): Exit.Exit<never> | undefined => {
  const { object, operation } = record.step
  if (object.block !== undefined && object.block.state === true) {
    record.fault = { kind: "use-after-free", message: `${operation.name} of ${object.name}, which was freed` }
  } else if (object.readOnly && operation.stores === true) {
    const message = `${operation.name} to ${object.name}, which is in read-only memory`
    record.fault = { kind: "read-only-write", message }
    record.task.killed = true
    return Exit.die(new Error(message))
  }
  return undefined
}
