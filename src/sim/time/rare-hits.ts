/**
 * Timed runs whose hits are rare, as a function of scores: what rare.ts estimates.
 */
import type { Execution } from "../check/checker.ts"
import type { Dice } from "../explore/dice.ts"
import { density } from "./latency.ts"
import { type Doubt, estimateRare, type Rare } from "./rare.ts"
import type { Runs } from "./runs.ts"
import type { Scores } from "./scores.ts"
import { type Evaluate, isCommon } from "./splitting.ts"
import type { TimedRun } from "./timed.ts"
import { propose } from "./timely.ts"
import type { Arrival } from "./timing.ts"
import { wayLeft, type Ways } from "./ways.ts"

/** Nanoseconds by which a run that is still off every way is farther than any that has only come too late. */
const off = 1e15

/** When users come in the run of these scores, and by how much it counts. */
type Comes = (runs: Runs, scores: Scores, arrival: Arrival | undefined) => {
  readonly run: TimedRun
  readonly weight: number
}

/** What was found, and how users came. */
export interface RareHits {
  readonly found: Rare | Doubt
  readonly comes: Comes
}

/** How to look for them. */
export interface RareHitsOptions {
  readonly arrival: Arrival | undefined
  /** Runs to be weighed. */
  readonly count: number
  readonly dice: Dice
  /** Asked before each run; false ends it all. */
  readonly goesOn: () => boolean
}

/** How likely a run is hit. */
export const rareHits = (runs: Runs, ways: Ways, { arrival, count, dice, goesOn }: RareHitsOptions): RareHits => {
  const evaluateBy = (comes: Comes): Evaluate => (scores) => {
    if (!goesOn()) throw stopped
    const { run, weight } = comes(runs, scores, arrival)
    const execution = runs.execute(run)
    const { hits, missed } = runs.shots(execution)
    return { distance: missed < off ? missed : farFrom(runs, execution, ways), weight, hits: [...hits.keys()] }
  }
  try {
    const comes = isCommon(evaluateBy(timely), dice) ? timely : asDrawn
    return { comes, found: estimateRare(evaluateBy(comes), count, dice) }
  } catch (error) {
    if (error !== stopped) throw error
    return { comes: asDrawn, found: "it was stopped" }
  }
}

const stopped = new Error("stopped")

const farFrom = ({ timed }: Runs, execution: Execution, ways: Ways): number => off + wayLeft(execution, timed, ways)

/** Users come as the model says. */
const asDrawn: Comes = (_, scores, arrival) => ({ run: { seed: 0, arrival, scores }, weight: 1 })

/** Users come when it matters, where that can be known: then a hit takes no luck but that of the other durations. */
const timely: Comes = (runs, scores, arrival) => {
  const drawn = asDrawn(runs, scores, arrival)
  if (arrival === undefined || density(arrival.latency, 1) === undefined) return drawn
  const { timed } = runs
  const alone = runs.execute({ ...drawn.run, arriveAt: Number.POSITIVE_INFINITY })
  const anchor = timed.anchored
  if (anchor === undefined) return drawn
  const open = runs.windows(alone).map(({ from, to }) => ({ from: from - anchor, to: to - anchor }))
  const late = timed.now * 2 + 1e9
  const { log } = runs.execute({ ...drawn.run, arriveAt: late })
  const steps: Array<number> = []
  for (let i = 1; i < log.count; i++) {
    if (arrival.tasks.includes(log.records[i].task.name)) steps.push(timed.at[i] - late)
  }
  if (open.length === 0 || steps.length === 0) return drawn
  const { delay, weight } = propose(arrival.latency, open, steps, scores)
  return { run: { ...drawn.run, arriveAt: anchor + delay }, weight }
}
