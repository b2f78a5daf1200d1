/**
 * Where to draw the scores of a run from so that hits are common, and by how much such a run counts less.
 *
 * The scores that hits spread otherwise than chance does are drawn from a mixture: of normal distributions fitted to
 * hits, of the same ones but wider, and one in ten as they really are. All other scores stay as they are. The weight is
 * the ratio of the two densities.
 * Source: S. Geyer, I. Papaioannou, D. Straub, Cross entropy-based importance sampling using Gaussian densities
 * revisited, Structural Safety 76, 2019; T. Hesterberg, Weighted Average Importance Sampling and Defensive Mixture
 * Distributions, Technometrics, 1995.
 */
import type { Dice } from "../explore/dice.ts"
import { logDeterminant, scaledBy, squareOf, times } from "./matrix.ts"
import { fitted, type Part } from "./mixture.ts"
import { normal } from "./normal.ts"
import type { Scores } from "./scores.ts"

/** The scores of a hit, and how much it counts. */
export interface Known {
  readonly scores: ReadonlyMap<string, number>
  readonly weight: number
}

const asItIs = 0.25
const wide = 0.3
const wider = 2
/** How many scores are drawn anew at most, and how much has to be known of them, in nats. */
const scoresMax = 12
const gainMin = 0.05

/** A mixture fitted to hits. */
export class Proposal {
  private readonly names: ReadonlyArray<string>
  /** All but what is as it is; with the logarithm of the density at the centre. */
  private readonly parts: ReadonlyArray<Part & { readonly peak: number }>

  constructor(hits: ReadonlyArray<Known>, dice: Dice) {
    const total = hits.reduce((sum, { weight }) => sum + weight, 0)
    const weights = hits.map(({ weight }) => weight / total)
    const columns = [...new Set(hits.flatMap(({ scores }) => [...scores.keys()]))].map((name) => {
      // Where a run had no use for a score, it is as chance has it.
      const values = hits.map(({ scores }) => scores.get(name) ?? normal(dice))
      return { name, values, gain: gainOf(values, weights) }
    })
    const chosen = columns.filter(({ gain }) => gain > gainMin).toSorted((a, b) => b.gain - a.gain).slice(0, scoresMax)
    this.names = chosen.map(({ name }) => name)
    const near = chosen.length === 0
      ? []
      : fitted(hits.map((_, i) => chosen.map(({ values }) => values[i])), weights, dice)
    this.parts = near.flatMap(({ centre, root, share }) => [
      { centre, root, share: share * (1 - asItIs - wide) },
      { centre, root: scaledBy(root, wider), share: share * wide }
    ]).map((part) => ({ ...part, peak: Math.log(part.share) - logDeterminant(part.root) }))
  }

  /** Draws what hits have in common. */
  draw(dice: Dice): ReadonlyArray<readonly [string, number]> {
    const point = this.pick(dice)
    return this.names.map((name, i) => [name, point[i]])
  }

  /** How much denser it is than chance where a run has these scores. */
  ratioOf(scores: Scores): number {
    const point = this.names.map((name) => scores.of(name))
    const truth = -point.reduce((sum, score) => sum + score * score, 0) / 2
    let ratio = this.parts.length === 0 ? 1 : asItIs
    for (const { centre, peak, root } of this.parts) {
      ratio += Math.exp(peak - squareOf(root, point, centre) / 2 - truth)
    }
    return ratio
  }

  private pick(dice: Dice): ReadonlyArray<number> {
    const noise = this.names.map(() => normal(dice))
    let which = dice.unit() - asItIs
    for (const { centre, root, share } of this.parts) {
      if (which < 0) break
      which -= share
      if (which < 0) return times(root, noise, centre)
    }
    return noise
  }
}

/** Several proposals, each as often as any other. */
export class Blend {
  private readonly proposals: ReadonlyArray<Proposal>

  constructor(proposals: ReadonlyArray<Proposal>) {
    this.proposals = proposals
  }

  /** Draws from one of them. */
  draw(dice: Dice): ReadonlyArray<readonly [string, number]> {
    return this.proposals[dice.below(this.proposals.length)].draw(dice)
  }

  /** How much denser all of them together are than chance where a run has these scores. */
  ratioOf(scores: Scores): number {
    return this.proposals.reduce((sum, proposal) => sum + proposal.ratioOf(scores), 0) / this.proposals.length
  }
}

/** What is known of a score by knowing that the run is a hit: Kullback and Leibler's, as if both were normal. */
const gainOf = (values: ReadonlyArray<number>, weights: ReadonlyArray<number>): number => {
  const average = (of: (value: number) => number) => values.reduce((sum, value, i) => sum + weights[i] * of(value), 0)
  const mean = average((value) => value)
  const variance = average((value) => (value - mean) ** 2)
  return (mean * mean + variance - 1 - Math.log(Math.max(variance, 1e-30))) / 2
}
