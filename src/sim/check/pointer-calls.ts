/**
 * HIJACKED CALL: a call through a pointer an attacker made. NULL CALL: a call through no pointer.
 */
import { show } from "../memory/show.ts"
import { type Call, calls, storeOf } from "./calls.ts"
import type { Checker, Execution, Sighting } from "./checker.ts"

export const pointerCalls: Checker = { name: "pointer-calls", check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  for (const note of calls(execution)) {
    const { instance, pointer } = note.data as Call
    if (pointer !== null && !pointer.hijacked) continue
    const kind = pointer === null ? "null-call" : "hijacked-call"
    const store = pointer === null ? undefined : storeOf(execution, pointer)
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
