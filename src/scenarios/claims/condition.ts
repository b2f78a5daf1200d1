/**
 * The shortest condition over design, shape and scenario that tells some cells from others, exactly.
 *
 * A condition is a disjunction of terms, a term a conjunction of "this property is one of these values". The fewest
 * values win, of equally many the fewest terms. It is found by search and proved minimal by it: lengths are tried from
 * the shortest on, always by way of the cell that can be taken in in the fewest ways. Pure; knows nothing of verdicts.
 */

/** What of a cell a condition may speak of. */
export const properties = ["scenario", "design", "shape"] as const
/** One of them. */
export type Property = (typeof properties)[number]

/** A cell, as far as a condition sees it. */
export type Point = { readonly [P in Property]: string }

/** Each of these properties is one of these values. */
export type Term = ReadonlyArray<{ readonly property: Property; readonly values: ReadonlyArray<string> }>

/** How many values a condition names. */
export const lengthOf = (condition: ReadonlyArray<Term>): number =>
  condition.flat().reduce((sum, { values }) => sum + values.length, 0)

/** Is one of the terms true of the cell? */
export const isTrueOf = (condition: ReadonlyArray<Term>, cell: Point): boolean =>
  condition.some((term) => term.every(({ property, values }) => values.includes(cell[property])))

/**
 * The shortest condition that is true of every cell of `good` and of none of `bad`; undefined where each that does so
 * names more than `longest` values.
 *
 * @example
 * conditionFor([{ scenario: "s1", design: "a", shape: "x" }], [{ scenario: "s1", design: "b", shape: "x" }], 8)
 * // [[{ property: "design", values: ["a"] }]]
 */
export const conditionFor = (
  good: ReadonlyArray<Point>,
  bad: ReadonlyArray<Point>,
  longest: number
): ReadonlyArray<Term> | undefined => {
  for (let length = 1; length <= longest; length++) {
    const found = ofLength(length, good, bad)
    if (found !== undefined) return found
  }
  return undefined
}

/** Says of the good cells that they are those of which the condition is true (`if`), or is not (`unless`). */
export interface TellingApart {
  readonly form: "if" | "unless"
  readonly condition: ReadonlyArray<Term>
}

/** The same from either side, whichever is shorter to say. */
export const tellApart = (
  good: ReadonlyArray<Point>,
  bad: ReadonlyArray<Point>,
  longest: number
): TellingApart | undefined => {
  for (let length = 1; length <= longest; length++) {
    const found = ofLength(length, good, bad)
    if (found !== undefined) return { form: "if", condition: found }
    const turned = ofLength(length, bad, good)
    if (turned !== undefined) return { form: "unless", condition: turned }
  }
  return undefined
}

/** One that names so many values, in as few terms as can be; where no shorter one is. */
const ofLength = (
  length: number,
  good: ReadonlyArray<Point>,
  bad: ReadonlyArray<Point>
): ReadonlyArray<Term> | undefined => {
  for (let terms = 1; terms <= length; terms++) {
    const found = cover(good, bad, [], costOf(length, terms))
    if (found !== undefined) return inOrder(found, good)
  }
  return undefined
}

/** Terms and values in the order of the cells they are true of. */
const inOrder = (condition: ReadonlyArray<Term>, good: ReadonlyArray<Point>): ReadonlyArray<Term> => {
  const sorted = condition.map((term) =>
    term.map(({ property, values }) => {
      const place = (value: string) => good.findIndex((cell) => cell[property] === value)
      return { property, values: values.toSorted((a, b) => place(a) - place(b)) }
    })
  )
  const first = (term: Term) => good.findIndex((cell) => isTrueOf([term], cell))
  return sorted.toSorted((a, b) => first(a) - first(b))
}

/** Values weigh more than any number of terms a condition may have. */
const costOf = (values: number, terms: number): number => values * 16 + terms

/** Makes terms true of what is left, for at most this cost: of each cell an old one, made wider, or a new one. */
const cover = (
  left: ReadonlyArray<Point>,
  bad: ReadonlyArray<Point>,
  terms: ReadonlyArray<Term>,
  cost: number
): ReadonlyArray<Term> | undefined => {
  if (left.length === 0) return terms
  const ways = left.map((cell) => waysOf(cell, bad, terms, cost))
  const [fewest] = ways.toSorted((a, b) => a.length - b.length)
  for (const { price, wider } of fewest!) {
    const found = cover(left.filter((cell) => !isTrueOf(wider, cell)), bad, wider, cost - price)
    if (found !== undefined) return found
  }
  return undefined
}

/** The ways to take a cell in that can be paid, and let no bad one in. */
const waysOf = (cell: Point, bad: ReadonlyArray<Point>, terms: ReadonlyArray<Term>, cost: number) => {
  const old = terms.map((term, i) => {
    const wide = widened(term, cell)
    return { term: wide, price: costOf(lengthOf([wide]) - lengthOf([term]), 0), wider: terms.with(i, wide) }
  })
  const fresh = subsets.map((names) => {
    const term: Term = names.map((property) => ({ property, values: [cell[property]] }))
    return { term, price: costOf(names.length, 1), wider: [...terms, term] }
  })
  return [...old, ...fresh].filter(({ price, term }) => price <= cost && !bad.some((other) => isTrueOf([term], other)))
}

const widened = (term: Term, cell: Point): Term =>
  term.map(({ property, values }) => ({
    property,
    values: values.includes(cell[property]) ? values : [...values, cell[property]]
  }))

/** What a term may speak of: what says most comes first. */
const subsets: ReadonlyArray<ReadonlyArray<Property>> = [
  ["design"],
  ["shape"],
  ["scenario"],
  ["scenario", "design"],
  ["scenario", "shape"],
  ["design", "shape"],
  ["scenario", "design", "shape"]
]
