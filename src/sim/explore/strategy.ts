/**
 * The one small interface behind which executions are chosen.
 *
 * A strategy is asked for the next execution, then for every choice in it, then told how it ended.
 * It knows tasks and pending steps, nothing of checkers, budgets or reports; those are the loop's.
 */
import type { Checker } from "../check/checker.ts"
import type { Machine } from "../machine.ts"
import type { Ending, Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"

/** Decides which executions are run. */
export interface Strategy extends Scheduler {
  /** As the command line names it. */
  readonly name: string
  /** Is every trace covered once `next` has said false? */
  readonly exhaustive: boolean
  /** May this checker be asked, or could it miss something in the executions that are run? */
  readonly mayAsk?: (checker: Checker) => boolean
  /** What bounds it, in words of the verdict; empty when nothing does. */
  readonly bounds: () => ReadonlyArray<string>
  /** Prepares the next execution; false when the search is over. */
  next(): boolean
  /** The execution has ended; the machine still shows it. */
  done(machine: Machine, ending: Ending): void
  /** An execution that another strategy chose has ended: what can be learned from it? */
  learn?(machine: Machine): void
  /** Executions it gave up as redundant. */
  readonly redundant: number
  /** Executions that went to their end, and were like another. */
  readonly repeated?: number
}

/**
 * The default policy, from which replay tokens list deviations: stay on the task of the last step
 * while it is enabled, else take the enabled task created first.
 */
export const stay = (machine: Machine): Task => {
  const last = machine.log.last.task
  for (let i = 0; i < machine.enabledCount; i++) if (machine.enabled[i] === last) return last
  return machine.enabled[0]
}

/** Is choosing this task a preemption: the task of the last step could have gone on? */
export const preempts = (machine: Machine, task: Task): boolean => {
  const last = machine.log.last.task
  if (task === last) return false
  for (let i = 0; i < machine.enabledCount; i++) if (machine.enabled[i] === last) return true
  return false
}
