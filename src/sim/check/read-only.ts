/**
 * READ-ONLY WRITE: a store to memory that is mapped read-only. The task dies of it.
 */
import { type Checker, type Execution, type Sighting, steps } from "./checker.ts"

export const readOnlyWrite: Checker = { name: "read-only-write", ofStates: true, check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.log.faults === 0) return
  for (const step of steps(execution)) {
    if (step.fault?.kind !== "read-only-write") continue
    const { object } = step.step
    report({
      kind: "read-only-write",
      key: `${object.name} by ${step.task.name}`,
      subject: object.name,
      places: [[step, "store"]],
      because: () => [{ tag: "read-only", object: object.name, step }]
    })
  }
}
