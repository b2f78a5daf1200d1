/**
 * What the search makes of an execution: the graphs whose last link follows from it.
 *
 * At each point that is new, the step that is due could read from something else that is there; or it could have come
 * before a step that was taken instead of waiting for it: then all that came after that one is given up but for what
 * the step itself comes after. Whatever is tried is kept if there is an order of it, and if this is the point that it
 * is made from (reads-from-chain.ts); so nothing is made twice.
 */
import { chainOf, cutOf, isOrigin, type LastStore, type Link, type Part, restricted } from "./reads-from-chain.ts"
import { and, contains, type Cut, type Graph, type Next, type Node, readBy } from "./reads-from-graph.ts"
import { orderOf } from "./reads-from-order.ts"

/** A graph that is to be explored: an order of its steps, and its chain. */
export interface Child {
  readonly order: ReadonlyArray<Node>
  readonly chain: ReadonlyArray<Link>
}

/** A point of the execution: the chain up to it. */
interface Point {
  readonly cut: Cut
  readonly chain: ReadonlyArray<Link>
}

/** The graphs made from an execution: at the links of its chain from `first` on, and at its end if it is over. */
export const childrenOf = (
  graph: Graph,
  chain: ReadonlyArray<Link>,
  first: number,
  isOver: boolean
): ReadonlyArray<Child> => {
  const found: Array<Child> = []
  const lastStore = lastStores(graph)
  for (let i = first; i < chain.length; i++) {
    const { before, due } = chain[i]
    const next = graph.step(due!.task, due!.nth)!
    fromPoint(graph, { cut: before, chain: chain.slice(0, i) }, next, lastStore, found)
  }
  if (!isOver) return found
  const cut = cutOf(graph, graph.nodes)
  for (const task of graph.tasks) {
    const next = graph.following(task, cut)
    if (next !== undefined) fromPoint(graph, { cut, chain }, next, lastStore, found)
  }
  return found
}

const fromPoint = (graph: Graph, point: Point, next: Next, lastStore: LastStore, found: Array<Child>): void => {
  const { chain, cut } = point
  const taken = graph.nodes[next.owner.id][next.nth - 1] as Node | undefined
  for (const sources of sourcesOf(graph, next, cut)) {
    const node = graph.node(next, sources)
    if (node === undefined) continue
    if (taken === undefined || !taken.reads.every(({ from, location }) => sources.get(location) === from)) {
      keep(graph, partWith(graph, cut, [node]), cut, found)
    }
    const needed = node.clock.slice()
    needed[node.task]--
    for (const { before, due } of chain) {
      if (due === undefined || contains(needed, due)) continue
      const overtaken = graph.step(due.task, due.nth)!
      for (const location of node.writes) {
        for (const added of overtaking(graph, node, overtaken, before, location)) {
          if (!isOrigin(graph, cut, before, next, needed, lastStore)) break
          keep(graph, partWith(graph, and(before, needed), added), before, found)
        }
      }
    }
  }
}

/** What is added where the step comes before a due one: itself, and at an open location the load that reads it. */
function* overtaking(
  graph: Graph,
  node: Node,
  due: Next,
  before: Cut,
  location: number
): Generator<ReadonlyArray<Node>> {
  if (!readBy(graph, due).includes(location)) return
  if (graph.isExact(location)) {
    const { from } = node.reads.find((read) => read.location === location)!
    if (from === graph.lastWrite(location, before)) yield [node]
    return
  }
  for (const sources of sourcesOf(graph, due, before)) {
    if (sources.get(location) === undefined) yield [node, graph.node(due, new Map(sources).set(location, node))!]
  }
}

/** All that a step could read from in the cut, whether there is an order of it or not. */
const sourcesOf = (graph: Graph, next: Next, cut: Cut): ReadonlyArray<ReadonlyMap<number, Node | undefined>> => {
  let all: ReadonlyArray<ReadonlyMap<number, Node | undefined>> = [new Map()]
  for (const location of readBy(graph, next)) {
    const from = [undefined, ...graph.writesTo(location).filter((node) => contains(cut, node))]
    all = all.flatMap((some) => from.map((node) => new Map(some).set(location, node)))
  }
  return all
}

/** The cut with these steps at the ends of their tasks. */
const partWith = (graph: Graph, cut: Cut, added: ReadonlyArray<Node>): Part => {
  const part = restricted(graph, cut)
  for (const node of added) part[node.task] = [...part[node.task], node]
  return part
}

/** Keeps the graph, if there is an order of it and its last link is made from what stood there. */
const keep = (graph: Graph, part: Part, from: Cut, found: Array<Child>): void => {
  const chain = chainOf(graph, part)
  if (chain === undefined || chain[chain.length - 1].before.some((steps, task) => steps !== from[task])) return
  const order = orderOf(part)
  if (order !== undefined) found.push({ order, chain })
}

/** The last write of a location in an order of the cut. */
const lastStores = (graph: Graph): LastStore => {
  const orders = new Map<string, ReadonlyArray<Node>>()
  return (cut, location) => {
    const key = cut.join()
    let order = orders.get(key)
    if (order === undefined) orders.set(key, order = orderOf(restricted(graph, cut))!)
    return order.findLast(({ writes }) => writes.includes(location))
  }
}
