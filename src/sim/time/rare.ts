/**
 * How likely hits are that chance alone hardly ever brings about.
 *
 * Ways to hits are looked for (splitting.ts), a proposal is fitted to them and again to what that finds (proposal.ts),
 * and runs of the best proposal are weighed. Runs that are weighed are independent of each other and of
 * the fit, so that the estimate has no bias however good the fit is, and its interval is that of a mean. All of it is
 * done twice. A proposal that few of its runs carry leaves a way out, as often as not: ways are looked for again, and
 * the two best are taken. Where they disagree, or are not good enough, there is no estimate.
 * Source: J. C. C. Chan, D. P. Kroese, Improved cross-entropy method for estimation, Statistics and Computing 22, 2012.
 */
import type { Dice } from "../explore/dice.ts"
import { Proposal } from "./proposal.ts"
import { climb, type Evaluate, type Outcome, type World, worldOf } from "./splitting.ts"
import { type Estimate, meanOf, skewedMeanOf, z } from "./statistics.ts"

/** What was found out. */
export interface Rare {
  readonly hit: Estimate
  /** How many hits that count alike would say as much. */
  readonly effective: number
  readonly runs: number
  readonly hits: ReadonlyArray<RareHit>
}

/** One kind of hit. */
export interface RareHit {
  readonly name: string
  readonly probability: Estimate
  /** Runs that were. */
  readonly runs: number
  /** The scores of the first of them. */
  readonly first: ReadonlyMap<string, number>
}

/** Why there is no estimate. */
export type Doubt =
  | "no way to a hit was found"
  | "too few runs carry it"
  | "two estimates disagree"
  | "it differs from the count"
  | "it was stopped"

/** Hits that count alike, of each half, below which the interval is not to be trusted. */
export const effectiveMin = 300
/** Of a proposal that need not be better. */
const worthWanted = 0.4
/** And one that is worth less leaves a way to hits out, as often as not: ways are looked for again. */
const worthMin = 0.12
const attemptsMax = 3
/** Of one that is too bad whatever was tried. */
const worthLeast = 0.05
/** How often it is fitted anew at most. */
const rounds = 8
/** It is fitted to hits that say as much as so many that count alike. */
const alikeMin = 75
/** And to no more than so many. */
const fittedMax = 300
/** Of the difference of two estimates, in standard errors. */
const apartMax = 3.3

interface Weighed {
  readonly scores: ReadonlyMap<string, number>
  /** Of the run itself, wherever its scores were drawn. */
  readonly own: number
  readonly weight: number
  readonly hits: Outcome["hits"]
}

/**
 * Estimates by two proposals, each with half of the runs, or with as many as it takes by what the proposal is worth.
 *
 * @example
 * // The sum of two exponentials is above 20: 21 exp(-20)
 * estimateRare((scores) => {
 *   const left = 20 + Math.log(below(-scores.of("a"))) + Math.log(below(-scores.of("b")))
 *   return { distance: Math.max(0, left), weight: 1, hits: left <= 0 ? ["above"] : [] }
 * }, 2000, new Dice(1))
 */
export const estimateRare = (evaluate: Evaluate, runs: number, dice: Dice): Rare | Doubt => {
  const hits: Array<Weighed> = []
  const proposals: Array<Refined> = []
  const good = () => proposals.filter(({ worthOfRun }) => worthOfRun >= worthMin)
  for (let attempt = 0; attempt < attemptsMax && good().length < 2; attempt++) {
    // What one climb does not find, another may.
    for (let i = attempt === 0 ? 0 : 1; i < 2; i++) {
      const found = climb(evaluate, dice)
      if (found === undefined) return "no way to a hit was found"
      hits.push(...found.map(weighed))
    }
    while (proposals.length < attempt + 2) proposals.push(refined(evaluate, hits, runs / 2, dice))
  }
  const best = proposals.toSorted((a, b) => b.worthOfRun - a.worthOfRun).slice(0, 2)
  if (best[1].worthOfRun < worthLeast) return "too few runs carry it"
  // How many there are to be is settled before: to stop at runs that look well would favour low estimates.
  const halves = best.map(({ proposal, worthOfRun }) =>
    weigh(evaluate, proposal, Math.max(runs / 2, effectiveMin / worthOfRun), dice)
  )
  const both = halves.flat()
  const effective = effectiveOf(both)
  if (effective < effectiveMin) return "too few runs carry it"
  const [a, b] = halves.map((each) => meanOf(each.map(worth)))
  if (Math.abs(a.value - b.value) > apartMax * Math.hypot(errorOf(a), errorOf(b))) return "two estimates disagree"
  return concluded(halves, effective)
}

interface Refined {
  readonly proposal: Proposal
  /** Hits that count alike, by the run of the proposal. */
  readonly worthOfRun: number
}

/**
 * Fitted again to what it finds itself, until that is many. All that was found is kept: a fit to the last alone could
 * leave out what it had missed. Of the proposals the best is taken, by all hits that any of them has found: one that
 * leaves a way out looks good by its own.
 */
const refined = (evaluate: Evaluate, hits: ReadonlyArray<Weighed>, runs: number, dice: Dice): Refined => {
  let proposal = new Proposal(tempered(hits, dice), dice)
  const tried: Array<Proposal> = []
  const known: Array<Weighed> = []
  let weighedRuns = 0
  const refinedBy = (one: Proposal): Refined => {
    const [sum, squares] = known.reduce(
      ([all, square], { own, scores, weight }) => [all + weight, square + weight * own * one.weightOfRun(scores, dice)],
      [0, 0]
    )
    return { proposal: one, worthOfRun: squares === 0 ? 0 : sum * sum / squares / weighedRuns }
  }
  for (let round = 0; round < rounds; round++) {
    const trial = weigh(evaluate, proposal, runs / 2, dice)
    weighedRuns += trial.length
    known.push(...hitsAmong(trial))
    tried.push(proposal)
    if (known.length === 0 || refinedBy(proposal).worthOfRun >= worthWanted) break
    proposal = new Proposal(tempered(known, dice), dice)
  }
  return tried.map(refinedBy).reduce((a, b) => a.worthOfRun >= b.worthOfRun ? a : b)
}

/**
 * With weights made more alike where few would outweigh all others: a fit to few is worth nothing, and the next is
 * better. Of very many only some, each as often as it counts: more would make the fit slower, and not better.
 * Source: E. Koblents, J. Míguez, A population Monte Carlo scheme with transformed weights, Statistics and Computing
 * 25, 2015; J. Carpenter et al., Improved particle filter for nonlinear problems, 1999 (systematic resampling).
 */
const tempered = (hits: ReadonlyArray<Weighed>, dice: Dice): ReadonlyArray<Weighed> => {
  const highest = hits.reduce((most, { weight }) => Math.max(most, weight), 0)
  const flattened = (power: number) => hits.map((hit) => ({ ...hit, weight: (hit.weight / highest) ** power }))
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

const weigh = (evaluate: Evaluate, proposal: Proposal, runs: number, dice: Dice): ReadonlyArray<Weighed> =>
  Array.from({ length: Math.ceil(runs) }, () => {
    const proposed = proposal.draw(dice)
    const world = weighed(worldOf(evaluate, dice, proposed.scores))
    return { ...world, weight: world.weight * proposed.weight }
  })

const hitsAmong = (runs: ReadonlyArray<Weighed>) => runs.filter(({ hits }) => hits.length > 0)

const weighed = ({ outcome: { hits, weight }, scores }: World): Weighed => ({ scores, own: weight, weight, hits })

const worth = ({ hits, weight }: Weighed): number => hits.length > 0 ? weight : 0

const errorOf = ({ high, value }: Estimate): number => (high - value) / z

/** Source: L. Kish, Survey Sampling, 1965. */
const effectiveOf = (runs: ReadonlyArray<Weighed>): number => {
  let [sum, squares] = [0, 0]
  for (const run of runs) {
    sum += worth(run)
    squares += worth(run) ** 2
  }
  return squares === 0 ? 0 : sum * sum / squares
}

/** Halves of any size: each is without bias, and counts by its runs. */
const concluded = (halves: ReadonlyArray<ReadonlyArray<Weighed>>, effective: number): Rare => {
  const all = halves.flat()
  return {
    hit: skewedMeanOf(all.map(worth)),
    effective,
    runs: all.length,
    hits: [...new Set(all.flatMap(({ hits }) => hits))].map((name) => {
      const such = all.filter(({ hits }) => hits.includes(name))
      return {
        name,
        probability: skewedMeanOf(all.map(({ hits, weight }) => hits.includes(name) ? weight : 0)),
        runs: such.length,
        first: such[0].scores
      }
    })
  }
}
