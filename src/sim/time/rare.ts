/**
 * How likely hits are that chance alone hardly ever brings about.
 *
 * Ways to hits are looked for (splitting.ts), proposals are fitted to them and again to what those find (trials.ts),
 * and those that make up for each other's gaps are blended. Runs of the blend are weighed. They are independent of each
 * other and of all that was tried before, so that the estimate has no bias however good the fit is, and its interval is
 * that of a mean. A blend that few of its runs would carry leaves a way out, as often as not: ways are looked for
 * again. Where none is good enough, there is no estimate.
 * Source: J. C. C. Chan, D. P. Kroese, Improved cross-entropy method for estimation, Statistics and Computing 22, 2012.
 */
import type { Dice } from "../explore/dice.ts"
import { climb, type Evaluate } from "./splitting.ts"
import { type Estimate, skewedMeanOf } from "./statistics.ts"
import { effectiveOf, Trials, type Weighed } from "./trials.ts"

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
  | "it differs from the count"
  | "it was stopped"

/** Hits that count alike, below which the interval is not to be trusted. */
export const effectiveMin = 200
/** So many are to be expected, by what the trials say: they know of no way that none of them has found. */
const effectiveWanted = 600
/** A blend that is worth less, in hits that count alike by the run, leaves ways out: others are looked for. */
const worthWanted = 0.12
/** And one that is worth as much need not be better. */
const worthEnough = 0.4
/** One that is worth less is too bad, whatever was tried. */
const worthLeast = 0.05
const attemptsMax = 4
/** How often a proposal is fitted anew, in each attempt. */
const rounds = 4

/**
 * Estimates by so many runs, or by as many as it takes by what the best blend is worth.
 *
 * @example
 * // The sum of two exponentials is above 20: 21 exp(-20)
 * estimateRare((scores) => {
 *   const left = 20 + Math.log(below(-scores.of("a"))) + Math.log(below(-scores.of("b")))
 *   return { distance: Math.max(0, left), weight: 1, hits: left <= 0 ? ["above"] : [] }
 * }, 2000, new Dice(1))
 */
export const estimateRare = (evaluate: Evaluate, runs: number, dice: Dice): Rare | Doubt => {
  const trials = new Trials(evaluate, runs / 4, dice)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    // What one climb does not find, another may.
    for (let i = attempt === 0 ? 0 : 1; i < 2; i++) {
      const found = climb(evaluate, dice)
      if (found === undefined) return "no way to a hit was found"
      trials.fitTo(found.map(({ outcome: { weight }, scores }) => ({ scores, weight })))
    }
    let rehearsed = trials.best()
    for (let round = 0; round < rounds && rehearsed.worthOfRun < worthEnough; round++) {
      trials.refit()
      rehearsed = trials.best()
    }
    if (rehearsed.worthOfRun > 0) trials.run(rehearsed.blend, runs)
    const { blend, worthOfRun } = trials.best()
    if (worthOfRun < (attempt < attemptsMax - 1 ? worthWanted : worthLeast)) continue
    // How many there are to be is settled before: to stop at runs that look well would favour low estimates.
    const weighed = trials.run(blend, Math.max(runs, effectiveWanted / worthOfRun))
    const effective = effectiveOf(weighed.filter(({ hits }) => hits.length > 0))
    if (effective >= effectiveMin) return concluded(weighed, effective)
  }
  return "too few runs carry it"
}

const concluded = (weighed: ReadonlyArray<Weighed>, effective: number): Rare => ({
  hit: skewedMeanOf(weighed.map(worth)),
  effective,
  runs: weighed.length,
  hits: [...new Set(weighed.flatMap(({ hits }) => hits))].map((name) => {
    const isSuch = ({ hits }: Weighed) => hits.includes(name)
    return {
      name,
      probability: skewedMeanOf(weighed.map((run) => isSuch(run) ? run.weight : 0)),
      runs: weighed.filter(isSuch).length,
      first: weighed.find(isSuch)!.used
    }
  })
})

const worth = ({ hits, weight }: Weighed): number => hits.length > 0 ? weight : 0
