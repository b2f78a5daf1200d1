/** The rule that separates orders: exact, and no rule of its two forms is cheaper. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { permutations } from "../../../src/scenarios/orders/questions.ts"
import { costOf, findRule, keeps, type Precedence, type Rule } from "../../../src/scenarios/orders/rule.ts"

const pairsOf = (steps: ReadonlyArray<string>) =>
  steps.flatMap((a) => steps.filter((b) => b !== a).map((b): Precedence => [a, b]))

const separates = (orders: ReadonlyArray<ReadonlyArray<string>>, isSafe: (i: number) => boolean): Rule => {
  const rule = findRule(orders.filter((_, i) => isSafe(i)), orders.filter((_, i) => !isSafe(i)))
  for (const [i, order] of orders.entries()) assert.strictEqual(keeps(order, rule), isSafe(i), order.join(" "))
  return rule
}

describe("findRule", () => {
  it("separates each of the 64 functions of the orders of three steps, at the least cost there is", () => {
    const orders = permutations(["a", "b", "c"], [])
    const least = leastCosts(orders)
    for (let safe = 0; safe < 1 << orders.length; safe++) {
      assert.strictEqual(costOf(separates(orders, (i) => (safe & (1 << i)) !== 0)), least(safe), `${safe}`)
    }
  })

  it("separates any function of the six orders of four steps in two pairs", () => {
    const orders = permutations(["a", "b", "c", "d"], [["a", "b"], ["c", "d"]])
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: orders.length, maxLength: orders.length }), (safe) => {
        separates(orders, (i) => safe[i]!)
      }),
      { numRuns: 100, seed: 1 }
    )
  })

  it("finds nothing longer than the rule the orders were made by", () => {
    const steps = ["alloc", "firmware", "netdev", "port", "register", "set"]
    const orders = permutations(steps, [["alloc", "set"], ["firmware", "set"]])
    const clause = fc.array(fc.constantFrom(...pairsOf(steps)), { minLength: 1, maxLength: 2 })
    const made: fc.Arbitrary<Rule> = fc.record({
      form: fc.constantFrom("all", "any"),
      clauses: fc.array(clause, { minLength: 1, maxLength: 2 })
    })
    fc.assert(
      fc.property(made, (rule) => {
        const found = separates(orders, (i) => keeps(orders[i]!, rule))
        assert.isAtMost(costOf(found), costOf(rule))
      }),
      { numRuns: 60, seed: 1 }
    )
  })

  it("says always of orders that are all safe, never of none", () => {
    const orders = permutations(["a", "b"], [])
    assert.deepStrictEqual(findRule(orders, []), { form: "all", clauses: [] })
    assert.deepStrictEqual(findRule([], orders), { form: "any", clauses: [] })
  })
})

/** The least cost of every function, by adding clauses one after the other until nothing gets cheaper. */
function leastCosts(orders: ReadonlyArray<ReadonlyArray<string>>): (safe: number) => number {
  const full = (1 << orders.length) - 1
  const literals = pairsOf(["a", "b", "c"]).map(([a, b]) =>
    orders.reduce((set, order, i) => order.indexOf(a) < order.indexOf(b) ? set | (1 << i) : set, 0)
  )
  const widths = new Map<number, number>()
  for (let set = 1; set < 1 << literals.length; set++) {
    const chosen = literals.filter((_, i) => (set & (1 << i)) !== 0)
    const holds = chosen.reduce((all, literal) => all | literal, 0)
    widths.set(holds, Math.min(widths.get(holds) ?? Infinity, chosen.length))
  }
  const costs = new Map([[full, 0]])
  for (let grew = true; grew;) {
    grew = false
    for (const [holds, cost] of Array.from(costs)) {
      for (const [clause, width] of widths) {
        if ((costs.get(holds & clause) ?? Infinity) <= cost + width) continue
        costs.set(holds & clause, cost + width)
        grew = true
      }
    }
  }
  // A disjunction of conjunctions of a function is a conjunction of disjunctions of its complement. No clause at all
  // is the conjunction that always holds, or the disjunction that never does.
  return (safe) => Math.min(costs.get(safe) ?? Infinity, costs.get(full & ~safe) ?? Infinity)
}
