/**
 * A part of a search between two executions: the nodes of its path, as plain data, which any machine of
 * the same program can go on with (portable.ts).
 *
 * A search may give away what it has planned. A planned sequence wakes all that sleeps where it begins,
 * so nothing sleeps where it ends: what is below needs to know nothing of other parts, nor they of it.
 * Only its races with steps of the sequence or before it concern the part that planned it (frontier.ts).
 */
import { anything, nothing, others } from "./draws.ts"
import { awake, type Branch, branchOf, type Event, independent, insert, type Item, prune, split } from "./wakeup.ts"

/** What is known of the prefix before one step. */
export interface Node {
  /** Steps explored from here, or before and not dependent since. */
  readonly sleep: Array<Event>
  /** Steps still to explore from here; the first is the one that the path goes on with. */
  readonly tree: Array<Branch>
  /** How many slept when the path came here; those after them are explored. */
  readonly slept: number
}

/** A part between two executions: the first branch of its last node is the next to be run. */
export interface Part {
  /** The nodes from the root; those before `base` are others', and hold only the step that leads here. */
  readonly path: Array<Node>
  readonly base: number
  /** Steps at the end of its prefix that were given away as they were planned, until an execution has run them. */
  fresh: number
  /**
   * Fibers watch each other: what their local code touches depends on who ended first, so it can be
   * foretold wrongly. Without them what a step touches follows from the object's state alone.
   */
  uncertain: boolean
}

/** A search before its first execution. */
export const whole = (): Part => ({
  path: [{ sleep: [], tree: [branchOf({ task: 0, draws: anything, accesses: undefined, foretold: true })], slept: 0 }],
  base: 0,
  fresh: 0,
  uncertain: false
})

/** Is everything explored? */
export const isDone = ({ base, fresh, path }: Part): boolean => fresh === 0 && path.length <= base

/** The sequence that is run next from a node: the first of its tree, and the first after it, to a leaf. */
export const nextSequence = ({ tree }: Node): ReadonlyArray<Branch> => {
  const sequence: Array<Branch> = []
  for (let level = tree; level.length > 0; level = level[0].children) sequence.push(level[0])
  return sequence
}

/** Can it run an execution? Not where it has come to what was given away. */
export const isReady = (part: Part): boolean => {
  if (part.fresh > 0) return true
  if (part.path.length <= part.base) return false
  return nextSequence(part.path[part.path.length - 1]).at(-1)?.given === undefined
}

/** What sleeps after the step, of what slept before it. */
export const asleepAfter = (sleep: ReadonlyArray<Event>, task: number, accesses: ReadonlyArray<number>): Array<Event> =>
  sleep.filter((sleeper) => sleeper.task !== task && independent(sleeper.accesses!, accesses))

/** Goes back from an explored step to the last node from which something is planned. */
export const retreat = ({ base, path, uncertain }: Part): void => {
  while (path.length > base) {
    const node = path[path.length - 1]
    retire(node, uncertain)
    if (node.tree.length > 0) return
    path.pop()
  }
}

/** The first branch is explored: from now on it sleeps. */
const retire = ({ sleep, tree }: Node, uncertain: boolean): void => {
  const { accesses, draws, task } = tree.shift()!
  const sleeper = { task, draws, accesses, foretold: false }
  sleep.push(sleeper)
  if (uncertain) prune(tree, sleeper)
}

/** Plans the sequence at the node. */
export const plan = ({ sleep, tree }: Node, sequence: ReadonlyArray<Item>): boolean => {
  let changed = false
  for (const some of awake(sequence, sleep)) changed = insert(tree, some) || changed
  return changed
}

/**
 * Which share of a part is behind it, as far as branches are known: at each node of the path all branches are taken to
 * be alike. It falls when a branch is planned. And the share that a branch at each node is.
 * Source: Kilby, Slaney, Thiebaux, Walsh, "Estimating Search Tree Size", AAAI 2006, after Knuth, 1975.
 */
export const shareBehind = (
  { base, path }: Part
): { readonly behind: number; readonly each: ReadonlyArray<number> } => {
  let behind = 0
  let share = 1
  const each = path.map(({ sleep, slept, tree }, i) => {
    if (i < base) return share
    const explored = sleep.length - slept
    share /= Math.max(1, explored + tree.length)
    behind += explored * share
    return share
  })
  return { behind, each }
}

/** The first branch was run: what it drew and touched is known, and other values of its draws are to be explored. */
export const settle = (node: Node, { accesses, draws }: Pick<Item, "accesses" | "draws">): void => {
  const { tree } = node
  const [{ children, draws: planned, task, trusted }] = tree
  const event: Branch = { task, draws, accesses, foretold: false, children, trusted: undefined }
  tree[0] = event
  if (planned.open && draws !== nothing) {
    const more = others(draws, planned.values.length)
    tree.splice(1, 0, ...more.map((variant) => branchOf({ task, draws: variant, accesses, foretold: true })))
  }
  // It touches more than was foretold: the sequence cannot begin with it after all.
  for (const sequence of trusted ?? []) if (split(sequence, event) === undefined) plan(node, sequence)
}
