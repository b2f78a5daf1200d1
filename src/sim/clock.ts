/**
 * Vector clocks: entry t says how many steps of task t are known.
 *
 * A clock belongs to the record of one step. Step a is ordered before step b exactly when b's
 * clock has counted a: `b.clock[a.task] >= a.nth`. All clocks of one machine have one width.
 * Source: Mattern, "Virtual Time and Global States of Distributed Systems", 1989.
 */

/** One entry a task, indexed by the task's stable id. */
export type Clock = Int32Array

/** Raises every entry of `into` to that of `from`. */
export const join = (into: Clock, from: Clock): void => {
  for (let i = 0; i < into.length; i++) if (from[i] > into[i]) into[i] = from[i]
}

/** Overwrites `into`; for clocks as short as these a loop is faster than TypedArray.set. */
export const copy = (into: Clock, from: Clock): void => {
  for (let i = 0; i < into.length; i++) into[i] = from[i]
}

/** The same clock with room for `width` tasks. */
export const widen = (clock: Clock, width: number): Clock => {
  const wider = new Int32Array(width)
  wider.set(clock)
  return wider
}
