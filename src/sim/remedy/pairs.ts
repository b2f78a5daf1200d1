/**
 * Which changes go together, and which say the same as others.
 */
import { type Candidate, costs } from "./candidates.ts"
import type { EditPlace } from "./edit.ts"
import { keyOf } from "./rewriting.ts"

/** Is the first a wider form of the second? */
export const covers = ({ edit }: Candidate, { edit: other }: Candidate): boolean => {
  if (edit.tag === "move" && other.tag === "move") {
    return keyOf(edit.what) === keyOf(other.what) && isIn(other.past, edit.past) && isAfter(edit.past, other.past)
  }
  if (edit.tag !== "lock" && edit.tag !== "hold" || other.tag !== edit.tag || other.object !== edit.object) return false
  return isIn(other.first, edit.first) && !isAfter(edit.first, other.first) && !isAfter(other.last, edit.last)
}

/** Are they in one function? */
const isIn = (a: EditPlace, b: EditPlace): boolean => a.file === b.file && a.fn === b.fn

/** Is the first written after the second? */
const isAfter = (a: EditPlace, b: EditPlace): boolean =>
  a.line - b.line > 0 || (a.line === b.line && a.column > b.column)

/** All pairs, least intrusive first. */
export const pairsOf = (pool: ReadonlyArray<Candidate>): ReadonlyArray<ReadonlyArray<Candidate>> =>
  pool.flatMap((a, i) => pool.slice(i + 1).filter((b) => fit(a, b)).map((b) => [a, b] as const))
    .map((pair) => ({ pair, cost: costs.pair + pair[0].cost + pair[1].cost }))
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ pair }) => pair)

/** Do two pairs share a half, and are their other halves of one sort? */
export const areAlike = (a: ReadonlyArray<Candidate>, b: ReadonlyArray<Candidate>): boolean => {
  const rest = a.filter((half) => !b.includes(half))
  const other = b.filter((half) => !a.includes(half))
  return rest.length === 1 && other.length === 1 && rest[0].edit.tag === other[0].edit.tag
}

/** Could two changes be more together than the better of them? */
const fit = (a: Candidate, b: Candidate): boolean => {
  if (a.edit.tag !== b.edit.tag) return true
  if (a.edit.tag === "check" || a.edit.tag === "hold") return false
  if (a.edit.tag === "lock" && b.edit.tag === "lock" && a.edit.object !== b.edit.object) return false
  return !covers(a, b) && !covers(b, a)
}
