/**
 * LOST FUNCTION: a capability the device has is refused to a caller that comes after `ready`.
 */
import { after, readyOf } from "./calls.ts"
import { type Checker, type Execution, notes, type Sighting } from "./checker.ts"

export const lostFunction: Checker = { name: "lost-function", ofTraces: ["refused"], check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  for (const note of notes(execution, "refused")) {
    const { instance, name } = note.data as { readonly instance: string; readonly name: string }
    const has = notes(execution, "capability").some(({ data }) => data.instance === instance && data.name === name)
    const ready = readyOf(execution, instance)
    if (!has || ready === undefined || !after(execution, note, ready)) continue
    report({
      kind: "lost-function",
      key: `${instance}: ${name} to ${note.task.name}`,
      subject: `${instance} ${name}`,
      places: [[ready, "ready"], [note, "refused"]],
      because: () => [{ tag: "refused", instance, name, step: note, ready }]
    })
  }
}
