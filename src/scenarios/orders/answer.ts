/**
 * Answers one question: explores every order, and finds the rule.
 */
import { exploreCell, type ExploreOptions } from "../../sim/explore/explore.ts"
import type { CellResult } from "../../sim/result.ts"
import { constraints, permutations, programOf, type Question, stepsOf } from "./questions.ts"
import { findRule, type Rule } from "./rule.ts"

/** One order, and what was found; `verified` for a safe one. */
export interface OrderResult {
  readonly order: ReadonlyArray<string>
  readonly verdict: CellResult["verdict"]
  /** Of the most specific finding, or empty. */
  readonly title: string
  /** All kinds found, most specific first. */
  readonly kinds: ReadonlyArray<string>
  readonly traces: number
}

/** What is known of one question. */
export interface Answer extends Question {
  readonly constraints: ReadonlyArray<readonly [before: string, after: string]>
  readonly orders: ReadonlyArray<OrderResult>
  /** Every order was explored to its end. */
  readonly exhaustive: boolean
  /** Separates safe from unsafe exactly, with the fewest precedences; null where a bound was hit. */
  readonly rule: Rule | null
}

/** Explores every order of a question. The same question gives the same answer to the byte. */
export const answer = (question: Question, options: ExploreOptions = {}): Answer => {
  const steps = stepsOf(question)
  const stated = constraints.filter((pair) => pair.every((step) => steps.includes(step)))
  const results = permutations(steps, stated).map((order) => {
    const program = programOf(question, order)
    return { order, result: exploreCell(program, program.cells[0], options) }
  })
  const exhaustive = results.every(({ result }) => result.exhaustive)
  const of = (safe: boolean) =>
    results.filter(({ result }) => (result.verdict === "verified") === safe).map(({ order }) => order)
  return {
    ...question,
    constraints: stated,
    orders: results.map(({ order, result }) => orderResult(order, result)),
    exhaustive,
    rule: exhaustive ? findRule(of(true), of(false)) : null
  }
}

const orderResult = (order: ReadonlyArray<string>, { findings, stats, verdict }: CellResult): OrderResult => ({
  order,
  verdict,
  title: findings.find(({ kind }) => kind === verdict)?.title ?? "",
  kinds: [...new Set(findings.map(({ kind }) => kind))],
  traces: stats.traces
})
