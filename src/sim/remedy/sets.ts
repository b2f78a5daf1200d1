/**
 * Which changes go together, and which say the same as others.
 */
import { type Candidate, costOf } from "./costs.ts"
import type { Edit, EditPlace, Stretch } from "./edit.ts"
import { keyOf } from "./rewriting.ts"

/** Is the first a wider form of the second? */
export const covers = ({ edit }: Candidate, { edit: other }: Candidate): boolean => {
  if (edit.tag === "move" && other.tag === "move") {
    return keyOf(edit.what) === keyOf(other.what) && isIn(other.past, edit.past) && isAfter(edit.past, other.past)
  }
  if (edit.tag === "hold" && other.tag === "hold") {
    const places = ({ found }: typeof edit) => found.map(keyOf).join()
    return edit.object === other.object && places(edit) === places(other)
  }
  if (edit.tag === "rcu" && other.tag === "rcu") {
    if (edit.domain !== other.domain || edit.free?.block !== other.free?.block && other.free !== undefined) return false
    return other.section === undefined || (edit.section !== undefined && surrounds(edit.section, other.section))
  }
  return edit.tag === "lock" && other.tag === "lock" && other.object === edit.object && surrounds(edit, other)
}

const surrounds = (a: Stretch, b: Stretch): boolean =>
  isIn(b.first, a.first) && !isAfter(a.first, b.first) && !isAfter(b.last, a.last)

/** Are they in one function? */
const isIn = (a: EditPlace, b: EditPlace): boolean => a.file === b.file && a.fn === b.fn

/** Is the first written after the second? */
const isAfter = (a: EditPlace, b: EditPlace): boolean =>
  a.line - b.line > 0 || (a.line === b.line && a.column > b.column)

/** All pairs, least intrusive first. */
export const pairsOf = (pool: ReadonlyArray<Candidate>): ReadonlyArray<ReadonlyArray<Candidate>> =>
  cheapestFirst(pool.flatMap((a, i) => pool.slice(i + 1).filter((b) => fit(a, b)).map((b) => [a, b])))

/** These with one more. */
export const withAnother = (
  sets: ReadonlyArray<ReadonlyArray<Candidate>>,
  pool: ReadonlyArray<Candidate>
): ReadonlyArray<ReadonlyArray<Candidate>> => {
  const all = sets.flatMap((set) =>
    pool.filter((another) => set.every((one) => one !== another && fit(one, another))).map((another) =>
      [...set, another].toSorted((a, b) => pool.indexOf(a) - pool.indexOf(b))
    )
  )
  return cheapestFirst([...new Map(all.map((set) => [set.map((one) => pool.indexOf(one)).join(), set])).values()])
}

const cheapestFirst = (sets: ReadonlyArray<ReadonlyArray<Candidate>>): ReadonlyArray<ReadonlyArray<Candidate>> =>
  sets.map((set) => ({ set, cost: costOf(set) })).toSorted((a, b) => a.cost - b.cost).map(({ set }) => set)

/** Are two sets the same but for one change, and that of one sort? */
export const areAlike = (a: ReadonlyArray<Candidate>, b: ReadonlyArray<Candidate>): boolean => {
  const rest = a.filter((half) => !b.includes(half))
  const other = b.filter((half) => !a.includes(half))
  return rest.length === 1 && other.length === 1 && rest[0].edit.tag === other[0].edit.tag
}

type Move = Extract<Edit, { readonly tag: "move" }>

/** Is the first moved past what the second moves? One of them alone, moved further, is the same. */
const isPast = ({ past }: Move, { what }: Move): boolean => keyOf(past) === keyOf(what)

/** Could two changes be more together than the better of them? */
const fit = (a: Candidate, b: Candidate): boolean => {
  if (a.edit.tag !== b.edit.tag) return true
  if (a.edit.tag === "check" || a.edit.tag === "hold" || a.edit.tag === "rcu") return false
  if (a.edit.tag === "lock" && b.edit.tag === "lock" && a.edit.object !== b.edit.object) return false
  if (a.edit.tag === "move" && b.edit.tag === "move" && (isPast(a.edit, b.edit) || isPast(b.edit, a.edit))) return false
  return !covers(a, b) && !covers(b, a)
}
