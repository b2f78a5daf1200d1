/**
 * What is said of noisy numbers: order statistics and intervals, never a mean.
 */

/** The value below which a share of the numbers lies; interpolated. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return low + (high - low) * (at - Math.floor(at))
}

/** Half lie below it. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** A ratio with the interval it is believed to lie in. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

/**
 * The median of paired ratios, with its interval of 95 % by order statistics: the narrowest pair of ranks between which
 * the median lies with that probability, or the extremes where there are too few pairs (fewer than 6).
 * Source: David and Nagaraja, "Order Statistics", 3rd edition, section 7.1.
 */
export const pairedRatio = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): Ratio => {
  const ratios = values.map((value, i) => value / base[i]!).toSorted((a, b) => a - b)
  const n = ratios.length
  let outside = 0
  let rank = 0
  // P(fewer than k of n below the median), twice, may be 5 % at most.
  for (let k = 0, p = 0.5 ** n; k < n / 2; p *= (n - k) / (k + 1), k++) {
    outside += 2 * p
    if (outside > 0.05) break
    rank = k + 1
  }
  const at = Math.max(0, rank - 1)
  return { median: median(ratios), low: ratios[at]!, high: ratios[n - 1 - at]! }
}

/** Five digits: as many as are the same in every run. */
export const five = (value: number): string => value < 0.00005 ? "0" : value.toPrecision(5)
