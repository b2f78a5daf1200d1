/**
 * Answers one question: tries every order until something is found or all of it is explored, and finds the rule.
 *
 * The orders of a question share one machine, and neighbours share most of their steps: what ruled out the order before
 * is tried first. An order is unsafe only by a finding of its own.
 */
import { explain } from "../../sim/explain/explain.ts"
import type { ExploreOptions } from "../../sim/explore/explore.ts"
import { firstFinding } from "../../sim/explore/first.ts"
import { prepare, type Prepared } from "../../sim/explore/prepare.ts"
import type { Move } from "../../sim/explore/schedule.ts"
import type { Shown } from "../../sim/explore/tally.ts"
import type { Verdict } from "../../sim/result.ts"
import { kinds } from "../../sim/scenario.ts"
import { meeting, ordersOf, placeOf, type Question, statedOf, stepsOf } from "./questions.ts"
import { findRule, type Rule } from "./rule.ts"

/** One order: `verified` where it is safe, else the kind of the finding that rules it out. */
export interface OrderResult {
  readonly order: ReadonlyArray<string>
  readonly verdict: Verdict
  /** Of the finding that rules it out, and what replays it; empty for a safe order, or where it was not asked. */
  readonly title: string
  readonly token: string
}

/** What is known of one question. */
export interface Answer extends Question {
  readonly constraints: ReadonlyArray<readonly [before: string, after: string]>
  readonly orders: ReadonlyArray<OrderResult>
  /** Every order was ruled out or explored to its end. */
  readonly exhaustive: boolean
  /** Separates safe from unsafe exactly, with the fewest precedences; null where a bound was hit. */
  readonly rule: Rule | null
}

/** How to answer. */
export interface AnswerOptions extends Pick<ExploreOptions, "limits" | "onProgress" | "shouldStop"> {
  /** Which unsafe orders come with title and token: each, or the first of each kind. */
  readonly explained: "each" | "first-of-kind"
}

/** Answers a question. The same question gives the same answer to the byte. */
export const answer = (question: Question, options: AnswerOptions): Answer => {
  const { cell, scenario } = placeOf(question)
  const program = prepare(scenario, cell, options)
  const orders: Array<OrderResult> = []
  const seen = new Set<Verdict>()
  let likely: ReadonlyArray<Move> = []
  for (const [i, order] of ordersOf(question).entries()) {
    const one: Prepared = { ...program, body: () => meeting(question, order) }
    // The orders are one program: that it shares nothing behind the machine's back is seen in the first of them.
    const { clean, found } = firstFinding(one, { ...options, guarded: i === 0 }, likely)
    const verdict = kinds.find((kind) => found.some(({ sighting }) => sighting.kind === kind)) ??
      (clean ? "verified" : "no-finding")
    const shown = found.filter(({ sighting }) => sighting.kind === verdict)
    if (shown.length > 0) likely = shown[0].moves
    const isAsked = shown.length > 0 && (options.explained === "each" || !seen.has(verdict))
    seen.add(verdict)
    const { title, token } = isAsked ? ruledOut(program, i, shown) : { title: "", token: "" }
    orders.push({ order, verdict, title, token })
  }
  const exhaustive = orders.every(({ verdict }) => verdict !== "no-finding")
  const of = (safe: boolean) =>
    orders.filter(({ verdict }) => (verdict === "verified") === safe).map(({ order }) => order)
  return {
    ...question,
    constraints: statedOf(stepsOf(question)),
    orders,
    exhaustive,
    rule: exhaustive ? findRule(of(true), of(false)) : null
  }
}

/** The finding as one of the program that draws its order: with order number `i` drawn. */
const ruledOut = (program: Prepared, i: number, shown: ReadonlyArray<Shown>) => {
  const [first] = shown.toSorted((a, b) => a.sighting.key < b.sighting.key ? -1 : 1)
  const [start, ...others] = first.moves
  const moves = [{ ...start, draws: [i, ...start.draws] }, ...others]
  const [{ finding }] = explain(program, [{ ...first, moves }], { minimise: 0 })
  return finding
}
