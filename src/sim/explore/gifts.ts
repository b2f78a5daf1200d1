/**
 * What a part of a search can give away: sequences that it has planned and below which nothing sleeps, so that whoever
 * explores them need know nothing of the rest (frontier.ts).
 */
import { asleepAfter, type Part } from "./part.ts"
import type { Branch, Event } from "./wakeup.ts"

/** A planned sequence below which nothing sleeps, and the node that it is planned at. */
export interface Gift {
  readonly at: number
  readonly sequence: ReadonlyArray<Branch>
}

/**
 * The gifts of a part, nearest to the root first; it keeps what it would run next. So many planned steps are looked at:
 * where most of them sleep, what is found behind them is a few executions each, and looking takes longer than they do.
 */
export function* giftsOf({ base, fresh, path }: Part, most: number): Generator<Gift, undefined> {
  if (fresh > 0) return undefined
  const looks = { left: most }
  for (let at = base; at < path.length && looks.left > 0; at++) {
    const { sleep, tree } = path[at]
    if (tree.length > 1) { for (const sequence of awakeBelow(sleep, tree, 1, looks)) yield { at, sequence } }
  }
  return undefined
}

/** The sequences of the tree, from the branch `from` on, that end with nothing asleep and are not given away. */
function* awakeBelow(
  sleep: ReadonlyArray<Event>,
  tree: ReadonlyArray<Branch>,
  from: number,
  looks: { left: number }
): Generator<Array<Branch>, undefined> {
  const asleep = [...sleep, ...tree.slice(0, from)]
  if (asleep.some(({ accesses }) => accesses === undefined)) return undefined
  for (let i = from; i < tree.length; asleep.push(tree[i++])) {
    const branch = tree[i]
    const { accesses, children, given, task } = branch
    // What it would touch is not known: neither is what sleeps after it, or beside it.
    if (accesses === undefined || looks.left === 0) return undefined
    looks.left--
    if (given !== undefined) continue
    const after = asleepAfter(asleep, task, accesses)
    if (children.length > 0) { for (const below of awakeBelow(after, children, 0, looks)) yield [branch, ...below] }
    else if (after.length === 0) yield [branch]
  }
  return undefined
}
