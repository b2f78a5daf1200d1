/**
 * What is left of a search, as plain data that another machine of the same program can go on with.
 *
 * A machine numbers tasks and objects in the order in which it meets them; here they go by their
 * names (names.ts), each written once and then counted. The tree of a node is what is planned after
 * the step before it: written once, under the node.
 */
import type { Names } from "../names.ts"
import type { Draws } from "./draws.ts"
import type { Node, Part } from "./part.ts"
import type { Branch, Event, Item } from "./wakeup.ts"

/** A part without a machine: `task` and `accesses` count in `tasks` and `locations`. */
export interface PortablePart {
  readonly tasks: ReadonlyArray<string>
  readonly locations: ReadonlyArray<string>
  readonly path: ReadonlyArray<PortableNode>
  readonly uncertain: boolean
}

/** A node; where the path goes on, the first of its tree has no children here. */
export interface PortableNode {
  readonly sleep: ReadonlyArray<PortableEvent>
  readonly tree: ReadonlyArray<PortableBranch>
}

/** An event; `accesses` is null where they are not known. */
export interface PortableEvent {
  readonly task: number
  readonly draws: Draws
  readonly accesses: ReadonlyArray<number> | null
  readonly foretold: boolean
}

/** A branch. */
export interface PortableBranch extends PortableEvent {
  readonly children: ReadonlyArray<PortableBranch>
  readonly trusted: ReadonlyArray<ReadonlyArray<PortableEvent>>
}

/** Takes the part out of the machine whose names these are. */
export const pack = ({ path, uncertain }: Part, names: Names): PortablePart => {
  const tasks = new Dictionary((task) => names.taskName(task))
  const locations = new Dictionary((location) => names.locationName(location))
  const event = ({ accesses, draws, foretold, task }: Event): PortableEvent => ({
    task: tasks.of(task),
    draws,
    accesses: accesses?.map((access) => 2 * locations.of(access >> 1) + (access & 1)) ?? null,
    foretold
  })
  const branch = (from: Branch): PortableBranch => ({
    ...event(from),
    children: from.children.map(branch),
    trusted: from.trusted.map((sequence) => sequence.map(event))
  })
  const nodes = path.map(({ sleep, tree }, i) => {
    const goesOn = i < path.length - 1
    return {
      sleep: sleep.map(event),
      tree: tree.map((from, j) => branch(goesOn && j === 0 ? { ...from, children: [] } : from))
    }
  })
  return { tasks: tasks.words, locations: locations.words, path: nodes, uncertain }
}

/** Puts the part into the machine whose names these are. */
export const unpack = (part: PortablePart, names: Names): Part => {
  const tasks = part.tasks.map((name) => names.taskNamed(name))
  const locations = part.locations.map((name) => names.locationNamed(name))
  const event = ({ accesses, draws, foretold, task }: PortableEvent): Event => ({
    task: tasks[task],
    draws,
    accesses: accesses?.map((access) => 2 * locations[access >> 1] + (access & 1)),
    foretold
  })
  const branch = (from: PortableBranch): Branch => ({
    ...event(from),
    children: from.children.map(branch),
    trusted: from.trusted.map((sequence) => sequence.map((item) => event(item) as Item))
  })
  const path: Array<Node> = []
  for (let i = part.path.length - 1; i >= 0; i--) {
    const { sleep, tree } = part.path[i]
    const branches = tree.map(branch)
    if (path.length > 0) branches[0] = { ...branches[0], children: path[0].tree }
    path.unshift({ sleep: sleep.map(event), tree: branches })
  }
  return { path, uncertain: part.uncertain }
}

/** Words in the order of their first use. */
class Dictionary {
  readonly words: Array<string> = []
  private readonly places = new Map<number, number>()
  private readonly wordOf: (number: number) => string

  constructor(wordOf: (number: number) => string) {
    this.wordOf = wordOf
  }

  of(number: number): number {
    let place = this.places.get(number)
    if (place === undefined) {
      place = this.words.push(this.wordOf(number)) - 1
      this.places.set(number, place)
    }
    return place
  }
}
