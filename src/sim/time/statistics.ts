/**
 * Estimates from runs: quantiles, and probabilities with a confidence interval of 95 %.
 */

/** A probability, and the interval in which it lies with a confidence of 95 %. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

const z = 1.959963984540054

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
