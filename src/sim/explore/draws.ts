/**
 * Sets of draws: which values of a step's draws (choose, Random) a plan or a sleeping step stands for.
 *
 * A draw belongs to the step before it, so one step has as many variants as its draws have values.
 * A variant that was run is known in full. One that was not is known by its first values, and stands
 * for all that may follow them: `anything` for a step of which no draw is known yet.
 */

/** One variant of a step, or all that begin with these values. */
export interface Draws {
  readonly values: ReadonlyArray<number>
  /** How many values each of the draws had to choose from. */
  readonly widths: ReadonlyArray<number>
  /** More draws may follow, with any value. */
  readonly open: boolean
}

/** The one variant of a step that draws nothing. */
export const nothing: Draws = { values: [], widths: [], open: false }

/** Every variant. */
export const anything: Draws = { values: [], widths: [], open: true }

/** The variants in `a` that are not in `b`: all of `a` where they have none in common. */
export const minus = (a: Draws, b: Draws): ReadonlyArray<Draws> => {
  const common = Math.min(a.values.length, b.values.length)
  for (let k = 0; k < common; k++) if (a.values[k] !== b.values[k]) return [a]
  if (b.values.length <= a.values.length) return none
  return others(b, a.values.length)
}

const none: ReadonlyArray<never> = []

/** The variants that part from this one at its draw number `from` or later. */
export const others = ({ values, widths }: Draws, from: number): ReadonlyArray<Draws> => {
  const left: Array<Draws> = []
  for (let k = from; k < values.length; k++) {
    for (let value = 0; value < widths[k]; value++) {
      if (value === values[k]) continue
      left.push({ values: [...values.slice(0, k), value], widths: widths.slice(0, k + 1), open: true })
    }
  }
  return left
}
