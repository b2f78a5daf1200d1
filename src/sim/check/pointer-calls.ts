/**
 * HIJACKED CALL: a call through a pointer an attacker made. NULL CALL: a call through no pointer.
 */
import { READ, WRITE } from "../effects.ts"
import type { Note, StepRecord } from "../log.ts"
import { show } from "../memory/show.ts"
import { type Call, calls, storeOf } from "./calls.ts"
import type { Checker, Execution, Sighting } from "./checker.ts"

export const pointerCalls: Checker = { name: "pointer-calls", check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  for (const note of calls(execution)) {
    const { instance, pointer } = note.data as Call
    if (pointer !== null && !pointer.hijacked) continue
    const kind = pointer === null ? "null-call" : "hijacked-call"
    const store = pointer === null ? storeOfNull(execution, note) : storeOf(execution, pointer)
    report({
      kind,
      key: `${instance}: ${show(pointer)} by ${note.task.name}`,
      subject: pointer === null ? instance : pointer.name,
      places: store === undefined ? [[note, "call"]] : [[store, "store"], [note, "call"]],
      because: () => [{
        tag: "pointer",
        object: store?.step.object.name ?? instance,
        value: show(pointer),
        step: store ?? null,
        task: store?.task ?? null
      }]
    })
  }
}

/** Who stored the NULL that the caller loaded last: nobody, where it was the variable's first value. */
const storeOfNull = ({ log }: Execution, { position, task }: Note): StepRecord | undefined => {
  const before = log.records.slice(0, log.count)
  const load = before.findLast((step) =>
    step.task === task && step.nth <= position && (step.effects & READ) !== 0 &&
    (step.result === null || step.result === undefined) &&
    step.step.operation.access !== "none"
  )
  return before.findLast((step) =>
    load !== undefined && step.index < load.index && step.step.object === load.step.object &&
    (step.effects & WRITE) !== 0
  )
}
