/**
 * How a graph was come to: the one way in which the search builds it, and the one graph that it was made from.
 *
 * A graph is built up from nothing. Where it stands, the lowest task that can move is *due*, and one link is added. Its
 * step, if all that it reads from is there. If in the graph it reads a store that is missing: that store with all that
 * it comes after, and the step. If in the graph another step comes first at one of its exact locations: that one, with
 * all that it comes after, while the due one goes on waiting. Where no task can move: a step that waits, but was free
 * to go where it reads from. All this depends on the graph alone, so every graph has one chain, and one last link.
 */
import { and, contains, type Cut, type Graph, type Next, type Node, readBy } from "./reads-from-graph.ts"

/** One link of a chain. */
export interface Link {
  /** What stood before it. */
  readonly before: Cut
  /** The step that was due; undefined where none was. */
  readonly due: { readonly task: number; readonly nth: number } | undefined
}

/** A graph that is part of an execution, but for its last steps: by task, in program order. */
export type Part = ReadonlyArray<ReadonlyArray<Node>>

/** How many steps of each task. */
export const cutOf = (graph: Graph, part: Part): Cut => {
  const cut = new Int32Array(graph.width)
  for (const task of graph.tasks) cut[task] = part[task].length
  return cut
}

/** The chain of a graph; undefined where the search would never build it. */
export const chainOf = (graph: Graph, part: Part): ReadonlyArray<Link> | undefined => {
  const whole = cutOf(graph, part)
  const chain: Array<Link> = []
  let cut: Cut = new Int32Array(graph.width)
  while (!covers(cut, whole)) {
    const next = graph.first(cut)
    const after = grown(graph, part, cut, next)
    if (after === undefined) return undefined
    chain.push({ before: cut, due: next === undefined ? undefined : { task: next.owner.id, nth: next.nth } })
    cut = after
  }
  return chain
}

/** Is all of the other cut in this one? */
const covers = (cut: Cut, other: Cut): boolean => {
  for (let t = 0; t < other.length; t++) if (other[t] > cut[t]) return false
  return true
}

/** What stands after the next link; undefined where the graph has none that could follow. */
const grown = (graph: Graph, part: Part, cut: Cut, due: Next | undefined): Cut | undefined => {
  const node = due === undefined ? late(graph, part, cut) : part[due.owner.id][due.nth - 1] as Node | undefined
  const isFirst = node?.reads.every(({ from, location }) => !graph.isExact(location) || isThere(cut, from)) === true
  const added = isFirst || due === undefined ? node : overtaking(graph, part, cut, due)
  return added === undefined ? undefined : and(cut, added.clock)
}

/** The lowest step that waits, but was free to go. */
const late = (graph: Graph, part: Part, cut: Cut): Node | undefined => {
  for (const task of graph.tasks) {
    const node = part[task][cut[task]] as Node | undefined
    if (node === undefined || graph.following(task, cut) === undefined) continue
    if (node.reads.every(({ from }) => isThere(cut, from))) return node
  }
  return undefined
}

const isThere = (cut: Cut, from: Node | undefined): boolean => from === undefined || contains(cut, from)

/** The step after the cut that comes first where the due one reads otherwise than it could now. */
const overtaking = (graph: Graph, part: Part, before: Cut, due: Next): Node | undefined => {
  const { nth, owner: { id } } = due
  const node = part[id][nth - 1] as Node | undefined
  for (const location of readBy(graph, due)) {
    if (!graph.isExact(location)) continue
    if (node?.reads.some((read) => read.location === location && isThere(before, read.from)) === true) continue
    const last = graph.lastWrite(location, before)
    for (const task of graph.tasks) {
      for (let i = before[task]; i < part[task].length; i++) {
        const other = part[task][i]
        if (other === node || !other.writes.includes(location)) continue
        if (other.reads.some((read) => read.location === location && read.from === last)) return other
      }
    }
  }
  return undefined
}

/** What a load of the location finds when it comes last, after these steps, in one order of them: always the same. */
export type LastStore = (cut: Cut, location: number) => Node | undefined

/**
 * Is this cut of an execution the one from which the graph is made that adds a step of `arriving`, with the `needed`
 * steps that it comes after, to what stood at `from`? That is the one to which the search comes when it lets tasks move
 * as ever, those steps that are needed as they are, and all others as if they came last, until the step is due, or
 * nothing can move.
 */
export const isOrigin = (
  graph: Graph,
  cut: Cut,
  from: Cut,
  arriving: Next,
  needed: Cut,
  lastStore: LastStore
): boolean => {
  const part = restricted(graph, needed)
  let now = from
  while (covers(cut, now)) {
    const next = graph.first(now)
    if (next === arriving && covers(now, needed)) break
    let after = grown(graph, part, now, next)
    if (after === undefined) {
      if (next === undefined) break
      const node = graph.nodes[next.owner.id][next.nth - 1] as Node | undefined
      if (node === undefined || !contains(cut, node) || !isLast(graph, node, now, needed, lastStore)) return false
      after = and(now, node.clock)
    }
    now = after
  }
  return covers(cut, now) && covers(now, cut)
}

/** Did the step read as if it came after all of these, and draw nothing but first values? */
const isLast = (graph: Graph, { draws, reads }: Node, now: Cut, needed: Cut, lastStore: LastStore): boolean =>
  draws.every((drawn) => drawn === 0) &&
  reads.every(({ from, location }) =>
    from === (graph.isExact(location) ? graph.lastWrite(location, now) : lastStore(and(now, needed), location))
  )

/** The steps of the graph that are in the cut. */
export const restricted = (graph: Graph, cut: Cut): Array<ReadonlyArray<Node>> => {
  const part: Array<ReadonlyArray<Node>> = []
  for (const task of graph.tasks) part[task] = graph.nodes[task].slice(0, cut[task])
  return part
}
