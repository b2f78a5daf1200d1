/**
 * Which task of a finding is CPU0, which CPU1: one rule for every form, whatever steps it shows.
 *
 * Where two tasks or more take part in the finding, these come first; else all that move, but for a task that has made
 * everything ready and ended before the others began. Each group stands in the order of creation.
 */
import type { Trace } from "../sim/result.ts"
import { printable } from "./printable.ts"
import type { Cpu } from "./reasons.ts"

/** The tasks that a report speaks of, and how each is called. */
export interface Cpus {
  /** In order: CPU0 is the first. */
  readonly tasks: ReadonlyArray<number>
  /** `CPU1`; of a task that neither moves nor waits, its name. */
  readonly cpu: Cpu
  /** The name its creator gave it. */
  readonly name: (task: number) => string
  /** Does the task take part in the finding, and not only in the execution? */
  readonly takesPart: (task: number) => boolean
}

/** Numbers the tasks of an execution. */
export const cpusOf = (trace: Trace): Cpus => {
  const all = tasksOf([...trace.steps, ...trace.blocked, ...trace.pending])
  const own = tasksOf([...trace.steps.filter(({ role }) => role !== ""), ...trace.blocked])
  const part = own.length < 2 ? all.filter((task) => !isSetUp(task, trace, all)) : own
  const tasks = [...part, ...all.filter((task) => !part.includes(task))]
  const name = (task: number) => printable(trace.tasks[task]?.name ?? `task ${task}`)
  const cpu = (task: number) => tasks.includes(task) ? `CPU${tasks.indexOf(task)}` : name(task)
  return { tasks, cpu, name, takesPart: (task) => part.includes(task) }
}

/** Was the task through before two others, or more, began? */
const isSetUp = (task: number, { pending, steps }: Trace, all: ReadonlyArray<number>): boolean => {
  const last = steps.findLastIndex((step) => step.task === task)
  const others = steps.findIndex((step) => step.task !== task)
  return all.length > 2 && last < others && pending.every((waiting) => waiting.task !== task)
}

const tasksOf = (lines: ReadonlyArray<{ readonly task: number }>): ReadonlyArray<number> =>
  [...new Set(lines.map(({ task }) => task))].toSorted((a, b) => a - b)
