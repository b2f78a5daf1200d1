/**
 * Estimates from runs: quantiles, and probabilities with a confidence interval of 95 %.
 */

/** A probability, and the interval in which it lies with a confidence of 95 %. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Of a standard normal number, 95 % are no farther from 0. */
export const z = 1.959963984540054

/**
 * The probability behind so many hits in so many runs.
 * Source: E. B. Wilson, Probable Inference, JASA 22, 1927: good for few hits too, and for none.
 */
export const proportion = (hits: number, runs: number): Estimate => {
  if (runs === 0) return { value: 0, low: 0, high: 1 }
  const share = hits / runs
  const centre = (share + z * z / (2 * runs)) / (1 + z * z / runs)
  const half = z / (1 + z * z / runs) * Math.sqrt(share * (1 - share) / runs + z * z / (4 * runs * runs))
  return { value: share, low: hits === 0 ? 0 : centre - half, high: hits === runs ? 1 : centre + half }
}

/** A mean of independent values, and its interval by the central limit theorem. */
export const meanOf = (values: ArrayLike<number>): Estimate => {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]
  const value = sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i] - value) ** 2
  const half = n < 2 ? Number.POSITIVE_INFINITY : z * Math.sqrt(squares / (n - 1) / n)
  return { value, low: Math.max(0, value - half), high: value + half }
}

/**
 * A mean of independent values of which few are large and most are small or nothing, with an interval that reaches
 * farther up than down, as such values have it.
 * Source: P. Hall, On the Removal of Skewness by Transformation, Journal of the Royal Statistical Society B 54, 1992.
 */
export const skewedMeanOf = (values: ReadonlyArray<number>): Estimate => {
  const n = values.length
  const value = values.reduce((sum, one) => sum + one, 0) / n
  const moment = (power: number) => values.reduce((sum, one) => sum + (one - value) ** power, 0) / n
  const deviation = Math.sqrt(moment(2) * n / (n - 1))
  const skewness = deviation === 0 ? 0 : moment(3) / deviation ** 3
  if (Math.abs(skewness) < 1e-3) return meanOf(values)
  const bound = (quantile: number) =>
    value - deviation * 3 / skewness *
      (Math.cbrt(1 + skewness * (quantile / Math.sqrt(n) - skewness / (6 * n))) - 1)
  return { value, low: Math.max(0, bound(z)), high: bound(-z) }
}

/** Where a share of the values lies below, by the nearest rank; the values are in ascending order. */
export const quantile = (ascending: ArrayLike<number>, share: number): number =>
  ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]

/** How a set of durations is spread, in nanoseconds. */
export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** The spread of at least one value. */
export const spread = (values: ReadonlyArray<number>): Spread => {
  const ascending = Float64Array.from(values).toSorted()
  const { length } = ascending
  return { count: length, p50: quantile(ascending, 0.5), p99: quantile(ascending, 0.99), max: ascending[length - 1] }
}
