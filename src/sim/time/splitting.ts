/**
 * The way to hits that chance alone hardly ever takes: level by level, each so near that some of the runs are there.
 *
 * Of a population of runs those nearest to a hit are kept and copied, and each copy is moved by a chain of Metropolis
 * that leaves the true distribution as it is, given the level. At the end the runs are hits, spread as hits are.
 * They serve to fit a proposal (proposal.ts): the estimate is made with that, for copies of few ancestors are no
 * independent runs, and an interval made of them would be too narrow.
 * Source: S. K. Au, J. L. Beck, Subset Simulation, Probabilistic Engineering Mechanics 16, 2001; moves of S. L. Cotter
 * et al., MCMC Methods for Functions, Statistical Science 28, 2013 (pCN); levels of F. Cérou, A. Guyader, 2007.
 */
import type { Dice } from "../explore/dice.ts"
import { normal } from "./normal.ts"
import { Scores } from "./scores.ts"

/** What a run is worth. */
export interface Outcome {
  /** How far it is from a hit, in any unit that grows with it; 0 is a hit. */
  readonly distance: number
  /** By how much it counts; 1 unless more was done to chance than the scores say. */
  readonly weight: number
  /** Names of what was hit. */
  readonly hits: ReadonlyArray<string>
}

/** Runs the model with these scores. */
export type Evaluate = (scores: Scores) => Outcome

/** A run, by the scores it used. */
export interface World {
  readonly scores: ReadonlyMap<string, number>
  readonly outcome: Outcome
}

const size = 200
const kept = 50
const moves = 6
const levelsMax = 100

/** The run with these scores. */
const worldOf = (evaluate: Evaluate, dice: Dice, set?: Iterable<readonly [string, number]>): World => {
  const scores = new Scores(dice, set)
  const outcome = evaluate(scores)
  return { scores: scores.used, outcome }
}

/** Hits, spread as hits are; undefined when no way to one was found. */
export const climb = (evaluate: Evaluate, dice: Dice): ReadonlyArray<World> | undefined => {
  let population: ReadonlyArray<World> = Array.from({ length: size }, () => worldOf(evaluate, dice))
  // These are independent: there is nothing to be moved about.
  const known = population.filter(({ outcome }) => outcome.hits.length > 0)
  if (known.length >= kept) return known
  let [last, stuck] = [Number.POSITIVE_INFINITY, 0]
  for (let level = 0; level < levelsMax && stuck < 5; level++) {
    population = population.toSorted((a, b) => a.outcome.distance - b.outcome.distance)
    if (population[0].outcome.distance === Number.POSITIVE_INFINITY) return undefined
    // Where only few are on any way at all, these.
    const reached = Math.min(population[kept - 1].outcome.distance, Number.MAX_VALUE)
    stuck = reached < last ? 0 : stuck + 1
    last = reached
    const parents = population.filter(({ outcome }) => outcome.distance <= reached)
    population = population.map((_, i) => moved(evaluate, parents[i % parents.length], reached, dice))
    if (reached === 0) return population
  }
  return undefined
}

/** Moved about among the runs no farther than this. */
const moved = (evaluate: Evaluate, from: World, reached: number, dice: Dice): World => {
  let world = from
  for (let i = 0; i < moves; i++) {
    const next = worldOf(evaluate, dice, step(world.scores, dice))
    if (next.outcome.distance <= reached) world = next
  }
  return world
}

/** Some of the scores, one or few as often as many, moved by a little or by much. */
function* step(scores: ReadonlyMap<string, number>, dice: Dice): Generator<readonly [string, number]> {
  const share = scores.size ** -dice.unit()
  const by = (dice.below(8) === 0 ? 1e-7 : 0.03) ** dice.unit()
  const surely = dice.below(scores.size)
  let i = 0
  for (const [name, score] of scores) {
    const isMoved = i++ === surely || dice.unit() < share
    yield [name, isMoved ? Math.sqrt(1 - by * by) * score + by * normal(dice) : score]
  }
}
