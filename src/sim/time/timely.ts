/**
 * Where to let a user arrive so that a narrow window is hit often, and by how much such a run counts less.
 *
 * The run is made twice more beforehand, with the same durations: without the user, which shows when each window is
 * open, and with the user far too late, which shows how long after its arrival the user takes each step. From both
 * follows when it would have to come. The arrival is then drawn from a mixture: tightly around those times, loosely
 * around them, and one in ten as it really is, so that no hit is impossible and no weight exceeds ten. The run's weight
 * is the ratio of the true density to the mixture's, which keeps the estimate free of bias.
 * Source: T. Hesterberg, Weighted Average Importance Sampling and Defensive Mixture Distributions, Technometrics, 1995.
 */
import { atScore, density, type Latency } from "./latency.ts"
import { below } from "./normal.ts"
import type { Scores } from "./scores.ts"
import type { Open } from "./windows.ts"

/** A time of arrival, in nanoseconds after the anchor, and the weight of the run. */
export interface Timely {
  readonly delay: number
  readonly weight: number
}

/** An interval of the mixture, and its share. */
interface Part {
  readonly from: number
  readonly to: number
  readonly share: number
}

const asItIs = 0.1
const loose = 0.4

/**
 * Draws when the user comes.
 *
 * @param latency the true model; it must have a density
 * @param open the windows of the run without the user, relative to the anchor
 * @param steps when the user takes each of its steps, in nanoseconds after its arrival
 */
export const propose = (
  latency: Latency,
  open: ReadonlyArray<Pick<Open, "from" | "to">>,
  steps: ReadonlyArray<number>,
  scores: Scores
): Timely => {
  const parts = open.flatMap(({ from, to }) => partsOf(from, to, steps, open.length)).filter(({ from, to }) =>
    to > from
  )
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  const delay = pick(latency, parts, total, scores)
  if (total === 0) return { delay, weight: 1 }
  const truth = density(latency, delay)!
  const near = parts.reduce((sum, part) => sum + densityOf(part, delay), 0) / total
  return { delay, weight: truth / (asItIs * truth + (1 - asItIs) * near) }
}

/** Around each step that could fall into the window, and around all of them. */
const partsOf = (from: number, to: number, steps: ReadonlyArray<number>, windows: number): ReadonlyArray<Part> => {
  const share = (1 - loose) / windows / steps.length
  const tight = steps.map((step) => ({ from: from - step - slack, to: to - step + slack, share }))
  const margin = steps[steps.length - 1] + (to - from)
  const all = { from: from - margin, to: to + margin, share: loose / windows }
  return [...tight, all].map((part) => ({ ...part, from: Math.max(0, part.from) }))
}

/** Nanoseconds: the time between a step and the note beside it. */
const slack = 20

const pick = (latency: Latency, parts: ReadonlyArray<Part>, total: number, scores: Scores): number => {
  const which = below(scores.of("arrival part"))
  const place = scores.of("arrival place")
  if (total === 0 || which < asItIs) return atScore(latency, place)
  let left = (which - asItIs) / (1 - asItIs) * total
  for (const { from, share, to } of parts) {
    if (left < share) return from + (to - from) * below(place)
    left -= share
  }
  // Rounding alone leads here.
  return parts[parts.length - 1].to
}

const densityOf = ({ from, share, to }: Part, delay: number): number =>
  delay >= from && delay <= to ? share / (to - from) : 0
