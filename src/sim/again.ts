/**
 * The steps that an execution has in common with the one before: taken again as they were, without asking anybody.
 *
 * Only what belongs to one execution is done anew: the tasks' code runs, the objects change. Clocks, accesses and draws
 * stand in the records (log.ts), and the search knows all there is to know of these steps.
 */
import { unsteady } from "./errors.ts"
import type { Machine } from "./machine.ts"
import type { Step } from "./step.ts"
import type { Task } from "./task.ts"

/** The task that took the next step in the execution before; undefined, and an error, where it cannot take it now. */
export const again = (machine: Machine): Task | undefined => {
  const { log, tasks } = machine
  const { step, task: { index, name } } = log.records[log.count]
  const task = tasks[index] as Task | undefined
  const pending = task?.pending
  if (pending !== undefined && isSame(pending, step) && isEnabled(pending, task!)) return task
  machine.refuse(unsteady(log.count, `task ${name}`))
  return undefined
}

const isSame = ({ object, operation }: Step<unknown>, before: Step<unknown>): boolean =>
  object.location === before.object.location && operation.name === before.operation.name

const isEnabled = ({ argument, object, operation }: Step<unknown>, task: Task): boolean =>
  operation.enabled === undefined || operation.enabled(object, argument, task)

/** The value that was drawn here in the execution before, of as many. */
export const drawnAgain = (machine: Machine, n: number): number => {
  const { log } = machine
  const { draws, index, task, widths } = log.last
  const at = log.drawn++
  if (widths[at] === n) return draws[at]
  throw machine.refuse(unsteady(index, `task ${task.name}, with other values to choose from,`))
}
