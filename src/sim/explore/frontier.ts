/**
 * The frontier of a search: its parts, explored in rounds.
 *
 * A part gives away a sequence that it has planned: another part explores what is below, knowing nothing of
 * the rest, for nothing sleeps there (part.ts). The sequence stays planned where it is, as one whose execution
 * somebody else runs. Reversals of steps before those that its giver has come to are planned at the end of the
 * round; those of the steps of the sequence when the giver comes to it, and it waits there until all of them
 * are known. So every part plans what it would plan if it explored all of it alone, and each trace is still
 * explored once. Wakeup trees: Abdulla, Aronis, Jonsson, Sagonas, JACM 64(4), 2017.
 *
 * In a round up to `width` parts are explored for a fixed number of executions each. What is explored, and in
 * which order, depends on the program alone, not on who explores the parts or how many do so at once.
 */
import { type Gift, giftsOf } from "./gifts.ts"
import {
  asleepAfter,
  isDone,
  isReady,
  nextSequence,
  type Node,
  type Part,
  plan,
  retreat,
  settle,
  shareBehind,
  whole
} from "./part.ts"
import type { Reversal } from "./reversal.ts"
import { awake, type Branch, branchOf, insert, type Item } from "./wakeup.ts"

/** How a search is cut into rounds. */
export interface Rounds {
  /** Executions before anything is given away: small searches are done by then. */
  readonly first: number
  /** Executions of each part in a round; up to eight times as many where a part has so much planned (`enough`). */
  readonly quantum: number
  /** Parts explored in a round. */
  readonly width: number
  /** Planned steps of a part that are looked at in a round for something to give away (gifts.ts). */
  readonly looks: number
}

/** Large enough that a round outweighs handing its parts over, small enough to keep 8 workers busy. */
export const rounds: Rounds = { first: 4096, quantum: 1024, width: 16, looks: 512 }

/** A part, and where it came from. */
interface Held {
  readonly id: number
  part: Part
  giver: Held | undefined
  /** The giver's node that the sequence was planned at. */
  readonly at: number
  /** Reversals of the steps of the sequence. */
  readonly late: Array<Reversal>
}

/** What is to be known of a part that is explored, until its giver comes to it. */
interface Finished {
  /** The last step of the sequence, as it was run. */
  readonly last: Item
  readonly late: ReadonlyArray<Reversal>
}

/** One part to explore in this round. */
export interface Share {
  readonly part: Part
  readonly executions: number
}

/** What exploring a share has led to. */
export interface Explored {
  readonly part: Part
  readonly emitted: ReadonlyArray<Reversal>
}

/** The frontier as plain data. */
export interface FrontierState {
  readonly begun: boolean
  readonly born: number
  /** `giver` is a part's number, or -1. */
  readonly held: ReadonlyArray<Omit<Held, "giver"> & { readonly giver: number }>
  readonly finished: ReadonlyArray<Finished & { readonly id: number }>
}

/** The unfinished parts of a search. */
export class Frontier {
  private held: Array<Held>
  private readonly finished = new Map<number, Finished>()
  private sharing: ReadonlyArray<Held> = []
  private begun = false
  private born = 1
  private readonly how: Rounds

  constructor(how: Rounds = rounds) {
    this.how = how
    this.held = [{ id: 0, part: whole(), giver: undefined, at: -1, late: [] }]
  }

  /** Goes on from a state. */
  static from({ begun, born, finished, held }: FrontierState, how?: Rounds): Frontier {
    const frontier = new Frontier(how)
    const byId = new Map<number, Held>()
    for (const one of held) byId.set(one.id, { ...one, giver: undefined, late: [...one.late] })
    for (const { giver, id } of held) if (giver >= 0) byId.get(id)!.giver = byId.get(giver)
    frontier.held = [...byId.values()]
    for (const { id, ...one } of finished) frontier.finished.set(id, one)
    frontier.begun = begun
    frontier.born = born
    return frontier
  }

  /** All of it, between two rounds. */
  get state(): FrontierState {
    const { begun, born } = this
    const held = this.held.map(({ giver, ...one }) => ({ ...one, giver: giver?.id ?? -1 }))
    return { begun, born, held, finished: [...this.finished].map(([id, finished]) => ({ id, ...finished })) }
  }

  /** Nothing is left to explore. */
  get isDone(): boolean {
    return this.held.length === 0
  }

  /** How many parts are unfinished. */
  get size(): number {
    return this.held.length
  }

  /** Which share of the search is behind it, as far as is known (part.ts). */
  get behind(): number {
    if (this.isDone) return 1
    const shareOf = (held: Held | undefined): number => {
      if (held === undefined) return 0
      const { behind, each } = shareBehind(held.part)
      return held.part.path.slice(held.part.base).reduce((sum, { tree }, i) => {
        // The first branch of a node that is not the last is under way: the path goes on there.
        const from = held.part.base + i < held.part.path.length - 1 ? 1 : 0
        return sum + each[held.part.base + i] * tree.slice(from).reduce((all, branch) => all + given(branch), 0)
      }, behind)
    }
    const given = (branch: Branch): number => {
      if (branch.children.length > 0) {
        return branch.children.reduce((sum, child) => sum + given(child), 0) / branch.children.length
      }
      if (branch.given === undefined) return 0
      return this.finished.has(branch.given) ? 1 : shareOf(this.held.find(({ id }) => id === branch.given))
    }
    return shareOf(this.held.find(({ giver }) => giver === undefined))
  }

  /** The parts of the next round, for at most `left` executions together. */
  share(left: number): ReadonlyArray<Share> {
    const { first, quantum, width } = this.how
    this.sharing = this.held.filter(({ part }) => isReady(part)).slice(0, Math.min(width, left))
    const asked = this.begun ? enough(quantum, this.sharing.map(({ part }) => part)) : first
    const executions = Math.min(asked, Math.floor(left / this.sharing.length))
    this.begun = true
    return this.sharing.map(({ part }) => ({ part, executions }))
  }

  /** Ends the round: what came of each share, in their order. */
  take(explored: ReadonlyArray<Explored>): void {
    const uncertain = explored.some(({ part }) => part.uncertain) || this.held.some(({ part }) => part.uncertain)
    for (const [i, { part }] of explored.entries()) this.sharing[i].part = part
    for (const { part } of this.held) part.uncertain = uncertain
    for (const [i, { emitted }] of explored.entries()) {
      for (const reversal of emitted) hand(this.sharing[i], reversal)
    }
    this.sharing = []
    this.finish()
    if (!uncertain) this.giveAway()
  }

  /** Takes away what is explored, and lets its giver go on past it. */
  private finish(): void {
    for (let changed = true; changed;) {
      changed = false
      for (const held of this.held.slice()) {
        if (this.passFinished(held)) changed = true
        if (!isDone(held.part)) continue
        changed = true
        this.held.splice(this.held.indexOf(held), 1)
        const last = held.part.path[held.part.base - 1]?.tree[0]
        if (held.giver !== undefined) {
          this.finished.set(held.id, { last: last as Item, late: held.late })
        }
      }
    }
  }

  /** A part that has come to sequences that others have explored goes on as if it had done so itself. */
  private passFinished({ part }: Held): boolean {
    let passed = false
    while (part.fresh === 0 && part.path.length > part.base) {
      const sequence = nextSequence(part.path[part.path.length - 1])
      const given = sequence.at(-1)?.given
      const finished = given === undefined ? undefined : this.finished.get(given)
      if (finished === undefined) return passed
      this.finished.delete(given!)
      for (const { accesses, children, task } of sequence.slice(0, -1)) {
        const { sleep } = part.path[part.path.length - 1]
        const asleep = asleepAfter(sleep, task, accesses!)
        part.path.push({ sleep: asleep, tree: children, slept: asleep.length })
      }
      settle(part.path[part.path.length - 1], finished.last)
      for (const late of finished.late) plan(part.path[late.index], late.sequence)
      retreat(part)
      passed = true
    }
    return passed
  }

  /** Gives away planned sequences, nearest to the root first, until there is enough to explore. */
  private giveAway(): void {
    const missing = this.how.width - this.held.filter(({ part }) => isReady(part)).length
    if (missing <= 0) return
    const offers = this.held.flatMap((giver) => {
      const gifts = giftsOf(giver.part, this.how.looks)
      const { value } = gifts.next()
      return value === undefined ? [] : [{ giver, gifts, gift: value as Gift }]
    })
    for (let i = 0; i < missing && offers.length > 0; i++) {
      const best = offers.reduce((a, b) => b.gift.at < a.gift.at ? b : a)
      this.give(best.giver, best.gift)
      const { value } = best.gifts.next()
      if (value === undefined) offers.splice(offers.indexOf(best), 1)
      else best.gift = value
    }
  }

  private give(giver: Held, { at, sequence }: Gift): void {
    const id = this.born++
    sequence[sequence.length - 1].given = id
    const before = giver.part.path.slice(0, at).map(({ tree }) => tree[0])
    const path = [...before, ...sequence].map(leadingThrough)
    const part: Part = { path, base: path.length, fresh: sequence.length, uncertain: false }
    this.held.splice(this.held.indexOf(giver) + 1, 0, { id, part, giver, at, late: [] })
  }
}

/** Executions of each of these parts that outweigh handing them over, which costs as much as is planned in them. */
const enough = (quantum: number, parts: ReadonlyArray<Part>): number => {
  const largest = Math.max(...parts.map(plannedIn))
  return Math.max(quantum, Math.min(Math.floor(largest / 16), 8 * quantum))
}

const plannedIn = ({ path }: Part): number =>
  path.reduce((sum, { tree }, i) => sum + stepsIn(i < path.length - 1 ? tree.slice(1) : tree), 0)

const stepsIn = (tree: ReadonlyArray<Branch>): number => {
  let steps = tree.length
  for (const { children } of tree) steps += stepsIn(children)
  return steps
}

/** Hands a reversal to the part whose step it reverses. */
const hand = (from: Held, reversal: Reversal): void => {
  const { at, giver, late } = from
  if (reversal.index > at) late.push(reversal)
  else if (reversal.index >= giver!.part.base) planAside(giver!.part, reversal)
  else hand(giver!, reversal)
}

/** Plans a reversal at a node whose first branch may be under way: that one covers what begins with it. */
const planAside = ({ path }: Part, { index, sequence }: Reversal): void => {
  const { sleep, tree } = path[index]
  const under = index < path.length - 1 ? 1 : 0
  for (const some of awake(sequence, [...sleep, ...tree.slice(0, under)])) insert(tree, some, under)
}

/** A node of a part's prefix: all that is to be known of it is the step taken there. */
const leadingThrough = (branch: Branch): Node => ({ sleep: [], tree: [branchOf(branch)], slept: 0 })
