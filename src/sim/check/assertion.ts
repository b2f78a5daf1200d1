/**
 * ASSERTION: the scenario's own claims failed, an object was misused, or a task ended in an error.
 */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { type Checker, type Execution, notes, type Sighting, steps } from "./checker.ts"

export const assertion: Checker = { name: "assertion", check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  for (const note of notes(execution, "assertion")) {
    report(sighting(`${note.data.message} in ${note.task.name}`, note.data.message, [[note, "asserts"]]))
  }
  if (execution.log.faults > 0) {
    for (const step of steps(execution)) {
      if (step.fault?.kind !== "assertion") continue
      report(sighting(`${step.fault.message} in ${step.task.name}`, step.fault.message, [[step, "asserts"]]))
    }
  }
  let told: Set<unknown> | undefined
  for (const task of execution.machine.tasks) {
    if (task.exit === undefined || !Exit.isFailure(task.exit) || task.killed) continue
    const { cause } = task.exit
    if (Cause.hasInterruptsOnly(cause)) continue
    const error = Cause.squash(cause)
    // A task that joined a failed one failed as it did: one finding is enough.
    if (told?.has(error) === true) continue
    told = (told ?? new Set()).add(error)
    const message = `task ${task.name} failed: ${
      error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    }`
    report(sighting(message, message, task.last === undefined ? [] : [[task.last, "fails"]]))
  }
}

const sighting = (key: string, message: string, places: Sighting["places"]): Sighting => ({
  kind: "assertion",
  key,
  subject: message,
  places,
  because: () => [{ tag: "says", message }]
})
