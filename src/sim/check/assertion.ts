/**
 * ASSERTION: the scenario's own claims failed, an object was misused, or a task ended in an error.
 */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { show } from "../memory/show.ts"
import type { Task } from "../task.ts"
import { type Checker, type Execution, notes, type Sighting, steps } from "./checker.ts"
import { holders } from "./deadlock.ts"

export const assertion: Checker = { name: "assertion", ofStates: true, check }

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
  if (execution.log.locks > 0) heldLocks(execution, report)
  const failed = execution.machine.tasks.filter((task) => task.exit !== undefined && Exit.isFailure(task.exit))
  if (failed.length > 0) failures(failed, report)
}

/** A task that has ended holds a lock: nobody will ever give it back. Source: lockdep's check at a task's exit. */
const heldLocks = ({ log, machine }: Execution, report: (sighting: Sighting) => void): void => {
  for (const object of machine.objects.filter((made) => made !== undefined)) {
    for (const task of holders(object)) {
      if (task.exit === undefined || !Exit.isSuccess(task.exit)) continue
      const take = log.records.slice(0, log.count).findLast((record) =>
        record.task === task && record.step.object === object && record.step.operation.lock === "take"
      )
      if (take === undefined) continue
      const message = `task ${task.name} ended and holds ${object.name}`
      // Only the whole execution shows that the task ended.
      report({ ...sighting(message, message, [[take, "takes"]]), whole: true })
    }
  }
}

/** Tasks that ended in an error. One that joined a failed task fails as it did: the first to fail is named. */
const failures = (failed: Array<Task>, report: (sighting: Sighting) => void): void => {
  const told = new Set<unknown>()
  for (const task of failed.toSorted((a, b) => a.lastBreath!.index - b.lastBreath!.index || b.index - a.index)) {
    const { cause } = task.exit as Exit.Failure<unknown, unknown>
    if (Cause.hasInterruptsOnly(cause)) continue
    const error = Cause.squash(cause)
    if (told.has(error)) continue
    told.add(error)
    // A task that died of a fault has a finding of its own.
    if (task.killed) continue
    const message = `task ${task.name} failed: ${describe(error)}`
    report(sighting(message, message, task.last === undefined ? [] : [[task.last, "fails"]]))
  }
}

/** Name, message and what else a typed error carries. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return show(error)
  const carried = Object.entries(error).filter(([key]) => !["_tag", "name", "message", "stack", "cause"].includes(key))
  const fields = carried.map(([key, value]) => `${key} = ${show(value)}`).join(", ")
  return [error.name, error.message, fields].filter((part) => part !== "").join(": ")
}

const sighting = (key: string, message: string, places: Sighting["places"]): Sighting => ({
  kind: "assertion",
  key,
  subject: message,
  places,
  because: () => [{ tag: "says", message }]
})
