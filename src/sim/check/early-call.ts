/**
 * EARLY CALL: a driver's callback ran without being ordered after the driver's own `ready`.
 *
 * Judged alike for every design: const operations are called too early as easily as copied ones. A
 * callback that the driver's own task calls is its own affair. Source: heddle's own.
 */
import type { Note } from "../log.ts"
import { after, type Call, calls, readyOf } from "./calls.ts"
import { type Checker, type Execution, type Sighting, stepOf } from "./checker.ts"

export const earlyCall: Checker = { name: "early-call", ofTraces: ["call"], check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  for (const note of calls(execution)) {
    const { instance, pointer } = note.data as Call
    if (pointer === null || pointer.hijacked) continue
    const ready = readyOf(execution, instance)
    if (ready !== undefined && (ready.task === note.task || after(execution, note, ready))) continue
    report({
      kind: "early-call",
      key: `${instance}: ${pointer.name} by ${note.task.name}`,
      subject: pointer.name,
      places: [[note, "call"]],
      forced: early(execution, note, ready),
      because: () => [{ tag: "not-ready", instance, callback: pointer.name, call: note, ready: ready ?? null }]
    })
  }
}

/** The call is to be shown before the driver is ready, unless the very step after which it is ready comes first. */
const early = ({ log }: Execution, call: Note, ready: Note | undefined): NonNullable<Sighting["forced"]> => {
  const [a, b] = [stepOf(log, call), ready === undefined ? undefined : stepOf(log, ready)]
  return a === undefined || b === undefined || b.before_(a) ? [] : [[a, b]]
}
