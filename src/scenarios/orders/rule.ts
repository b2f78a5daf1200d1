/**
 * The simplest rule over "x before y" that tells safe orders from unsafe ones, exactly.
 *
 * A rule is a conjunction of disjunctions of precedences, or a disjunction of conjunctions; the fewest precedences
 * win, of equally many the conjunction. It is found by search and proved minimal by it: conjunctions of cost 0, 1, 2,
 * ... are tried until one separates. A disjunction is the same search for the other set, with every precedence turned
 * round. Pure; knows nothing of what is ordered.
 */

/** The first comes before the second. */
export type Precedence = readonly [before: string, after: string]

/** `all`: every clause holds, a clause being one precedence or another. `any`: some clause holds, all of it. */
export interface Rule {
  readonly form: "all" | "any"
  /** None: every order is safe (`all`), or none is (`any`). */
  readonly clauses: ReadonlyArray<ReadonlyArray<Precedence>>
}

/** Does the order keep the rule? */
export const keeps = (order: ReadonlyArray<string>, { clauses, form }: Rule): boolean => {
  const holds = ([before, after]: Precedence) => order.indexOf(before) < order.indexOf(after)
  return form === "all" ? clauses.every((clause) => clause.some(holds)) : clauses.some((clause) => clause.every(holds))
}

/** How many precedences a rule names. */
export const costOf = ({ clauses }: Rule): number => clauses.reduce((sum, clause) => sum + clause.length, 0)

/**
 * The minimal rule that holds of every order of `safe` and of none of `unsafe`. The orders are permutations of the
 * same steps, each at most once.
 *
 * @example
 * findRule([["a", "b"]], [["b", "a"]])   // { form: "all", clauses: [[["a", "b"]]] }
 */
export const findRule = (
  safe: ReadonlyArray<ReadonlyArray<string>>,
  unsafe: ReadonlyArray<ReadonlyArray<string>>
): Rule => {
  const steps = [...(safe[0] ?? unsafe[0] ?? [])].toSorted()
  const pairs = steps.flatMap((a) => steps.filter((b) => b !== a).map((b): Precedence => [a, b]))
  const all = new Search(pairs, safe, unsafe)
  const any = new Search(pairs.map(([a, b]): Precedence => [b, a]), unsafe, safe)
  for (let cost = 0;; cost++) {
    const clauses = all.conjunction(cost)
    if (clauses !== undefined) return { form: "all", clauses }
    const turned = any.conjunction(cost)
    if (turned !== undefined) {
      return { form: "any", clauses: turned.map((clause) => clause.map(([a, b]): Precedence => [b, a])) }
    }
  }
}

/** A set of orders, one bit each. */
type Orders = bigint

/** A precedence, and the orders that keep it. */
interface Literal {
  readonly pair: Precedence
  readonly kept: Orders
  readonly broken: Orders
}

/** A disjunction that no kept order breaks; `excludes`: the others that break it. */
interface Clause {
  readonly literals: ReadonlyArray<Literal>
  readonly excludes: Orders
}

/** Looks for conjunctions of clauses that hold of all orders to keep and exclude all others. */
class Search {
  private readonly keep: Orders
  private readonly exclude: Orders
  private readonly literals: ReadonlyArray<Literal>
  /** By width: the clauses of that width of which no part is a clause. */
  private readonly clauses: Array<ReadonlyArray<Clause>> = [[]]

  constructor(
    pairs: ReadonlyArray<Precedence>,
    keep: ReadonlyArray<ReadonlyArray<string>>,
    exclude: ReadonlyArray<ReadonlyArray<string>>
  ) {
    this.keep = full(keep.length)
    this.exclude = full(exclude.length)
    this.literals = pairs.map((pair) => {
      const kept = having(keep, pair)
      return { pair, kept, broken: this.exclude & ~having(exclude, pair) }
    })
  }

  /** Clauses of exactly this cost in sum; undefined where there are none that separate. */
  conjunction(cost: number): ReadonlyArray<ReadonlyArray<Precedence>> | undefined {
    // Nothing to keep: the rule that keeps nothing is the empty disjunction, which the other search finds.
    if (this.keep === 0n && this.exclude !== 0n) return undefined
    if (cost > 0) this.clauses.push(this.clausesOf(cost))
    const usable = this.clauses.flat()
    return this.cover(this.exclude, cost, usable)?.map(({ literals }) => literals.map(({ pair }) => pair))
  }

  /** Excludes what is left for at most this cost, always by way of the order that fewest clauses exclude. */
  private cover(left: Orders, cost: number, usable: ReadonlyArray<Clause>): ReadonlyArray<Clause> | undefined {
    if (left === 0n) return []
    const affordable = usable.filter(({ excludes, literals }) => literals.length <= cost && (excludes & left) !== 0n)
    const target = hardest(left, affordable)
    if (target === undefined) return undefined
    for (const clause of affordable) {
      if ((clause.excludes & target) === 0n) continue
      const rest = this.cover(left & ~clause.excludes, cost - clause.literals.length, affordable)
      if (rest !== undefined) return [clause, ...rest]
    }
    return undefined
  }

  /** All clauses of this width: each literal keeps an order that those before it break. */
  private clausesOf(width: number): ReadonlyArray<Clause> {
    const found: Array<Clause> = []
    const shorter = this.clauses.flat()
    const extend = (chosen: ReadonlyArray<Literal>, from: number, open: Orders, excludes: Orders): void => {
      if (chosen.length === width) {
        const isPrime = open === 0n && !shorter.some((clause) => clause.literals.every((own) => chosen.includes(own)))
        if (isPrime) found.push({ literals: chosen, excludes })
        return
      }
      for (let i = from; i < this.literals.length; i++) {
        const literal = this.literals[i]
        const stillOpen = open & ~literal.kept
        const stillExcludes = excludes & literal.broken
        if (stillOpen === open || stillExcludes === 0n) continue
        extend([...chosen, literal], i + 1, stillOpen, stillExcludes)
      }
    }
    extend([], 0, this.keep, this.exclude)
    return found
  }
}

const full = (count: number): Orders => (1n << BigInt(count)) - 1n

/** The orders that keep a precedence. */
const having = (orders: ReadonlyArray<ReadonlyArray<string>>, [before, after]: Precedence): Orders =>
  orders.reduce((set, order, i) => order.indexOf(before) < order.indexOf(after) ? set | (1n << BigInt(i)) : set, 0n)

/** The order, as a set of one, that the fewest clauses exclude; undefined where one is excluded by none. */
const hardest = (left: Orders, clauses: ReadonlyArray<Clause>): Orders | undefined => {
  let fewest = Number.POSITIVE_INFINITY
  let target: Orders | undefined
  for (let rest = left; rest !== 0n; rest &= rest - 1n) {
    const order = rest & -rest
    const count = clauses.reduce((sum, { excludes }) => (excludes & order) === 0n ? sum : sum + 1, 0)
    if (count === 0) return undefined
    if (count >= fewest) continue
    fewest = count
    target = order
  }
  return target
}
