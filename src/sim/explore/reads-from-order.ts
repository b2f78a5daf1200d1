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
  const entries = entriesOf(nodes)
  return saturate(entries) ? arrange(entries) : undefined
}

/** A step to be ordered. */
interface Entry {
  readonly node: Node
  /** All that must come before it, and it. */
  readonly clock: Clock
  readonly previous: Entry | undefined
  readonly sources: ReadonlyArray<Source>
}

/** From where an entry reads at a location, and the other writes of it. */
interface Source {
  readonly location: number
  readonly from: Entry | undefined
  readonly others: ReadonlyArray<Entry>
}

const entriesOf = (nodes: ReadonlyArray<ReadonlyArray<Node>>): ReadonlyArray<Entry> => {
  const entries = new Map<Node, Entry & { sources: ReadonlyArray<Source> }>()
  const writers = new Map<number, Array<Entry>>()
  for (const mine of nodes) {
    let previous: Entry | undefined
    for (const node of mine ?? []) {
      const entry: Entry & { sources: ReadonlyArray<Source> } = {
        node,
        clock: node.clock.slice(),
        previous,
        sources: []
      }
      entries.set(node, entry)
      previous = entry
      for (const location of node.writes) {
        const others = writers.get(location)
        if (others === undefined) writers.set(location, [entry])
        else others.push(entry)
      }
    }
  }
  for (const entry of entries.values()) {
    entry.sources = entry.node.reads.map(({ from, location }) => {
      const source = from === undefined ? undefined : entries.get(from)!
      const others = (writers.get(location) ?? []).filter((other) => other !== source && other !== entry)
      return { location, from: source, others }
    })
  }
  return [...entries.values()]
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
const arrange = (entries: ReadonlyArray<Entry>): ReadonlyArray<Node> | undefined => {
  const order: Array<Node> = []
  const done = new Int32Array(entries[0]?.clock.length ?? 0)
  const last = new Map<number, Entry | undefined>()
  const hopeless = new Set<string>()

  const isFree = ({ clock, node, sources }: Entry): boolean => {
    if (contains(done, node)) return false
    for (let t = 0; t < done.length; t++) if (clock[t] - (t === node.task ? 1 : 0) > done[t]) return false
    return sources.every(({ from, location }) => last.get(location) === from) &&
      node.writes.every((location) => !isNeeded(location, node))
  }
  /** Is what stands at the location still to be read by another? */
  const isNeeded = (location: number, by: Node): boolean => {
    const standing = last.get(location)
    return entries.some(({ node, sources }) =>
      node !== by && !contains(done, node) && sources.some((s) => s.location === location && s.from === standing)
    )
  }
  const take = (entry: Entry): Array<readonly [number, Entry | undefined]> => {
    const { node } = entry
    const replaced = node.writes.map((location) => [location, last.get(location)] as const)
    for (const location of node.writes) last.set(location, entry)
    done[node.task]++
    order.push(node)
    return replaced
  }
  const search = (): boolean => {
    if (order.length === entries.length) return true
    const key = done.join()
    if (hopeless.has(key)) return false
    const free = entries.filter(isFree)
    // What writes nothing can only be in the way of others: it is taken at once.
    const harmless = free.find(({ node }) => node.writes.length === 0)
    for (const entry of harmless === undefined ? free : [harmless]) {
      const replaced = take(entry)
      if (search()) return true
      for (const [location, before] of replaced) last.set(location, before)
      done[entry.node.task]--
      order.pop()
    }
    hopeless.add(key)
    return false
  }
  return search() ? order : undefined
}
