/**
 * The one source of chance of strategies that sample: seeded, so that the same seed gives the same executions.
 *
 * Mulberry32: 32 bits of state, passes the usual tests, and is the same on every machine.
 */

/** A seeded sequence of numbers. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** A number from 0 to 1, without 1. */
  unit(): number {
    return this.bits() / 2 ** 32
  }

  /** One of 0 .. n-1. */
  below(n: number): number {
    return this.bits() % n
  }

  private bits(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
}
