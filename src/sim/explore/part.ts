/**
 * What is left of a search between two executions: the nodes of its path, as plain data, which any
 * machine of the same program can go on with (portable.ts).
 */
import { anything } from "./draws.ts"
import { type Branch, branchOf, type Event, prune } from "./wakeup.ts"

/** What is known of the prefix before one step. */
export interface Node {
  /** Steps explored from here, or before and not dependent since. */
  readonly sleep: Array<Event>
  /** Steps still to explore from here; the first is the one that the path goes on with. */
  readonly tree: Array<Branch>
}

/** A search between two executions: the first branch of its last node is the next to be run. */
export interface Part {
  /** The nodes from the root; none when everything is explored. */
  readonly path: Array<Node>
  /**
   * Fibers watch each other: what their local code touches depends on who ended first, so it can be
   * foretold wrongly. Without them what a step touches follows from the object's state alone.
   */
  uncertain: boolean
}

/** A search before its first execution. */
export const whole = (): Part => ({
  path: [{ sleep: [], tree: [branchOf({ task: 0, draws: anything, accesses: undefined, foretold: true })] }],
  uncertain: false
})

/** The execution has ended: goes back to the last node from which something is planned. */
export const retreat = ({ path, uncertain }: Part): void => {
  while (path.length > 0) {
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
