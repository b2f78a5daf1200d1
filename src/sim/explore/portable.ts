/**
 * Parts of a search as plain data, which another machine of the same program can go on with.
 *
 * A machine numbers tasks and objects in the order in which it meets them; here they go by their names
 * (names.ts), each written once and then counted. The tree of a node is what is planned after the step
 * before it: written once, under the node.
 */
import type { Names } from "../names.ts"
import type { Draws } from "./draws.ts"
import type { Node, Part } from "./part.ts"
import type { Reversal } from "./reversal.ts"
import type { Branch, Event, Item } from "./wakeup.ts"

/** The names that `task` and `accesses` count in. */
export interface Words {
  readonly tasks: ReadonlyArray<string>
  readonly locations: ReadonlyArray<string>
}

/** A part without a machine. */
export interface PortablePart {
  readonly path: ReadonlyArray<PortableNode>
  readonly base: number
  readonly fresh: boolean
  readonly uncertain: boolean
}

/** A node; where the path goes on, the first of its tree has no children here. */
export interface PortableNode {
  readonly sleep: ReadonlyArray<PortableEvent>
  readonly tree: ReadonlyArray<PortableBranch>
  readonly slept: number
}

/** An event; `accesses` is null where they are not known. */
export interface PortableEvent {
  readonly task: number
  readonly draws: Draws
  readonly accesses: ReadonlyArray<number> | null
  readonly foretold: boolean
}

/** A branch; `given` is null where it was not given away. */
export interface PortableBranch extends PortableEvent {
  readonly children: ReadonlyArray<PortableBranch>
  readonly trusted: ReadonlyArray<ReadonlyArray<PortableEvent>>
  readonly given: number | null
}

/** A reversal. */
export interface PortableReversal {
  readonly index: number
  readonly sequence: ReadonlyArray<PortableEvent>
}

/** Takes parts out of the machine whose names these are. */
export class Packer {
  private readonly tasks: Dictionary
  private readonly locations: Dictionary

  constructor(names: Names) {
    this.tasks = new Dictionary((task) => names.taskName(task))
    this.locations = new Dictionary((location) => names.locationName(location))
  }

  /** The names used so far. */
  get words(): Words {
    return { tasks: this.tasks.words, locations: this.locations.words }
  }

  part({ base, fresh, path, uncertain }: Part): PortablePart {
    const nodes = path.map(({ sleep, slept, tree }, i) => ({
      slept,
      sleep: sleep.map(this.event),
      tree: tree.map((from, j) => this.branch(i < path.length - 1 && j === 0 ? { ...from, children: [] } : from))
    }))
    return { path: nodes, base, fresh, uncertain }
  }

  readonly reversal = ({ index, sequence }: Reversal): PortableReversal => ({
    index,
    sequence: sequence.map(this.event)
  })

  readonly event = ({ accesses, draws, foretold, task }: Event): PortableEvent => ({
    task: this.tasks.of(task),
    draws,
    accesses: accesses?.map((access) => 2 * this.locations.of(access >> 1) + (access & 1)) ?? null,
    foretold
  })

  private readonly branch = (from: Branch): PortableBranch => ({
    ...this.event(from),
    children: from.children.map(this.branch),
    trusted: from.trusted.map((sequence) => sequence.map(this.event)),
    given: from.given ?? null
  })
}

/** Puts parts into the machine whose names these are. */
export class Unpacker {
  private readonly tasks: ReadonlyArray<number>
  private readonly locations: ReadonlyArray<number>

  constructor({ locations, tasks }: Words, names: Names) {
    this.tasks = tasks.map((name) => names.taskNamed(name))
    this.locations = locations.map((name) => names.locationNamed(name))
  }

  part({ base, fresh, path: nodes, uncertain }: PortablePart): Part {
    const path: Array<Node> = []
    for (let i = nodes.length - 1; i >= 0; i--) {
      const { sleep, slept, tree } = nodes[i]
      const branches = tree.map(this.branch)
      if (path.length > 0) branches[0] = { ...branches[0], children: path[0].tree }
      path.unshift({ sleep: sleep.map(this.event), tree: branches, slept })
    }
    return { path, base, fresh, uncertain }
  }

  readonly reversal = ({ index, sequence }: PortableReversal): Reversal => ({
    index,
    sequence: sequence.map((item) => this.event(item) as Item)
  })

  readonly event = ({ accesses, draws, foretold, task }: PortableEvent): Event => ({
    task: this.tasks[task],
    draws,
    accesses: accesses?.map((access) => 2 * this.locations[access >> 1] + (access & 1)),
    foretold
  })

  private readonly branch = (from: PortableBranch): Branch => {
    const branch = {
      ...this.event(from),
      children: from.children.map(this.branch),
      trusted: from.trusted.map((sequence) => sequence.map((item) => this.event(item) as Item))
    }
    return from.given === null ? branch : { ...branch, given: from.given }
  }
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
