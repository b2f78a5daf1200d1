/**
 * Follows the schedule of one program in another: step by step, each task up to the same place in its own code.
 *
 * Designs differ in their steps, so the n-th step of one is not the n-th of the other. A step is known by what it does
 * to what, in which function called by which, and for which time. Steps that the other program never takes are left
 * out; those that only it takes come before the next that both take. All executions are run with source lines
 * (witness.ts), for the functions.
 */
import type { Machine } from "../machine.ts"
import type { Scheduler } from "../scheduler.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { framesOf } from "./frames.ts"

/** One step of the schedule that is followed. */
export interface Footstep {
  /** Path of its task. */
  readonly task: string
  /** What it does, to what, for which time; with the task's path. */
  readonly key: string
  readonly draws: ReadonlyArray<number>
}

/** Steps of both executions side by side, by their number in each; null where only the other has it. */
export interface Pair {
  readonly a: number | null
  readonly b: number | null
}

/** Why the next step cannot be followed. */
export interface Stop {
  /** The step, among those followed. */
  readonly at: number
  readonly why: "waits" | "ended" | "not-created"
  readonly task: string
}

/** The steps of the machine's execution, without the start of main. */
export const footsteps = ({ log }: Machine): ReadonlyArray<Footstep> => {
  const keys = new Keys()
  return log.records.slice(1, log.count).map(({ draws, stack, step, task }) => ({
    task: task.path,
    key: keys.taken(task, step, stack),
    draws: draws.slice()
  }))
}

/** Gives each step of an execution its key. */
class Keys {
  private readonly counts = new Map<string, number>()

  taken(task: Task, { object, operation }: Step<unknown>, stack: string | undefined): string {
    const what = JSON.stringify([task.path, operation.name, object.name, ...functionsIn(stack)])
    const nth = (this.counts.get(what) ?? 0) + 1
    this.counts.set(what, nth)
    return `${what} ${nth}`
  }
}

/** The innermost functions: one alone may be a helper that stands for its caller. */
const functionsIn = (stack: string | undefined): ReadonlyArray<string> =>
  framesOf(stack).map(({ fn }) => fn).filter((fn) => fn !== "").slice(0, 2)

/** A scheduler for the other program; abandons the execution where it cannot follow, or has followed to the end. */
export class Lockstep implements Scheduler {
  readonly pairs: Array<Pair> = []
  stop: Stop | undefined = undefined
  private at = 0
  private readonly keys = new Keys()
  /** By key: the number of the step in this program. */
  private readonly done = new Map<string, number>()
  private draws: ReadonlyArray<number>
  private readonly schedule: ReadonlyArray<Footstep>
  private readonly knows: ReadonlySet<string>

  /**
   * @param knows the keys of all steps that this program can take
   * @param first what was drawn in the local code of main before its first step
   */
  constructor(schedule: ReadonlyArray<Footstep>, knows: ReadonlySet<string>, first: ReadonlyArray<number>) {
    this.schedule = schedule
    this.knows = knows
    this.draws = first
  }

  choose(machine: Machine): Task | undefined {
    const step = this.next()
    return step === undefined ? undefined : this.towards(step, machine)
  }

  /** The execution is over: what is left of the schedule was done before, is never done, or cannot be any more. */
  end(): void {
    const step = this.stop === undefined ? this.next() : undefined
    if (step !== undefined) this.stop = { at: this.at, why: "ended", task: step.task }
  }

  /** The next step of the schedule that this program has still to do. */
  private next(): Footstep | undefined {
    for (; this.at < this.schedule.length; this.at++) {
      const step = this.schedule[this.at]
      const before = this.done.get(step.key)
      if (before === undefined && this.knows.has(step.key)) return step
      this.pairs.push({ a: this.at, b: before ?? null })
    }
    return undefined
  }

  draw(_machine: Machine, n: number): number {
    const [value = 0, ...rest] = this.draws
    this.draws = rest
    return Math.min(value, n - 1)
  }

  /** The task that has to move for the step to come, if it can. */
  private towards(step: Footstep, machine: Machine): Task | undefined {
    const task = machine.tasks.find(({ path }) => path === step.task) ?? creatorOf(step.task, machine)
    const stopped = (why: Stop["why"]) => {
      this.stop = { at: this.at, why, task: step.task }
      return undefined
    }
    if (task?.pending === undefined) return stopped(task?.path === step.task ? "ended" : "not-created")
    if (!isEnabled(task, machine)) return stopped(task.path === step.task ? "waits" : "not-created")
    const key = this.keys.taken(task, task.pending, task.stack)
    const same = key === step.key
    this.pairs.push({ a: same ? this.at : null, b: machine.log.count })
    this.done.set(key, machine.log.count)
    this.draws = same ? step.draws : []
    if (same) this.at++
    return task
  }
}

/** The nearest task above one that does not exist yet. */
const creatorOf = (path: string, { tasks }: Machine): Task | undefined =>
  tasks.filter((task) => path.startsWith(`${task.path}/`)).toSorted((x, y) => y.path.length - x.path.length)[0]

const isEnabled = (task: Task, { enabled, enabledCount }: Machine): boolean =>
  enabled.indexOf(task) >= 0 && enabled.indexOf(task) < enabledCount
