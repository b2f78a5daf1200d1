/**
 * How much of an intrusion a change is: what a maintainer would rather not do costs more.
 */
import type { Edit } from "./edit.ts"

/** A change that might be a remedy. */
export interface Candidate {
  readonly edit: Edit
  readonly cost: number
}

/**
 * What a change of each sort costs; to a stretch is added what it holds. Several together cost each, and more for each
 * beyond the first.
 */
export const costs = {
  order: 20,
  declared: 30,
  grace: 36,
  section: 38,
  hold: 40,
  rcu: 44,
  move: 50,
  check: 60,
  lock: 70,
  another: 1000
} as const

/** What a section costs more that changes one which is there: others wait for it already. */
export const wider = 5
/** A function that is called with a lock which it took itself has to do without for every caller. */
export const nesting = 15

/** The price of a set. */
export const costOf = (set: ReadonlyArray<Candidate>): number =>
  set.reduce((sum, { cost }) => sum + cost, costs.another * (set.length - 1))
