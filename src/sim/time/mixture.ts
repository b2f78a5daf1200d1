/**
 * Normal distributions fitted to weighted points: as many as Bayes' information criterion finds worth their parameters.
 *
 * Source: A. P. Dempster, N. M. Laird, D. B. Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm, 1977;
 * G. Schwarz, Estimating the Dimension of a Model, 1978; centres to begin with: D. Arthur, S. Vassilvitskii,
 * k-means++, 2007.
 */
import type { Dice } from "../explore/dice.ts"
import { cholesky, logDeterminant, type Matrix, squareOf } from "./matrix.ts"

/** One of them: its share, its centre, and the lower triangle whose square is its covariance. */
export interface Part {
  readonly share: number
  readonly centre: ReadonlyArray<number>
  readonly root: Matrix
}

type Points = ReadonlyArray<ReadonlyArray<number>>

const partsMax = 8
const rounds = 25
/** A part of less has no shape. */
const shareMin = 0.02

/** @param weights of the points; their sum is 1 */
export const fitted = (points: Points, weights: ReadonlyArray<number>, dice: Dice): ReadonlyArray<Part> => {
  const d = points[0].length
  const effective = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0)
  let best: ReadonlyArray<Part> = []
  let least = Number.POSITIVE_INFINITY
  for (let count = 1; count <= partsMax; count++) {
    // Fewer points than parameters say nothing of a shape.
    const parameters = count * (1 + d + d * (d + 1) / 2) - 1
    if (count > 1 && parameters * 8 > effective) break
    const { likelihood, parts } = maximised(points, weights, centres(points, weights, count, dice))
    const criterion = parameters * Math.log(effective) - 2 * effective * likelihood
    if (criterion < least) [best, least] = [parts, criterion]
  }
  return best
}

/** Each point belongs to the parts as they are likely to have made it, and each part is made of its points. */
const maximised = (points: Points, weights: ReadonlyArray<number>, nearest: ReadonlyArray<number>) => {
  const count = Math.max(...nearest) + 1
  const all = partOf(points, weights)
  let parts = Array.from({ length: count }, (_, k) => k).filter((k) => nearest.includes(k))
    .map((k) => partOf(points, weights.map((w, i) => nearest[i] === k ? w : 0), all))
  let likelihood = Number.NEGATIVE_INFINITY
  // One alone is fitted at once.
  for (let round = count > 1 ? 0 : rounds; round < rounds; round++) {
    const belongs = points.map((point) => belonging(parts, point))
    const now = belongs.reduce((sum, { log }, i) => sum + weights[i] * log, 0)
    parts = parts.map((_, k) => partOf(points, weights.map((w, i) => w * belongs[i].shares[k]), all))
      .filter(({ share }) => share >= shareMin)
    const total = parts.reduce((sum, { share }) => sum + share, 0)
    parts = parts.map((part) => ({ ...part, share: part.share / total }))
    if (now - likelihood < 1e-4 && belongs[0].shares.length === parts.length) break
    likelihood = now
  }
  likelihood = points.reduce((sum, point, i) => sum + weights[i] * belonging(parts, point).log, 0)
  return { likelihood, parts }
}

/** By which parts a point was made, and the logarithm of its density. */
const belonging = (parts: ReadonlyArray<Part>, point: ReadonlyArray<number>) => {
  const logs = parts.map(({ centre, root, share }) =>
    Math.log(share) - logDeterminant(root) - squareOf(root, point, centre) / 2
  )
  const highest = Math.max(...logs)
  const scaled = logs.map((log) => Math.exp(log - highest))
  const sum = scaled.reduce((a, b) => a + b, 0)
  return { shares: scaled.map((share) => share / sum), log: highest + Math.log(sum) }
}

/** Mean and covariance of weighted points, and a little of the spread of all, for points that are copies of few. */
const partOf = (points: Points, weights: ReadonlyArray<number>, all?: Part): Part => {
  const d = points[0].length
  const share = weights.reduce((sum, weight) => sum + weight, 0)
  const centre = Array.from({ length: d }, () => 0)
  for (let n = 0; n < points.length; n++) {
    for (let i = 0; i < d; i++) centre[i] += weights[n] / share * points[n][i]
  }
  const covariance = centre.map(() => centre.map(() => 0))
  for (let n = 0; n < points.length; n++) {
    if (weights[n] === 0) continue
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        covariance[i][j] += weights[n] / share * (points[n][i] - centre[i]) * (points[n][j] - centre[j])
      }
    }
  }
  for (let i = 0; i < d; i++) {
    const usual = all === undefined ? covariance[i][i] : all.root[i].reduce((sum, x) => sum + x * x, 0)
    covariance[i][i] += 1e-3 * usual + 1e-24
    for (let j = 0; j < i; j++) covariance[j][i] = covariance[i][j]
  }
  return { share, centre, root: cholesky(covariance) }
}

/** For each point the number of the centre it is nearest to; centres are points far from each other. */
const centres = (points: Points, weights: ReadonlyArray<number>, count: number, dice: Dice): ReadonlyArray<number> => {
  const { centre, root } = partOf(points, weights)
  const distance = (point: ReadonlyArray<number>, to: ReadonlyArray<number>) => squareOf(root, point, to)
  const nearest = points.map(() => 0)
  let far = points.map((point) => distance(point, centre))
  for (let k = 0; k < count; k++) {
    const total = far.reduce((sum, x, i) => sum + x * weights[i], 0)
    let left = dice.unit() * total
    const chosen = points[Math.max(0, far.findIndex((x, i) => (left -= x * weights[i]) < 0))]
    const now = points.map((point) => distance(point, chosen))
    far = far.map((x, i) => {
      if (k > 0 && now[i] >= x) return x
      nearest[i] = k
      return now[i]
    })
  }
  return nearest
}
