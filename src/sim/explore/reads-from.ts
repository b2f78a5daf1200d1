/**
 * Explores each reads-from class once: executions in which every step finds what the same step had left there.
 *
 * Coarser than traces: the order of two stores between which nobody looks is forgotten. It is so only for locations
 * that are loaded and stored to and nothing else; at any other (locks, counters, whatever is waited for or modified in
 * one step) the order of the steps is part of the class, as it is of the trace (reads-from-graph.ts).
 *
 * Why each class comes up, once. An execution is a graph: its steps, and from where each of them reads. Every graph
 * that an execution can come to is built up along one chain (reads-from-chain.ts), so that it has one last link, and
 * one graph that this link is made from: for a step that is added to what is there, the graph without it. For a link
 * that adds a step with what it comes after, in front of another one that was due: the graph that goes on from the same
 * place with all else as if it came last, up to that step. That graph is unique, because what came last is decided by
 * the steps alone; it exists, because a step can always be added last; and the links of its own chain after that place
 * add less than this one does, for what they have to bring in is a part of it. So the graphs are a tree, whose root is
 * the empty one. A search that makes from each graph all those that are made from it (reads-from-children.ts) comes to
 * each graph by one way. An execution goes from a graph down to a leaf; the others are planned. A planned graph has an
 * order, so it can be run, and no execution is given up.
 *
 * Two exceptions, counted as redundant. Steps that change an object and yet commute (readers that share a lock, RCU
 * sections) are kept in order here; an execution that differs from an earlier one in nothing else is no class of its
 * own. And where a location turns out to be more than loaded and stored to when stores have been taken for blind, the
 * search begins anew, knowing that.
 *
 * What looks at the order of stores between which nobody looks is not asked for (check/), and the verdict says so if
 * there was anything to look at. Memory: what is planned along the current path, and the keys of classes in which steps
 * commute. To decide whether a graph has an order takes exponential time at worst (reads-from-order.ts).
 * Sources: Abdulla, Atig, Jonsson, Lang, Ngo, Sagonas, "Optimal Stateless Model Checking for Reads-From Equivalence
 * under Sequential Consistency", OOPSLA 2019; Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly Stateless,
 * Optimal Dynamic Partial Order Reduction", POPL 2022; Avis and Fukuda, "Reverse Search for Enumeration", 1996.
 */
import type { Checker } from "../check/checker.ts"
import { checkers } from "../check/checkers.ts"
import { ScenarioError } from "../errors.ts"
import type { Log, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import type { Link } from "./reads-from-chain.ts"
import { childrenOf } from "./reads-from-children.ts"
import { classOf, closeLocations, type Cut, Graph } from "./reads-from-graph.ts"
import type { Strategy } from "./strategy.ts"

/** A graph to be explored: a schedule of its steps, and its chain. */
interface Plan {
  readonly moves: ReadonlyArray<Move>
  readonly chain: ReadonlyArray<Link>
}

/** The step of a task, by number, with the values that it draws first. */
interface Move {
  readonly task: number
  readonly draws: ReadonlyArray<number>
}

const nothing: Plan = { moves: [], chain: [] }

/** Every reads-from class once. */
export class ReadsFrom implements Strategy {
  readonly name = "reads-from"
  readonly exhaustive = true
  readonly redundant = 0
  /** Executions of a class that was run before. */
  repeated = 0
  private executions = 0
  private plans: Array<Plan> = [nothing]
  private plan: Plan = nothing
  /** Locations to which more is done than loads and stores. */
  private readonly exact = new Set<number>()
  /** Locations at which stores were taken for blind. */
  private readonly blind = new Set<number>()
  /** Classes in which steps commute that are kept in order here. */
  private readonly classes = new Set<string>()
  /** Kinds of notes that executions have left. */
  private readonly noted = new Set<string>()

  bounds(): ReadonlyArray<string> {
    const blindTo = checkers.filter(({ ofTraces = [] }) => ofTraces.some((kind) => this.noted.has(kind)))
    return blindTo.length === 0 ? [] : [`not looked for: ${blindTo.map(({ name }) => name).join(", ")}`]
  }

  mayAsk({ ofTraces }: Checker): boolean {
    return ofTraces === undefined
  }

  next(): boolean {
    const plan = this.plans.pop()
    if (plan === undefined) return false
    this.plan = plan
    return true
  }

  /** As planned; then the lowest task that can move. */
  choose({ enabled, enabledCount, log: { count } }: Machine): Task | undefined {
    const move = this.plan.moves[count] as Move | undefined
    let chosen: Task | undefined
    for (let i = 0; i < enabledCount; i++) {
      const task = enabled[i]
      if (move === undefined ? chosen === undefined || task.id < chosen.id : task.id === move.task) chosen = task
    }
    if (chosen !== undefined) return chosen
    throw new ScenarioError(
      "nondeterministic",
      `step ${count}: a task cannot move here that could in an equal execution: the scenario depends on something ` +
        `outside its objects (a module variable, a Ref or Queue between tasks, Math.random)`
    )
  }

  draw({ log: { last } }: Machine): number {
    const move = this.plan.moves[last.index] as Move | undefined
    return move?.draws[last.draws.length] ?? 0
  }

  done(machine: Machine, ending: Ending): void {
    const { blind, classes, exact, plan } = this
    refuseFibers(machine)
    this.executions++
    for (const { kind } of machine.log.notes) this.noted.add(kind)
    closeLocations(machine, exact)
    if ([...blind].some((location) => exact.has(location))) {
      this.repeated = this.executions
      this.plans = [nothing]
      blind.clear()
      classes.clear()
      return
    }
    const graph = new Graph(machine, exact)
    for (const location of graph.blind) blind.add(location)
    if (graph.commutes) {
      const key = classOf(graph)
      if (classes.has(key)) this.repeated++
      classes.add(key)
    }
    const chain = chainOfRun(machine.log, graph, plan)
    const isOver = ending === "complete" || ending === "stuck"
    for (const { chain: links, order } of childrenOf(graph, chain, plan.chain.length, isOver)) {
      this.plans.push({ moves: order.map(({ draws, task }) => ({ task, draws })), chain: links })
    }
    this.plans.push(...otherDraws(machine.log, plan, chain))
  }
}

/** The plan's chain, and a link for each step after it. */
const chainOfRun = ({ count, records }: Log, { width }: Graph, plan: Plan): ReadonlyArray<Link> => {
  const chain: Array<Link> = plan.chain.map(({ before, due }) => ({ before: widened(before, width), due }))
  const cut: Cut = new Int32Array(width)
  for (const [i, { nth, task }] of records.slice(0, count).entries()) {
    if (i >= plan.moves.length) chain.push({ before: cut.slice(), due: { task: task.id, nth } })
    cut[task.id] = nth
  }
  return chain
}

const widened = (cut: Cut, width: number): Cut => {
  if (cut.length === width) return cut
  const wide = new Int32Array(width)
  wide.set(cut)
  return wide
}

/** For each value that was drawn and not planned, the same up to there with another one. */
const otherDraws = ({ count, records }: Log, plan: Plan, chain: ReadonlyArray<Link>): Array<Plan> => {
  const others: Array<Plan> = []
  const moves = records.slice(0, count).map(moveOf)
  for (const [i, { draws, widths }] of records.slice(0, count).entries()) {
    const planned = plan.moves[i] as Move | undefined
    // One link for each step after the plan.
    const links = plan.chain.length + Math.max(0, i + 1 - plan.moves.length)
    for (let k = planned?.draws.length ?? 0; k < draws.length; k++) {
      for (let value = 1; value < widths[k]; value++) {
        const drawn = { task: moves[i].task, draws: [...draws.slice(0, k), value] }
        const before = moves.slice(0, i)
        others.push({ moves: [...before, drawn, ...plan.moves.slice(i + 1)], chain: chain.slice(0, links) })
      }
    }
  }
  return others
}

const moveOf = ({ draws, task }: StepRecord): Move => ({ task: task.id, draws: draws.slice() })

/** What a fiber's local code learns of others is no step, so it cannot be foretold. */
const refuseFibers = ({ tasks }: Machine): void => {
  const fiber = tasks.find(({ exposed }) => exposed)
  if (fiber === undefined) return
  throw new ScenarioError(
    "misuse",
    `the strategy reads-from cannot explore fibers that Effect forks, as ${fiber.name}, which may be interrupted or ` +
      `watched at any step: use --strategy dpor, or make it a task()`
  )
}
