/**
 * The executions that showed the findings, run again with a changed program as nearly as it lets itself be run: most
 * changes leave a finding where it was, and that is seen in one execution instead of a search.
 *
 * What shows nothing here is explored all the same: only that a finding is still there is learned from it.
 */
import { executed } from "../explore/schedule.ts"
import { stay, type Strategy } from "../explore/strategy.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { isLockable } from "./lockable.ts"

/** Who moved and up to which step, by stable names, and what each task drew. */
export interface Script {
  readonly stretches: ReadonlyArray<Stretch>
  readonly draws: ReadonlyMap<string, ReadonlyArray<number>>
}

/** A task moves until it has taken the step of this name for the n-th time in the stretch. */
interface Stretch {
  readonly task: string
  readonly last: string
  readonly times: number
}

/** The script of the machine's execution. */
export const scriptOf = (machine: Machine): Script => {
  const records = executed(machine)
  const draws = new Map<string, Array<number>>()
  for (const { draws: own, task } of records) draws.set(task.path, [...draws.get(task.path) ?? [], ...own])
  const stretches: Array<Stretch> = []
  for (let from = 0; from < records.length;) {
    const { task } = records[from]
    let end = from + 1
    while (end < records.length && records[end].task === task) end++
    const own = records.slice(from, end)
    // Steps of locks come and go with the sections that are tried.
    const last = nameOf(own.findLast(({ step: { object } }) => !isLockable(object)) ?? own.at(-1)!)
    const times = own.filter((record) => nameOf(record) === last).length
    stretches.push({ task: task.path, last, times })
    from = end
  }
  return { stretches, draws }
}

const nameOf = ({ step: { object, operation } }: StepRecord): string => `${operation.name} ${object.name}`

/** Runs one execution for each script. */
export class Rehearsal implements Strategy {
  readonly name = "rehearsal"
  readonly exhaustive = false
  readonly redundant = 0
  private readonly scripts: ReadonlyArray<Script>
  private run = 0
  private inner: Scheduler | undefined = undefined

  constructor(scripts: ReadonlyArray<Script>) {
    this.scripts = scripts
  }

  next(): boolean {
    const script = this.scripts[this.run++]
    this.inner = script === undefined ? undefined : new Following(script)
    return script !== undefined
  }

  choose(machine: Machine): Task | undefined {
    return this.inner!.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.inner!.draw(machine, n)
  }

  bounds(): ReadonlyArray<string> {
    return []
  }

  done(): void {}
}

class Following implements Scheduler {
  private readonly script: Script
  private readonly drawn = new Map<string, number>()
  private at = 0
  /** Steps that were looked at, and how often the last step of the stretch came among them. */
  private seen = 0
  private times = 0

  constructor(script: Script) {
    this.script = script
  }

  choose(machine: Machine): Task | undefined {
    const { log } = machine
    const { stretches } = this.script
    for (; this.seen < log.count && this.at < stretches.length; this.seen++) {
      const { last, task, times } = stretches[this.at]
      const record = log.records[this.seen]
      if (record.task.path === task && nameOf(record) === last && ++this.times === times) this.goOn()
    }
    while (this.at < stretches.length) {
      const { task } = stretches[this.at]
      for (let i = 0; i < machine.enabledCount; i++) if (machine.enabled[i].path === task) return machine.enabled[i]
      // It waits: for whoever holds what it waits for. It is over, or was never begun: its stretch is.
      if (machine.tasks.some(({ path, pending }) => path === task && pending !== undefined)) return stay(machine)
      this.goOn()
    }
    return stay(machine)
  }

  draw(machine: Machine, n: number): number {
    const { path } = machine.log.last.task
    const nth = this.drawn.get(path) ?? 0
    this.drawn.set(path, nth + 1)
    return Math.min(n - 1, this.script.draws.get(path)?.[nth] ?? 0)
  }

  private goOn(): void {
    this.at++
    this.times = 0
  }
}
