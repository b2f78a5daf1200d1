/**
 * A schedule as a value: which task takes the next step and what it draws, by stable path.
 *
 * Made from an execution by linearising its trace: any order of the steps that respects trace order
 * is the same trace. The canonical one, with few switches, is what findings are shown in; another
 * one is run as a check that nothing was shared behind the machine's back.
 */
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Size } from "../result.ts"
import type { Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { stay } from "./strategy.ts"

/** One granted step. */
export interface Move {
  readonly task: string
  readonly draws: ReadonlyArray<number>
}

/** The steps from the machine's log, in the order executed. The first is the start of main. */
export const executed = ({ log }: Machine): ReadonlyArray<StepRecord> => log.records.slice(0, log.count)

export const moveOf = (record: StepRecord): Move => ({ task: record.task.path, draws: record.draws.slice() })

/** How small the machine's execution is, which took the processor away so many times. */
export const sizeOf = ({ log, tasks }: Machine, preemptions: number): Size => ({
  preemptions,
  tasks: tasks.filter(({ count }) => count > 0).length,
  steps: log.count - 1
})

/** Which ready step to take next: an index into `ready`, given the step taken last. */
export type Preference = (ready: ReadonlyArray<StepRecord>, last: StepRecord | undefined) => number

/** Stays on the task of the last step while it can, then takes the task with the lowest path. */
export const steady: Preference = (ready, last) => {
  const same = ready.findIndex((record) => record.task === last?.task)
  if (same >= 0) return same
  let best = 0
  ready.forEach((record, i) => {
    if (byPath(record.task, ready[best].task) < 0) best = i
  })
  return best
}

/** Leaves the task of the last step whenever it can: as unlike the executed order as the trace allows. */
export const restless: Preference = (ready, last) => {
  let best = 0
  ready.forEach((record, i) => {
    const [was, is] = [ready[best].task === last?.task, record.task === last?.task]
    if ((was && !is) || (was === is && byPath(record.task, ready[best].task) > 0)) best = i
  })
  return best
}

const byPath = (a: Task, b: Task): number => a.path < b.path ? -1 : a.path > b.path ? 1 : 0

/**
 * Orders a down-closed set of steps anew: by trace order, by the forced pairs, then by preference.
 */
export const linearise = (
  records: ReadonlyArray<StepRecord>,
  forced: ReadonlyArray<readonly [StepRecord, StepRecord]>,
  prefer: Preference
): Array<StepRecord> => {
  const queues = queuesOf(records)
  const heads: Array<StepRecord | undefined> = queues.map(([head]) => head)
  const taken = queues.map(() => 0)
  const waitsFor = heads.map((_, at) => blockerOf(heads, at))
  const done = new Set<StepRecord>()
  const order: Array<StepRecord> = []
  const ready: Array<StepRecord> = []
  while (order.length < records.length) {
    ready.length = 0
    for (let at = 0; at < heads.length; at++) {
      const head = heads[at]
      if (head === undefined || waitsFor[at] !== nobody) continue
      if (forced.every((pair) => allows(pair, head, done))) ready.push(head)
    }
    // Forced pairs that contradict each other cannot all be shown: the trace's own order goes on.
    const next = ready.length > 0
      ? ready[prefer(ready, order[order.length - 1])]
      : heads.filter((head) => head !== undefined).reduce((x, y) => x.index < y.index ? x : y)
    order.push(next)
    if (forced.length > 0) done.add(next)
    const at = heads.indexOf(next)
    heads[at] = queues[at][++taken[at]]
    for (let i = 0; i < heads.length; i++) if (i === at || waitsFor[i] === at) waitsFor[i] = blockerOf(heads, i)
  }
  return order
}

/** The steps of each task, in its own order. */
const queuesOf = (records: ReadonlyArray<StepRecord>): ReadonlyArray<ReadonlyArray<StepRecord>> => {
  const byTask: Array<Array<StepRecord> | undefined> = []
  for (const record of records) {
    const mine = byTask[record.task.index]
    if (mine === undefined) byTask[record.task.index] = [record]
    else mine.push(record)
  }
  return byTask.filter((queue) => queue !== undefined)
}

const nobody = -1

/** Which other queue's head comes before the head of this one. */
const blockerOf = (heads: ReadonlyArray<StepRecord | undefined>, at: number): number => {
  const head = heads[at]
  return head === undefined ? nobody : heads.findIndex((other, i) => i !== at && other?.before_(head) === true)
}

/** May the step be taken now, as far as this pair goes? */
const allows = (
  [before, after]: readonly [StepRecord, StepRecord],
  head: StepRecord,
  done: ReadonlySet<StepRecord>
): boolean => before === head || done.has(before) || !(after === head || after.before_(head))

/** The steps that come before any of these in trace order, and these. */
export const closure = (records: ReadonlyArray<StepRecord>, goals: ReadonlyArray<StepRecord>): Array<StepRecord> =>
  records.filter((record) => record.index === 0 || goals.some((goal) => record.before_(goal)))

/** Follows a schedule; afterwards either goes on by the default policy or ends the execution. */
export class Follow implements Scheduler {
  private at = 0
  /** The number of the first move that did not fit, and why. */
  diverged: string | undefined = undefined
  private readonly moves: ReadonlyArray<Move>
  private readonly goOn: boolean

  constructor(moves: ReadonlyArray<Move>, goOn: boolean) {
    this.moves = moves
    this.goOn = goOn
  }

  choose(machine: Machine): Task | undefined {
    this.at = machine.log.count
    const move = this.moves[this.at]
    if (move === undefined) return this.goOn && this.diverged === undefined ? stay(machine) : undefined
    for (let i = 0; i < machine.enabledCount; i++) if (machine.enabled[i].path === move.task) return machine.enabled[i]
    const task = machine.tasks.find((other) => other.path === move.task)
    const state = task === undefined
      ? "does not exist"
      : task.pending === undefined
      ? "has no step to take"
      : `waits at ${task.pending.operation.name} of ${task.pending.object.name}`
    this.diverged = `step ${this.at}: ${task?.name ?? `task ${move.task}`} should move but ${state}`
    return undefined
  }

  draw(machine: Machine): number {
    const { draws, index } = machine.log.last
    return this.moves[index]?.draws[draws.length] ?? 0
  }
}

/** The given beginning, and then another scheduler. */
export class After implements Scheduler {
  private readonly length: number
  private readonly follow: Follow
  private readonly rest: Scheduler
  constructor(begin: ReadonlyArray<Move>, rest: Scheduler) {
    this.length = begin.length
    this.follow = new Follow(begin, false)
    this.rest = rest
  }

  choose(machine: Machine): Task | undefined {
    return machine.log.count < this.length ? this.follow.choose(machine) : this.rest.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return machine.log.last.index < this.length ? this.follow.draw(machine) : this.rest.draw(machine, n)
  }
}
