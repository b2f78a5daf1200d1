/**
 * An execution as a graph: its steps, and from which step each of them reads at each location.
 *
 * A location is *open* while all that is ever done to it is to load it and to store to it: a store does not look at
 * what it replaces, so that the order of two stores shows in nothing but what is read. Every other location is
 * *exact*: whatever changes it, or leaves an edge there, reads what the last such step left, so that these steps stand
 * in one order, which the graph holds. Operations are pure in their object's state, so what a step would do after
 * another one can be asked.
 */
import { type Clock, join } from "../clock.ts"
import { READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { SimObject } from "../object.ts"
import type { Operation, Step } from "../step.ts"
import type { Task } from "../task.ts"
import { touchedBy } from "./fold.ts"

/** What a step found at a location: what that step had left there, or the location's first value. */
export interface Read {
  readonly location: number
  readonly from: Node | undefined
}

/** A step of a graph. */
export interface Node {
  readonly task: number
  readonly nth: number
  readonly reads: ReadonlyArray<Read>
  readonly writes: ReadonlyArray<number>
  /** It changes its own object, or leaves an edge there, and yet commutes with others of its sort. */
  readonly commutes?: true
  /** It, and all that it comes after by program order and by what was read: how many steps of each task. */
  readonly clock: Clock
  readonly draws: ReadonlyArray<number>
}

/** The next step of a task at some point. */
export interface Next {
  readonly owner: Task
  readonly nth: number
  readonly step: Step<unknown>
  /** What its task has come after. */
  readonly before: Clock
}

/** Some of the steps of a graph, with all that they come after: the first so many of each task. */
export type Cut = Clock

export const contains = (cut: Cut, { nth, task }: Pick<Node, "nth" | "task">): boolean => cut[task] >= nth

/** The cut with these steps as well. */
export const and = (cut: Cut, more: Clock): Cut => {
  const both = cut.slice()
  join(both, more)
  return both
}

/** Adds the locations to which more is done than loads and stores. */
export const closeLocations = ({ log, tasks }: Machine, exact: Set<number>): void => {
  const look = (step: Step<unknown>) => {
    const { block, location } = step.object
    if (!isOpen(step.operation)) exact.add(location)
    if (block !== undefined) exact.add(block.location)
    for (const other of step.operation.reads?.(step.argument) ?? []) exact.add(other.location)
  }
  for (let i = 0; i < log.count; i++) {
    const { accesses, own, step } = log.records[i]
    look(step)
    for (let k = own; k < accesses.length; k++) exact.add(accesses[k] >> 1)
  }
  for (const { pending } of tasks) if (pending !== undefined) look(pending)
}

/** A load, or a store that does not look at what it replaces. */
const isOpen = ({ access, enabled, outcomes, reads }: Operation): boolean =>
  access !== "none" && enabled === undefined && reads === undefined &&
  (outcomes.every(({ effects }) => (effects & WRITE) === 0) || outcomes.every(({ effects }) => (effects & READ) === 0))

/** The machine's execution. */
export class Graph {
  /** By task, in program order. */
  readonly nodes: Array<Array<Node>> = []
  /** Tasks by number, the lowest first. */
  readonly tasks: ReadonlyArray<number>
  readonly width: number
  /** Locations at which a store was taken to look at nothing. */
  readonly blind = new Set<number>()
  /** Some steps commute that are kept in order. */
  commutes = false
  private readonly machine: Machine
  private readonly exact: ReadonlySet<number>
  private readonly steps: Array<Array<Next>> = []
  private readonly writers = new Map<number, Array<Node>>()
  /** What each step left in its object. */
  private readonly left = new Map<Node, unknown>()

  constructor(machine: Machine, exact: ReadonlySet<number>) {
    this.machine = machine
    this.exact = exact
    this.width = machine.log.clockWidth
    const { log, tasks } = machine
    this.tasks = tasks.map(({ id }) => id).toSorted((a, b) => a - b)
    for (const id of this.tasks) {
      this.nodes[id] = []
      this.steps[id] = []
    }
    const after = statesAfter(machine)
    for (let i = 0; i < log.count; i++) this.add(log.records[i], after[i])
    for (const task of tasks) if (task.pending !== undefined) this.steps[task.id].push(this.nextOf(task, task.pending))
  }

  isExact(location: number): boolean {
    return this.exact.has(location)
  }

  /** The n-th step of the task, taken or not. */
  step(task: number, nth: number): Next | undefined {
    return this.steps[task]?.[nth - 1]
  }

  /** All the steps that write the location, as they were executed. */
  writesTo(location: number): ReadonlyArray<Node> {
    return this.writers.get(location) ?? []
  }

  /** The last write of an exact location in the cut. */
  lastWrite(location: number, cut: Cut): Node | undefined {
    return this.writesTo(location).findLast((node) => contains(cut, node))
  }

  /** The next step of the task after the cut, if the task is there. */
  following(task: number, cut: Cut): Next | undefined {
    const nth = cut[task] + 1
    const next = this.step(task, nth)
    if (next === undefined || nth > 1) return next
    // A task is there once its creator has taken the step after which it was made.
    const { origin } = next.owner
    return origin === undefined || contains(cut, { task: origin.task.id, nth: origin.nth }) ? next : undefined
  }

  /** Could the step be taken after the cut, as the objects are there? */
  isReady({ owner, step }: Next, cut: Cut): boolean {
    const { argument, object, operation } = step
    const { enabled } = operation
    if (enabled === undefined) return true
    return this.asLeft(step, (location) => this.lastWrite(location, cut), () => enabled(object, argument, owner))
  }

  /** The lowest task that can move after the cut: the order in which a search lets tasks move. */
  first(cut: Cut): Next | undefined {
    for (const task of this.tasks) {
      const next = this.following(task, cut)
      if (next !== undefined && this.isReady(next, cut)) return next
    }
    return undefined
  }

  /** The step as it would be, did it read from these; undefined where it would wait. */
  node(next: Next, sources: ReadonlyMap<number, Node | undefined>): Node | undefined {
    const { before, nth, owner, step: { argument, object, operation } } = next
    const { location } = object
    const reads: Array<Read> = []
    const writes: Array<number> = []
    for (const at of sources.keys()) if (at !== location) reads.push({ location: at, from: sources.get(at) })
    if (!this.isExact(location)) {
      if (sources.has(location)) reads.push({ location, from: sources.get(location) })
      else if (stores(next)) writes.push(location)
    } else if (sources.has(location)) {
      const from = sources.get(location)
      const changes = this.asLeft(next.step, (at) => sources.get(at), () => {
        if (operation.enabled?.(object, argument, owner) === false) return undefined
        const found = object.state
        const effects = operation.apply(object, argument, owner)
        return (effects & changing) !== 0 || object.state !== found
      })
      if (changes === undefined) return undefined
      reads.push({ location, from })
      if (changes) writes.push(location)
    }
    const clock = before.slice()
    for (const { from } of reads) if (from !== undefined) join(clock, from.clock)
    clock[owner.id] = nth
    return { task: owner.id, nth, reads, writes, clock, draws: [] }
  }

  private add(record: StepRecord, after: unknown): void {
    const { accesses, before, draws, effects, nth, step, task } = record
    const next = this.nextOf(task, step)
    this.steps[task.id].push(next)
    const reads: Array<Read> = []
    const writes: Array<number> = []
    let commutes = false
    for (let i = 0; i < accesses.length; i++) {
      const location = accesses[i] >> 1
      const written = (accesses[i] & 1) === 1
      const own = location === step.object.location && i < record.own
      if (written && !this.isExact(location)) this.blind.add(location)
      else reads.push({ location, from: this.writesTo(location).at(-1) })
      const changes = own && !written && ((effects & changing) !== 0 || before !== after)
      if (written || changes) writes.push(location)
      if (changes) commutes = this.commutes = true
    }
    const clock = next.before.slice()
    for (const { from } of reads) if (from !== undefined) join(clock, from.clock)
    clock[task.id] = nth
    const made = { task: task.id, nth, reads, writes, clock, draws: draws.slice() }
    const node: Node = commutes ? { ...made, commutes } : made
    this.nodes[task.id].push(node)
    this.left.set(node, after)
    for (const location of writes) {
      const writers = this.writers.get(location)
      if (writers === undefined) this.writers.set(location, [node])
      else writers.push(node)
    }
  }

  private nextOf(owner: Task, step: Step<unknown>): Next {
    const { id, origin } = owner
    const mine = this.nodes[id]
    const last = mine.at(-1) ?? (origin === undefined ? undefined : this.nodes[origin.task.id][origin.nth - 1])
    return { owner, nth: mine.length + 1, step, before: last?.clock ?? new Int32Array(this.width) }
  }

  /** Runs `look` with all that the step touches as these steps left it. */
  private asLeft<A>(step: Step<unknown>, by: (location: number) => Node | undefined, look: () => A): A {
    const { machine } = this
    const objects = touchedBy(step)
    const states = objects.map(({ state }) => state)
    for (const object of objects) {
      const last = by(object.location)
      object.state = last === undefined ? object.initial : this.stateLeft(object, last)
    }
    const seen = look()
    for (const [i, object] of objects.entries()) object.state = states[i]
    machine.result = machine.outcome = machine.fault = undefined
    return seen
  }

  /** Where the step was one of another object, it was the last of a task, whose life this is. */
  private stateLeft({ location }: SimObject, by: Node): unknown {
    return this.step(by.task, by.nth)!.step.object.location === location ? this.left.get(by) : true
  }
}

/** Effects that a later step at the location can see. */
const changing = WRITE | RELEASE | RELEASE_SHARED

const stores = ({ step: { object, operation } }: Next): boolean => operation.stores === true && !object.readOnly

/** The locations that a step reads and that are exact, or open ones that it loads. */
export const readBy = (graph: Graph, { step }: Next): ReadonlyArray<number> => {
  const { argument, object, operation } = step
  const { block, location } = object
  const found: Array<number> = []
  const touches = operation.outcomes.some(({ effects }) => effects !== 0)
  if (touches && !(object.readOnly && operation.stores === true)) {
    if (graph.isExact(location) || operation.stores !== true) found.push(location)
  }
  if (block !== undefined) found.push(block.location)
  for (const other of operation.reads?.(argument) ?? []) if (!found.includes(other.location)) found.push(other.location)
  return found
}

/** The class of the execution as text, in which steps that commute have no order. */
export const classOf = (graph: Graph): string =>
  graph.tasks.map((task) => graph.nodes[task].map(lineOf).join(" ")).join("\n")

const lineOf = ({ draws, reads }: Node): string =>
  `${draws.join()}:${reads.map((read) => `${read.location}<${nameOf(settled(read))}`).join()}`

/** The last step at the location that nothing commutes with. */
const settled = ({ from, location }: Read): Node | undefined =>
  from?.commutes === true ? settled(from.reads.find((read) => read.location === location)!) : from

const nameOf = (node: Node | undefined): string => node === undefined ? "" : `${node.task}.${node.nth}`

/** What each step left in its object, by index. */
const statesAfter = ({ log, objects }: Machine): Array<unknown> => {
  const after: Array<unknown> = []
  const now = objects.map(({ state }) => state)
  for (let i = log.count - 1; i >= 0; i--) {
    const { before, step } = log.records[i]
    after[i] = now[step.object.location]
    now[step.object.location] = before
  }
  return after
}
