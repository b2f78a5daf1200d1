/**
 * How long something takes: models of a duration, as data, and the drawing of it.
 *
 * All durations are nanoseconds. A model is plain data, so that a file can hold it and a report can print it; where a
 * number comes from stands beside it in the table that uses it (timing.ts).
 */
import type { Dice } from "../explore/dice.ts"
import { below, density as normalDensity, normal } from "./normal.ts"

/** A model of a duration in nanoseconds. */
export type Latency =
  | { readonly kind: "constant"; readonly nanos: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "exponential"; readonly mean: number }
  /** exp(N(ln median, sigma^2)): many small causes that multiply. */
  | { readonly kind: "log-normal"; readonly median: number; readonly sigma: number }
  /** One of the measured values, each as likely. */
  | { readonly kind: "empirical"; readonly values: ReadonlyArray<number> }

export const micros = 1e3
export const millis = 1e6
export const seconds = 1e9

/** Always so long. */
export const constant = (nanos: number): Latency => ({ kind: "constant", nanos })
/** Anything from min to max. */
export const uniform = (min: number, max: number): Latency => ({ kind: "uniform", min, max })
/** Without memory. */
export const exponential = (mean: number): Latency => ({ kind: "exponential", mean })
/** Half of them shorter than the median; sigma 0.5 puts one in a hundred above 3.2 times the median. */
export const logNormal = (median: number, sigma: number): Latency => ({ kind: "log-normal", median, sigma })

/**
 * Draws a duration in nanoseconds.
 *
 * @example
 * const nanos = draw(logNormal(2 * millis, 0.5), dice)
 */
export const draw = (latency: Latency, dice: Dice): number => {
  switch (latency.kind) {
    case "constant":
      return latency.nanos
    case "uniform":
      return latency.min + (latency.max - latency.min) * dice.unit()
    case "exponential":
      return -latency.mean * Math.log(1 - dice.unit())
    case "log-normal":
      return latency.median * Math.exp(latency.sigma * normal(dice))
    case "empirical":
      return latency.values[dice.below(latency.values.length)]
  }
}

/**
 * The duration that stands among those of the model where the number stands among normal ones: as many are shorter.
 * So a model is drawn from by a normal number, also far out in its tails.
 */
export const atScore = (latency: Latency, score: number): number => {
  switch (latency.kind) {
    case "constant":
      return latency.nanos
    case "uniform":
      return latency.min + (latency.max - latency.min) * below(score)
    case "exponential":
      return -latency.mean * Math.log(below(-score))
    case "log-normal":
      return latency.median * Math.exp(latency.sigma * score)
    case "empirical": {
      const values = ascending(latency.values)
      return values[Math.min(values.length - 1, Math.floor(below(score) * values.length))]
    }
  }
}

const sorted = new WeakMap<ReadonlyArray<number>, ReadonlyArray<number>>()

const ascending = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  let known = sorted.get(values)
  if (known === undefined) sorted.set(values, known = values.toSorted((a, b) => a - b))
  return known
}

/** The mean in nanoseconds. */
export const mean = (latency: Latency): number => {
  switch (latency.kind) {
    case "constant":
      return latency.nanos
    case "uniform":
      return (latency.min + latency.max) / 2
    case "exponential":
      return latency.mean
    case "log-normal":
      return latency.median * Math.exp(latency.sigma ** 2 / 2)
    case "empirical":
      return latency.values.reduce((sum, value) => sum + value, 0) / latency.values.length
  }
}

/** The probability density at a duration, per nanosecond; undefined for models that have none. */
export const density = (latency: Latency, nanos: number): number | undefined => {
  switch (latency.kind) {
    case "uniform":
      if (latency.min === latency.max) return undefined
      return nanos >= latency.min && nanos <= latency.max ? 1 / (latency.max - latency.min) : 0
    case "exponential":
      return nanos < 0 ? 0 : Math.exp(-nanos / latency.mean) / latency.mean
    case "log-normal": {
      if (nanos <= 0) return 0
      const z = Math.log(nanos / latency.median) / latency.sigma
      return normalDensity(z) / (nanos * latency.sigma)
    }
    default:
      return undefined
  }
}

/** The same model, so many times as long. */
export const scaled = (latency: Latency, factor: number): Latency => {
  switch (latency.kind) {
    case "constant":
      return constant(latency.nanos * factor)
    case "uniform":
      return uniform(latency.min * factor, latency.max * factor)
    case "exponential":
      return exponential(latency.mean * factor)
    case "log-normal":
      return logNormal(latency.median * factor, latency.sigma)
    case "empirical":
      return { kind: "empirical", values: latency.values.map((value) => value * factor) }
  }
}
