/**
 * Timed runs whose hits are rare, as a function of scores: what rare.ts estimates.
 */
import type { Execution } from "../check/checker.ts"
import type { Dice } from "../explore/dice.ts"
import { density } from "./latency.ts"
import { type Doubt, estimateRare, type Rare } from "./rare.ts"
import type { Runs } from "./runs.ts"
import type { Scores } from "./scores.ts"
import type { Evaluate } from "./splitting.ts"
import type { TimedRun } from "./timed.ts"
import { propose } from "./timely.ts"
import type { Arrival } from "./timing.ts"
import { momentsOf, timesOf, wayLeft, type Ways } from "./ways.ts"

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
    const estimated = (comes: Comes): RareHits => ({ comes, found: estimateRare(evaluateBy(comes), count, dice) })
    if (!canBeInTime(arrival)) return estimated(asDrawn)
    const inTime = estimated(timely(ways))
    return isBelieved(inTime.found) ? inTime : estimated(asDrawn)
  } catch (error) {
    if (error !== stopped) throw error
    return { comes: asDrawn, found: "it was stopped" }
  }
}

const stopped = new Error("stopped")

/**
 * Where users have to come at a time as unlikely as this, a likelier time and something else that is late, an interrupt
 * say, may be likelier together: and nobody has let that come when it matters.
 */
const believedMin = 1e-18

const isBelieved = (found: Rare | Doubt): boolean => typeof found !== "string" && found.hit.value >= believedMin

const farFrom = ({ timed }: Runs, execution: Execution, ways: Ways): number => off + wayLeft(execution, timed, ways)

const canBeInTime = (arrival: Arrival | undefined): arrival is Arrival =>
  arrival !== undefined && density(arrival.latency, 1) !== undefined

/** Users come as the model says. */
const asDrawn: Comes = (_, scores, arrival) => ({ run: { seed: 0, arrival, scores }, weight: 1 })

/** Users come when it matters, where that can be known: then a hit takes no luck but that of the other durations. */
const timely = (ways: Ways): Comes => (runs, scores, arrival) => {
  const drawn = asDrawn(runs, scores, arrival)
  if (!canBeInTime(arrival)) return drawn
  const { timed } = runs
  const alone = runs.execute({ ...drawn.run, arriveAt: Number.POSITIVE_INFINITY })
  const anchor = timed.anchored
  if (anchor === undefined) return drawn
  const since = (start: number) => (time: number | undefined) => time === undefined ? undefined : time - start
  const others = timesOf(alone, timed, ways).map(since(anchor))
  const open = runs.windows(alone).map(({ from, to }) => ({ from: from - anchor, to: to - anchor }))
  const reach = timed.now
  const late = reach * 2 + 1e9
  const last = runs.execute({ ...drawn.run, arriveAt: late })
  const users = timesOf(last, timed, ways).map(since(late))
  const steps: Array<number> = []
  for (let i = 1; i < last.log.count; i++) {
    if (arrival.tasks.includes(last.log.records[i].task.name)) steps.push(timed.at[i] - late)
  }
  const moments = [
    ...momentsOf(ways, others, users),
    ...open.flatMap(({ from, to }) => steps.map((step) => ({ from: from - step, to: to - step })))
  ]
  const { delay, weight } = propose(arrival.latency, moments, reach, scores)
  return { run: { ...drawn.run, arriveAt: anchor + delay }, weight }
}
