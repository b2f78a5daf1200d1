/**
 * The standard normal distribution.
 */
import type { Dice } from "../explore/dice.ts"

/** A standard normal number. Source: G. E. P. Box, M. E. Muller, 1958; the second of the two is not kept. */
export const normal = (dice: Dice): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - dice.unit()))
  return radius * Math.cos(2 * Math.PI * dice.unit())
}

/** Its density. */
export const density = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)

/**
 * The probability of a number below z, to 13 digits in both tails.
 * Source: G. Marsaglia, Evaluating the Normal Distribution, JSS 11, 2004 (series);
 * Laplace's continued fraction beyond 3.
 */
export const below = (z: number): number => z < -3 ? tail(-z) : z > 3 ? 1 - tail(z) : middle(z)

const middle = (z: number): number => {
  let [sum, term] = [z, z]
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= z * z / n
    sum += term
  }
  return 0.5 + sum * density(z)
}

const tail = (z: number): number => {
  let fraction = z
  for (let n = 100; n > 0; n--) fraction = z + n / fraction
  return density(z) / fraction
}
