/**
 * Optimal dynamic partial order reduction: every Mazurkiewicz trace exactly once.
 *
 * Each execution is searched for races; each race plans, in the wakeup tree of the prefix before it,
 * the sequence that reverses it. Sleep sets keep explored steps from being taken first again. The
 * algorithm never starts an execution that it has to give up as redundant; `redundant` counts them
 * all the same. A draw (choose, Random) is part of the step before it: its values are alternatives
 * of that step. Memory: the wakeup trees along the current path.
 * Source: Abdulla, Aronis, Jonsson, Sagonas, JACM 64(4), 2017, algorithm 2.
 */
import { ScenarioError } from "../errors.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { reversals } from "./races.ts"
import { stay, type Strategy } from "./strategy.ts"
import { type Branch, independent, insert, sameDraws, type Sleeper, weakInitial } from "./wakeup.ts"

/** What is known of the prefix before one step of the current execution. */
interface Node {
  /** Steps explored from here, or before and not dependent since. */
  readonly sleep: Array<Sleeper>
  /** Steps still to explore from here; the first is the one of the current execution. */
  readonly tree: Array<Branch>
}

/** Explores each trace once. */
export class OptimalDpor implements Strategy {
  readonly name = "dpor"
  readonly exhaustive = true
  redundant = 0
  private readonly path: Array<Node> = []
  /** Nodes of the path that stand from the last execution. */
  private kept = 0
  private started = false

  bounds(): ReadonlyArray<string> {
    return []
  }

  next(): boolean {
    if (!this.started) {
      this.started = true
      this.path.push({ sleep: [], tree: [{ task: 0, forced: [], accesses: [], children: [] }] })
      return true
    }
    while (this.path.length > 0) {
      const node = this.path[this.path.length - 1]
      const explored = node.tree.shift()!
      asleep(node.sleep, explored)
      if (node.tree.length > 0) {
        this.kept = this.path.length
        return true
      }
      this.path.pop()
    }
    return false
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
    throw new ScenarioError(
      "nondeterministic",
      `step ${index}: a task that could move here in an earlier execution cannot now: ` +
        `the scenario depends on something outside its objects (a module variable, the time, Math.random)`
    )
  }

  draw(machine: Machine, _n: number): number {
    const { last } = machine.log
    return this.path[last.index].tree[0].forced[last.draws.length] ?? 0
  }

  done(machine: Machine, ending: Ending): void {
    const { log } = machine
    for (let i = this.kept; i < log.count; i++) settle(this.path[i], log.records[i])
    // The branch a kept prefix ends in is new: it was planned, not yet run.
    if (this.kept > 0) settle(this.path[this.kept - 1], log.records[this.kept - 1])
    if (ending === "abandoned") return
    reversals(machine, ({ index, sequence }) => {
      const { sleep, tree } = this.path[index]
      if (!sleep.some(({ accesses, task }) => weakInitial(task, accesses, sequence))) insert(tree, sequence)
    })
  }

  /** The node before a step that no earlier execution has reached. */
  private open(machine: Machine, index: number): Node | undefined {
    const parent = this.path[index - 1]
    const before = machine.log.last
    const sleep: Array<Sleeper> = []
    for (const sleeper of parent.sleep) {
      if (sleeper.task !== before.task.id && independent(sleeper.accesses, before.accesses)) {
        sleep.push({ task: sleeper.task, accesses: sleeper.accesses })
      }
    }
    const planned = parent.tree[0].children
    const tree: Array<Branch> = planned.length > 0 ? planned : []
    if (tree.length === 0) {
      const task = awake(machine, sleep)
      if (task === undefined) {
        this.redundant++
        return undefined
      }
      tree.push({ task: task.id, forced: [], accesses: undefined, children: [] })
    }
    const node = { sleep, tree }
    this.path.push(node)
    return node
  }
}

/** The task to go on with where nothing is planned. */
const awake = (machine: Machine, sleep: ReadonlyArray<Sleeper>): Task | undefined => {
  const isAwake = (task: Task) => !sleep.some((sleeper) => sleeper.task === task.id)
  const first = stay(machine)
  if (isAwake(first)) return first
  return machine.enabled.slice(0, machine.enabledCount).find(isAwake)
}

/** The step was taken: what it touched is known, and the other values of its draws are alternatives. */
const settle = ({ tree }: Node, record: StepRecord): void => {
  const [branch] = tree
  branch.accesses = record.accesses.slice()
  const { draws, widths } = record
  for (let k = branch.forced.length; k < draws.length; k++) {
    for (let value = 1; value < widths[k]; value++) {
      const forced = [...draws.slice(0, k), value]
      if (tree.some((other) => other.task === branch.task && sameDraws(other.forced, forced))) continue
      tree.push({ task: branch.task, forced, accesses: branch.accesses, children: [] })
    }
  }
}

/** All alternatives of one task's step sleep together: they are wakened by what depends on any of them. */
const asleep = (sleep: Array<Sleeper>, { accesses, task }: Branch): void => {
  const known = sleep.find((sleeper) => sleeper.task === task)
  const touched = accesses ?? []
  if (known === undefined) sleep.push({ task, accesses: touched })
  else known.accesses = [...known.accesses, ...touched]
}
