/**
 * Is there an order of these steps in which each reads from the step that it is said to read from?
 *
 * First what must come before what: where a step reads from one write, every other write of the location comes before
 * that write or after the read. Then a search for an order that respects it, which gives up a set of steps once it has
 * come to nothing: from equal sets of steps the same is left to do. To decide it takes exponential time at worst
 * (Gibbons and Korach, SIAM J. Comput. 26(4), 1997); what programs do is mostly decided by the first part.
 * Source: Abdulla, Atig, Jonsson, Lang, Ngo, Sagonas, "Optimal Stateless Model Checking for Reads-From Equivalence
 * under Sequential Consistency", OOPSLA 2019, section 5.
 */
import { type Clock, join } from "../clock.ts"
import { contains, type Node } from "./reads-from-graph.ts"

/** An order of the steps, given by task; the same for the same steps. Undefined: there is none. */
export const orderOf = (nodes: ReadonlyArray<ReadonlyArray<Node>>): ReadonlyArray<Node> | undefined => {
  const steps = stepsOf(nodes)
  return saturate(steps.all) ? arrange(steps) : undefined
}

/** Steps to be ordered. */
interface Steps {
  readonly all: ReadonlyArray<Entry>
  /** By task, in program order. */
  readonly byTask: ReadonlyArray<ReadonlyArray<Entry>>
  /** Who reads the first value of a location. */
  readonly first: Readers
}

/** A step to be ordered. */
interface Entry {
  readonly node: Node
  /** All that must come before it, and it. */
  readonly clock: Clock
  readonly previous: Entry | undefined
  readonly sources: Array<Source>
  /** Who reads what it leaves. */
  readonly readers: Readers
}

/** Readers by location. */
type Readers = Map<number, Array<Entry>>

/** From where an entry reads at a location, and the other writes of it. */
interface Source {
  readonly location: number
  readonly from: Entry | undefined
  readonly others: ReadonlyArray<Entry>
}

const stepsOf = (nodes: ReadonlyArray<ReadonlyArray<Node>>): Steps => {
  const entries = new Map<Node, Entry>()
  const writers: Readers = new Map()
  const first: Readers = new Map()
  const byTask: Array<ReadonlyArray<Entry>> = []
  for (const mine of nodes) {
    const made: Array<Entry> = []
    for (const node of mine ?? []) {
      const entry = { node, clock: node.clock.slice(), previous: made.at(-1), sources: [], readers: new Map() }
      made.push(entry)
      entries.set(node, entry)
      for (const location of node.writes) put(writers, location, entry)
    }
    if (made.length > 0) byTask.push(made)
  }
  for (const entry of entries.values()) {
    for (const { from, location } of entry.node.reads) {
      const source = from === undefined ? undefined : entries.get(from)!
      put(source === undefined ? first : source.readers, location, entry)
      const others = (writers.get(location) ?? []).filter((other) => other !== source && other !== entry)
      entry.sources.push({ location, from: source, others })
    }
  }
  return { all: [...entries.values()], byTask, first }
}

const put = (into: Readers, location: number, entry: Entry): void => {
  const there = into.get(location)
  if (there === undefined) into.set(location, [entry])
  else there.push(entry)
}

/** Adds what must come before what, until nothing is new; false where a step would come before itself. */
const saturate = (entries: ReadonlyArray<Entry>): boolean => {
  for (let changed = true; changed;) {
    changed = false
    for (const entry of entries) {
      const { clock, previous, sources } = entry
      if (previous !== undefined && raise(clock, previous.clock)) changed = true
      for (const { from, others } of sources) {
        if (from !== undefined && raise(clock, from.clock)) changed = true
        for (const other of others) {
          if (from === undefined || contains(other.clock, from.node)) {
            if (raise(other.clock, clock)) changed = true
          } else if (contains(clock, other.node) && raise(from.clock, other.clock)) {
            changed = true
          }
        }
      }
    }
    if (entries.some(({ clock, node }) => clock[node.task] > node.nth)) return false
  }
  return true
}

/** Raises the entries of a clock; says whether that changed it. */
const raise = (into: Clock, from: Clock): boolean => {
  for (let i = 0; i < from.length; i++) {
    if (from[i] > into[i]) {
      join(into, from)
      return true
    }
  }
  return false
}

/** Searches for an order. */
const arrange = ({ all, byTask, first }: Steps): ReadonlyArray<Node> | undefined => {
  const order: Array<Node> = []
  const done = new Int32Array(all[0]?.clock.length ?? 0)
  const last = new Map<number, Entry | undefined>()
  const hopeless = new Set<string>()

  const isFree = ({ clock, node, sources }: Entry): boolean => {
    for (let t = 0; t < done.length; t++) if (clock[t] - (t === node.task ? 1 : 0) > done[t]) return false
    return sources.every(({ from, location }) => last.get(location) === from) &&
      node.writes.every((location) => !isNeeded(location, node))
  }
  /** Is what stands at the location still to be read by another? */
  const isNeeded = (location: number, by: Node): boolean => {
    const readers = (last.get(location)?.readers ?? first).get(location) ?? []
    return readers.some(({ node }) => node !== by && !contains(done, node))
  }
  const take = (entry: Entry): ReadonlyArray<Entry | undefined> => {
    const { node } = entry
    const replaced = node.writes.map((location) => last.get(location))
    for (const location of node.writes) last.set(location, entry)
    done[node.task]++
    order.push(node)
    return replaced
  }
  const takeBack = ({ node }: Entry, replaced: ReadonlyArray<Entry | undefined>): void => {
    node.writes.forEach((location, i) => last.set(location, replaced[i]))
    done[node.task]--
    order.pop()
  }
  const search = (): boolean => {
    if (order.length === all.length) return true
    const free: Array<Entry> = []
    for (const mine of byTask) {
      const next = mine[done[mine[0].node.task]] as Entry | undefined
      if (next !== undefined && isFree(next)) free.push(next)
    }
    // What writes nothing can only be in the way of others: it is taken at once.
    const harmless = free.find(({ node }) => node.writes.length === 0)
    const choices = harmless === undefined ? free : [harmless]
    const key = choices.length > 1 ? done.join() : ""
    if (hopeless.has(key)) return false
    for (const entry of choices) {
      const replaced = take(entry)
      if (search()) return true
      takeBack(entry, replaced)
    }
    if (key !== "") hopeless.add(key)
    return false
  }
  return search() ? order : undefined
}
