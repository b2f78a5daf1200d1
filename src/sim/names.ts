/**
 * Stable identity: a task or an object is (its creator, the n-th creation by that creator).
 *
 * The numbers given out here hold for a whole exploration, so that an object made by the same code
 * in two executions, or in two linearisations of one trace, has the same number in both. Nothing
 * here counts per process.
 */

/** Gives one number to each (creator, n) pair, for the life of an exploration. */
export class Names {
  private readonly byCreator: Array<Array<number>> = []
  private count = 0

  /** The number of the n-th creation (from 0) of this creator. */
  of(creator: number, nth: number): number {
    const row = (this.byCreator[creator] ??= [])
    return (row[nth] ??= this.count++)
  }

  /** How many numbers were given out. */
  get size(): number {
    return this.count
  }
}
