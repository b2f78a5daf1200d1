/**
 * Optimal dynamic partial order reduction: every Mazurkiewicz trace exactly once.
 *
 * Each execution is searched for races; each race plans, in the wakeup tree of the prefix before it,
 * the sequence that reverses it. Sleep sets keep explored steps from being taken first again. The
 * algorithm never starts an execution that it has to give up as redundant; `redundant` counts them
 * all the same. A draw (choose, Random) is part of the step before it: its values are alternatives
 * of that step. Memory: the wakeup trees along the current path, which are all there is to know of a
 * search between two executions (part.ts).
 * Source: Abdulla, Aronis, Jonsson, Sagonas, JACM 64(4), 2017, algorithm 2.
 */
import { unsteady } from "../errors.ts"
import type { Log, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { anything, type Draws, minus, nothing } from "./draws.ts"
import { asleepAfter, isReady, type Node, type Part, plan, retreat, settle, whole } from "./part.ts"
import { reversals } from "./races.ts"
import type { Reversal } from "./reversal.ts"
import { stay, type Strategy } from "./strategy.ts"
import { awake, type Branch, branchOf, type Event, insert, type Item, keep, prune, split } from "./wakeup.ts"

/** Explores each trace of a part once: of the whole, where nothing is said. */
export class OptimalDpor implements Strategy {
  readonly name = "dpor"
  readonly exhaustive = true
  redundant = 0
  /** Reversals of steps before its own, for the part that these belong to. */
  readonly emitted: Array<Reversal> = []
  private readonly part: Part
  private readonly path: Array<Node>
  /** Nodes of the path that stand from the last execution. */
  private kept = 0
  /** All steps but that of the last such node, from which the next execution takes another. */
  common = 0

  constructor(part: Part = whole()) {
    this.part = part
    this.path = part.path
    this.kept = part.path.length
    // What was emitted before has been planned by now.
    for (const { tree } of this.path.slice(0, part.base)) tree.length = 1
  }

  bounds(): ReadonlyArray<string> {
    return []
  }

  next(): boolean {
    return isReady(this.part)
  }

  choose(machine: Machine): Task | undefined {
    const index = machine.log.count
    let node = this.path[index]
    if (node === undefined) {
      const opened = this.open(machine, index)
      if (opened === undefined) return undefined
      node = opened
    }
    const { task } = node.tree[0]
    for (let i = 0; i < machine.enabledCount; i++) if (machine.enabled[i].id === task) return machine.enabled[i]
    throw unsteady(index, nameOf(machine, task))
  }

  draw(machine: Machine, _n: number): number {
    const { last } = machine.log
    return this.path[last.index].tree[0].draws.values[last.draws.length] ?? 0
  }

  done(machine: Machine, ending: Ending): void {
    const { log } = machine
    const { part } = this
    if (!part.uncertain) part.uncertain = machine.tasks.some(({ exposed }) => exposed)
    // The last branch of the kept prefix is new too: it was planned, not yet run.
    for (let i = Math.max(0, this.kept - 1); i < log.count; i++) settle(this.path[i], takenIn(log.records[i]))
    if (ending !== "abandoned") {
      const stepAt = (index: number) => this.path[index].tree[0] as Item
      reversals(machine, stepAt, this.firstNew(log), (reversal) => {
        const node = this.path[reversal.index]
        if (reversal.index >= part.base) plan(node, reversal.sequence)
        else if (keep(node.tree, reversal.sequence)) this.emitted.push(reversal)
      })
    }
    part.fresh = 0
    retreat(part)
    this.kept = this.path.length
    this.common = Math.max(0, this.kept - 1)
  }

  /** What is left to explore, also after an execution that was given up. */
  get rest(): Part {
    return { ...this.part, path: this.path.slice(0, this.kept) }
  }

  /**
   * The first step whose races are not yet planned. Those of the kept prefix are, but for what nobody has run in this
   * order; unless a step after it drew: a plan names the values drawn, so that every variant must plan its own.
   */
  private firstNew({ count, records }: Log): number {
    const first = Math.max(1, this.kept - Math.max(1, this.part.fresh))
    for (let i = first; i < count; i++) if (records[i].draws.length > 0) return 1
    return first
  }

  /** The node before a step that no earlier execution has reached. */
  private open(machine: Machine, index: number): Node | undefined {
    const parent = this.path[index - 1]
    const before = machine.log.last
    const sleep = asleepAfter(parent.sleep, before.task.id, before.accesses)
    const slept = sleep.length
    const tree = parent.tree[0].children
    if (this.part.uncertain) { for (const sleeper of sleep) prune(tree, sleeper) }
    // A plan wakes all that sleeps, unless its last step touches less than was foretold: then it is no cover.
    if (tree.length === 0 && sleep.length > 0) relay(parent.tree[0], before, sleep)
    if (tree.length === 0) goOn(machine, sleep, tree)
    if (tree.length === 0) {
      this.redundant++
      return undefined
    }
    const node = { sleep, tree, slept }
    this.path.push(node)
    return node
  }
}

const nameOf = ({ tasks }: Machine, id: number): string => {
  const task = tasks.find((other) => other.id === id)
  return task === undefined ? "a task that does not exist now" : `task ${task.name}`
}

/** What was not planned because of this branch is planned after it. */
const relay = ({ children, trusted }: Branch, record: StepRecord, sleep: ReadonlyArray<Event>): void => {
  const event = { task: record.task.id, draws: drawsOf(record), accesses: record.accesses, foretold: false }
  for (const sequence of trusted ?? []) {
    const begun = split(sequence, event)
    if (begun === undefined || begun.covered.length === 0) continue
    for (const some of awake(begun.covered, sleep)) insert(children, some)
  }
}

const takenIn = (record: StepRecord) => ({ accesses: record.accesses.slice(), draws: drawsOf(record) })

const drawsOf = ({ draws, widths }: StepRecord): Draws =>
  draws.length === 0 ? nothing : { values: draws.slice(), widths: widths.slice(), open: false }

/** Where nothing is planned: the first task of the default order of which not all variants sleep. */
const goOn = (machine: Machine, sleep: ReadonlyArray<Event>, tree: Array<Branch>): void => {
  wake(stay(machine), sleep, tree)
  for (let i = 0; i < machine.enabledCount && tree.length === 0; i++) wake(machine.enabled[i], sleep, tree)
}

/** Plans the variants of the task's step that do not sleep. */
const wake = ({ id }: Task, sleep: ReadonlyArray<Event>, tree: Array<Branch>): void => {
  let left: ReadonlyArray<Draws> = [anything]
  for (const { draws, task } of sleep) if (task === id) left = left.flatMap((some) => minus(some, draws))
  for (const draws of left) tree.push(branchOf({ task: id, draws, accesses: undefined, foretold: true }))
}
