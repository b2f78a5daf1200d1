/**
 * Where to let a user arrive so that hits are common, and by how much such a run counts less.
 *
 * The run is made twice more beforehand, with the same durations: without the user, which shows when everybody else
 * does what matters, and with the user far too late, which shows how long after its arrival the user takes each step.
 * From both follows between which times it would have to come (ways.ts, windows.ts), if nobody waited for anybody. The
 * arrival is then drawn from a mixture: between such times; before and after each of them, every order of magnitude
 * alike, for who waits for a lock can come sooner; and one in ten as it really is, so that no hit is impossible and no
 * weight exceeds ten. The run's weight is the ratio of the true density to the mixture's, which keeps the estimate free
 * of bias.
 * Source: T. Hesterberg, Weighted Average Importance Sampling and Defensive Mixture Distributions, Technometrics, 1995.
 */
import { atScore, density, type Latency } from "./latency.ts"
import { below } from "./normal.ts"
import type { Scores } from "./scores.ts"

/** From when to when a user would have to come, in nanoseconds after the anchor; Infinity where nothing says so. */
export interface Moment {
  readonly from: number
  readonly to: number
}

/** A time of arrival, in nanoseconds after the anchor, and the weight of the run. */
export interface Timely {
  readonly delay: number
  readonly weight: number
}

/** A part of the mixture: its share, its quantiles, and its density. */
interface Part {
  readonly share: number
  readonly at: (share: number) => number
  readonly density: (delay: number) => number
}

const asItIs = 0.1

/**
 * Draws when the user comes.
 *
 * @param latency the true model; it must have a density
 * @param moments when it would have to come
 * @param reach how much sooner or later at most
 */
export const propose = (
  latency: Latency,
  moments: ReadonlyArray<Moment>,
  reach: number,
  scores: Scores
): Timely => {
  const parts = moments.flatMap((moment) => partsOf(moment, reach))
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  const delay = pick(latency, parts, total, scores)
  if (total === 0) return { delay, weight: 1 }
  const truth = density(latency, delay)!
  const near = parts.reduce((sum, part) => sum + part.share * part.density(delay), 0) / total
  return { delay, weight: truth / (asItIs * truth + (1 - asItIs) * near) }
}

/** Half of them between the two times, where that can be; the others about each of them. */
const partsOf = ({ from, to }: Moment, reach: number): ReadonlyArray<Part> => {
  const start = Math.max(0, from)
  const within = to > start && to < Number.POSITIVE_INFINITY ? [evenly(start, to)] : []
  const ends = [from, to].filter((end) => end > least && end < Number.POSITIVE_INFINITY)
  const about = ends.flatMap((end) => [scaleFree(end, -1, Math.min(reach, end)), scaleFree(end, 1, reach)])
  return [...within, ...about.map((part) => ({ ...part, share: 1 / about.length }))]
}

const evenly = (from: number, to: number): Part => ({
  share: 1,
  at: (share) => from + (to - from) * share,
  density: (delay) => delay >= from && delay <= to ? 1 / (to - from) : 0
})

/** Nanoseconds below which nothing happens. */
const least = 1

/** Before (-1) or after (1) a time, by so much at most: evenly up to the least, and each tenfold alike from there. */
const scaleFree = (end: number, side: -1 | 1, most: number): Omit<Part, "share"> => {
  const height = 1 / (1 + Math.log(Math.max(1, most / least)))
  return {
    at: (share) => end + side * least * (share < height ? share / height : Math.exp(share / height - 1)),
    density: (delay) => {
      const by = (delay - end) * side
      return by < 0 || by > Math.max(least, most) ? 0 : height / Math.max(least, by)
    }
  }
}

const pick = (latency: Latency, parts: ReadonlyArray<Part>, total: number, scores: Scores): number => {
  const which = below(scores.of("arrival part"))
  const place = scores.of("arrival place")
  if (total === 0 || which < asItIs) return atScore(latency, place)
  let left = (which - asItIs) / (1 - asItIs) * total
  for (const part of parts) {
    if (left < part.share) return part.at(below(place))
    left -= part.share
  }
  // Rounding alone leads here.
  return parts[parts.length - 1].at(below(place))
}
