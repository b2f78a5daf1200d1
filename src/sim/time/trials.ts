/**
 * Proposals tried one after another, what each of them has found, and which of them to blend.
 *
 * Whatever was found counts by all proposals that could have found it, as if all of them had been one: a hit that the
 * first met with by luck does not outweigh all others once a later one finds many such. And by all hits it is judged
 * what a proposal, or several of them, are worth: one that leaves a way out looks good by its own.
 * Source: J.-M. Cornuet et al., Adaptive Multiple Importance Sampling, Scandinavian Journal of Statistics 39, 2012;
 * E. Veach, L. J. Guibas, Optimally Combining Sampling Techniques for Monte Carlo Rendering, SIGGRAPH 1995.
 */
import type { Dice } from "../explore/dice.ts"
import { Blend, type Known, Proposal } from "./proposal.ts"
import { Scores } from "./scores.ts"
import type { Evaluate, Outcome } from "./splitting.ts"

/** A run of a proposal. */
export interface Weighed {
  readonly scores: Scores
  /** Of the scores those that have played a part. */
  readonly used: ReadonlyMap<string, number>
  readonly hits: Outcome["hits"]
  /** By how much it counts wherever its scores were drawn. */
  readonly own: number
  /** By how much it counts. */
  readonly weight: number
}

/** Some of the proposals that were tried. */
export interface Best {
  readonly blend: Blend
  /** Hits that count alike, by the run of the blend. */
  readonly worthOfRun: number
}

/** It is fitted to hits that say as much as so many that count alike; and by fewer no proposal is judged. */
const alikeMin = 75
/** And to no more than so many. */
const fittedMax = 600
/** So many proposals are blended at most, each for as much more as this. */
const blendedMax = 4
const gainMin = 1.05

/** A hit, and how much denser than chance each proposal is there, and each blend that was run. */
interface Hit extends Known {
  readonly of: Weighed
  readonly byProposal: Array<number>
  readonly byRun: Array<number>
}

/** All trials so far. */
export class Trials {
  private readonly evaluate: Evaluate
  private readonly runs: number
  private readonly dice: Dice
  private readonly proposals: Array<Proposal> = []
  /** Blends that were run, and how often. */
  private readonly ran: Array<readonly [Blend, number]> = []
  private hits: ReadonlyArray<Hit> = []

  /** @param runs of a trial */
  constructor(evaluate: Evaluate, runs: number, dice: Dice) {
    this.evaluate = evaluate
    this.runs = runs
    this.dice = dice
  }

  /** Tries a proposal fitted to these. */
  fitTo(known: ReadonlyArray<Known>): void {
    const proposal = new Proposal(tempered(known, this.dice), this.dice)
    this.proposals.push(proposal)
    this.run(new Blend([proposal]), this.runs)
  }

  /** Tries one fitted to all that was found. */
  refit(): void {
    if (this.hits.length > 0) this.fitTo(this.hits)
  }

  /** Runs a blend so often; what that finds counts in all that follows. */
  run(blend: Blend, count: number): ReadonlyArray<Weighed> {
    const weighed = weigh(this.evaluate, blend, count, this.dice)
    this.ran.push([blend, weighed.length])
    const found = weighed.filter(({ hits }) => hits.length > 0)
      .map((of): Hit => ({ of, scores: of.used, weight: 0, byProposal: [], byRun: [] }))
    const all = this.ranInAll()
    this.hits = [...this.hits, ...found].map((hit) => {
      const { byProposal, byRun, of: { own, scores } } = hit
      for (const proposal of this.proposals.slice(byProposal.length)) byProposal.push(proposal.ratioOf(scores))
      for (const [each] of this.ran.slice(byRun.length)) byRun.push(each.ratioOf(scores))
      return { ...hit, weight: own / this.ran.reduce((sum, [, share], i) => sum + byRun[i] * share / all, 0) }
    })
    return weighed
  }

  private ranInAll(): number {
    return this.ran.reduce((sum, [, count]) => sum + count, 0)
  }

  /** Those that make up for each other's gaps: the best of them, and then what adds most. */
  best(): Best {
    let [chosen, worth]: [ReadonlyArray<number>, number] = [[], 0]
    while (chosen.length < blendedMax) {
      const further = this.proposals.map((_, i) => [...chosen, i]).map((each) => ({ each, worth: this.worthOf(each) }))
        .reduce((a, b) => b.worth > a.worth ? b : a, { each: chosen, worth: 0 })
      if (further.worth <= worth * gainMin) break
      chosen = further.each
      worth = further.worth
    }
    return { blend: new Blend(chosen.map((i) => this.proposals[i])), worthOfRun: worth }
  }

  /** Of a blend of these, by number. */
  private worthOf(blended: ReadonlyArray<number>): number {
    let [sum, squares] = [0, 0]
    for (const { byProposal, of: { own }, weight } of this.hits) {
      sum += weight
      squares += weight * own / meanOf(blended.map((i) => byProposal[i]))
    }
    return effectiveOf(this.hits) < alikeMin ? 0 : sum * sum / squares / this.ranInAll()
  }
}

/** Runs of a blend. */
const weigh = (evaluate: Evaluate, blend: Blend, count: number, dice: Dice): ReadonlyArray<Weighed> =>
  Array.from({ length: Math.ceil(count) }, () => {
    const scores = new Scores(dice, blend.draw(dice))
    const { hits, weight: own } = evaluate(scores)
    const { used } = scores
    return { scores, used, hits, own, weight: own / blend.ratioOf(scores) }
  })

/** How many that count alike say as much as these. Source: L. Kish, Survey Sampling, 1965. */
export const effectiveOf = (runs: ReadonlyArray<{ readonly weight: number }>): number => {
  let [sum, squares] = [0, 0]
  for (const { weight } of runs) {
    sum += weight
    squares += weight ** 2
  }
  return squares === 0 ? 0 : sum * sum / squares
}

const meanOf = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * With weights made more alike where few would outweigh all others: a fit to few is worth nothing, and the next is
 * better. Of very many only some, each as often as it counts: more would make the fit slower, and not better.
 * Source: E. Koblents, J. Míguez, A population Monte Carlo scheme with transformed weights, Statistics and Computing
 * 25, 2015; J. Carpenter et al., Improved particle filter for nonlinear problems, 1999 (systematic resampling).
 */
const tempered = (hits: ReadonlyArray<Known>, dice: Dice): ReadonlyArray<Known> => {
  const highest = hits.reduce((most, { weight }) => Math.max(most, weight), 0)
  const flattened = (power: number) =>
    hits.map(({ scores, weight }) => ({ scores, weight: (weight / highest) ** power }))
  let power = 1
  while (power > 0.01 && effectiveOf(flattened(power)) < Math.min(alikeMin, hits.length / 2)) power *= 0.8
  const known = flattened(power)
  if (known.length <= fittedMax) return known
  const total = known.reduce((sum, { weight }) => sum + weight, 0)
  const start = dice.unit()
  let [at, sum] = [0, known[0].weight]
  return Array.from({ length: fittedMax }, (_, k) => {
    while (sum < (k + start) * total / fittedMax && at < known.length - 1) sum += known[++at].weight
    return { ...known[at], weight: 1 }
  })
}
