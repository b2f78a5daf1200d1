/**
 * Which task of a finding is CPU0, which CPU1: by the order of their creation, as in every report with columns.
 */
import type { Finding } from "../sim/result.ts"
import { printable } from "./printable.ts"
import type { Cpu } from "./reasons.ts"

/** The tasks that a report speaks of, and how each is called. */
export interface Cpus {
  /** In order: CPU0 is the first. */
  readonly tasks: ReadonlyArray<number>
  /** `CPU1`; of a task that has no number, its name. */
  readonly cpu: Cpu
  /** The name its creator gave it. */
  readonly name: (task: number) => string
}

/** Numbers the tasks of these steps. */
export const cpusOf = ({ trace }: Finding, steps: Iterable<{ readonly task: number }>): Cpus => {
  const tasks = [...new Set(Array.from(steps, ({ task }) => task))].toSorted((a, b) => a - b)
  const name = (task: number) => printable(trace.tasks[task]?.name ?? `task ${task}`)
  const cpu = (task: number) => tasks.includes(task) ? `CPU${tasks.indexOf(task)}` : name(task)
  return { tasks, cpu, name }
}
