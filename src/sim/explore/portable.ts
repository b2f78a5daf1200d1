/**
 * Parts of a search as plain data, which another machine of the same program can go on with.
 *
 * A machine numbers tasks and objects in the order in which it meets them; here they go by their names
 * (names.ts), each written once and then counted, and so do events, of which a search has few and plans many. The
 * nodes of a part are one list of numbers: what is planned may be larger than what is explored of it in a round,
 * and a list is handed over in no time.
 */
import type { Names } from "../names.ts"
import type { Draws } from "./draws.ts"
import type { Node, Part } from "./part.ts"
import type { Reversal } from "./reversal.ts"
import type { Branch, Event, Item } from "./wakeup.ts"

/** What the numbers of parts and reversals count in. */
export interface Words {
  readonly tasks: ReadonlyArray<string>
  readonly locations: ReadonlyArray<string>
  readonly events: ReadonlyArray<PortableEvent>
}

/** An event: task and locations by number; `accesses` is null where they are not known. */
export interface PortableEvent {
  readonly task: number
  readonly draws: Draws
  readonly accesses: ReadonlyArray<number> | null
  readonly foretold: boolean
}

/** A part without a machine. `nodes`: how many, then of each how many slept, who sleeps, and its tree. */
export interface PortablePart {
  readonly nodes: ReadonlyArray<number>
  readonly base: number
  readonly fresh: number
  readonly uncertain: boolean
}

/** A reversal: its events by number. */
export interface PortableReversal {
  readonly index: number
  readonly sequence: ReadonlyArray<number>
}

/** What follows the number of a branch's event: four times how many children, and whether these two follow them. */
const hasTrusted = 1
const isGiven = 2

/** Takes parts out of the machine whose names these are. */
export class Packer {
  private readonly tasks: Dictionary
  private readonly locations: Dictionary
  private readonly events: Array<PortableEvent> = []
  private readonly places = new Map<string, number>()
  /** Of events that were met before as these very arrays: most were. */
  private readonly met = new Map<Event["accesses"], Array<{ readonly event: Event; readonly place: number }>>()

  constructor(names: Names) {
    this.tasks = new Dictionary((task) => names.taskName(task))
    this.locations = new Dictionary((location) => names.locationName(location))
  }

  /** The words used so far. */
  get words(): Words {
    return { tasks: this.tasks.words, locations: this.locations.words, events: this.events }
  }

  part({ base, fresh, path, uncertain }: Part): PortablePart {
    const nodes: Array<number> = [path.length]
    for (const [i, { sleep, slept, tree }] of path.entries()) {
      nodes.push(slept, sleep.length, ...sleep.map(this.event), tree.length)
      // Where the path goes on, what is planned after the first is the tree of the next node.
      for (const [j, branch] of tree.entries()) this.branch(nodes, branch, i < path.length - 1 && j === 0)
    }
    return { nodes, base, fresh, uncertain }
  }

  readonly reversal = ({ index, sequence }: Reversal): PortableReversal => ({
    index,
    sequence: sequence.map(this.event)
  })

  /** The number of the event. */
  readonly event = (event: Event): number => {
    const { accesses, draws, foretold, task } = event
    const met = this.met.get(accesses) ?? []
    if (met.length === 0) this.met.set(accesses, met)
    for (const { event: one, place } of met) {
      if (one.task === task && one.draws === draws && one.foretold === foretold) return place
    }
    const key = `${task} ${foretold} ${accesses} ${draws.values} ${draws.widths} ${draws.open}`
    let place = this.places.get(key)
    if (place === undefined) {
      place = this.events.push({
        task: this.tasks.of(task),
        draws,
        accesses: accesses?.map((access) => 2 * this.locations.of(access >> 1) + (access & 1)) ?? null,
        foretold
      }) - 1
      this.places.set(key, place)
    }
    met.push({ event, place })
    return place
  }

  private branch(nodes: Array<number>, from: Branch, alone: boolean): void {
    const { given, trusted } = from
    const children = alone ? [] : from.children
    const flags = (trusted === undefined ? 0 : hasTrusted) + (given === undefined ? 0 : isGiven)
    nodes.push(this.event(from), 4 * children.length + flags)
    if (trusted !== undefined) {
      nodes.push(trusted.length)
      for (const sequence of trusted) nodes.push(sequence.length, ...sequence.map(this.event))
    }
    if (given !== undefined) nodes.push(given)
    for (const child of children) this.branch(nodes, child, false)
  }
}

/** Puts parts into the machine whose names these are. */
export class Unpacker {
  private readonly events: ReadonlyArray<Event>

  constructor({ events, locations, tasks }: Words, names: Names) {
    const taskOf = tasks.map((name) => names.taskNamed(name))
    const locationOf = locations.map((name) => names.locationNamed(name))
    this.events = events.map(({ accesses, draws, foretold, task }) => ({
      task: taskOf[task],
      draws,
      accesses: accesses?.map((access) => 2 * locationOf[access >> 1] + (access & 1)),
      foretold
    }))
  }

  /** Throws RangeError where the numbers are those of no part. */
  part({ base, fresh, nodes, uncertain }: PortablePart): Part {
    const numbers = new Numbers(nodes)
    const path: Array<Node> = []
    for (let count = numbers.next(); count > 0; count--) {
      const slept = numbers.next()
      const sleep = numbers.list(() => this.event(numbers.next()))
      path.push({ sleep, tree: numbers.list(() => this.branch(numbers)), slept })
    }
    for (let i = path.length - 1; i > 0; i--) {
      const { tree } = path[i - 1]
      tree[0] = { ...tree[0], children: path[i].tree }
    }
    return { path, base, fresh, uncertain }
  }

  readonly reversal = ({ index, sequence }: PortableReversal): Reversal => ({
    index,
    sequence: sequence.map((place) => this.event(place) as Item)
  })

  /** The event of that number. Throws RangeError where there is none. */
  readonly event = (place: number): Event => {
    const event = this.events[place]
    if (event === undefined) throw new RangeError(`there is no event ${place}`)
    return event
  }

  private branch(numbers: Numbers): Branch {
    const { accesses, draws, foretold, task } = this.event(numbers.next())
    const count = numbers.next()
    const trusted = (count & hasTrusted) === 0
      ? undefined
      : numbers.list(() => numbers.list(() => this.event(numbers.next()) as Item))
    const given = (count & isGiven) === 0 ? undefined : numbers.next()
    const children: Array<Branch> = (count >> 2) === 1 ? [this.branch(numbers)] : []
    for (let left = (count >> 2) - children.length; left > 0; left--) children.push(this.branch(numbers))
    const branch = { task, draws, accesses, foretold, children, trusted }
    return given === undefined ? branch : { ...branch, given }
  }
}

/** A list of numbers, read from its beginning. */
class Numbers {
  private at = 0
  private readonly numbers: ReadonlyArray<number>

  constructor(numbers: ReadonlyArray<number>) {
    this.numbers = numbers
  }

  next(): number {
    if (this.at === this.numbers.length) throw new RangeError("the numbers of a part end too early")
    return this.numbers[this.at++]
  }

  /** How many, and each of them. */
  list<A>(read: () => A): Array<A> {
    const list: Array<A> = []
    for (let left = this.next(); left > 0; left--) list.push(read())
    return list
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
