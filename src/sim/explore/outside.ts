/**
 * Tasks that wait on something the machine does not control.
 *
 * When nothing is enabled any more, a task that is parked at no step waits on a promise, a timer of
 * the host, or an Effect primitive nobody completes. Only one thing of this sort is understood: a
 * fiber waiting for a fiber that itself waits at a step is part of a deadlock.
 */
import { ScenarioError } from "../errors.ts"
import type { Machine } from "../machine.ts"
import type { Task } from "../task.ts"

/** Fails with ScenarioError "outside" when a task waits outside the machine. */
export const outside = (machine: Machine): void => {
  const waiting = machine.tasks.filter((task) => task.exit === undefined && task.pending === undefined)
  const lost = waiting.find((task) => !waitsForChild(machine, task))
  if (lost === undefined) return
  const last = lost.last
  const after = last === undefined || last.step.operation.name === "start"
    ? "before its first step"
    : `after its step ${last.step.operation.name}(${last.step.object.name})`
  throw new ScenarioError(
    "outside",
    `task ${lost.name} waits outside the machine ${after}: on a promise, a timer, real input or output, or an Effect ` +
      `Deferred, Queue or Semaphore. Inside a scenario wait on heddle objects (completion, variable.await, mutex) ` +
      `or on fibers`
  )
}

const waitsForChild = (machine: Machine, task: Task): boolean =>
  machine.tasks.some((other) => other.parent === task && other.exit === undefined && other.exposed)
