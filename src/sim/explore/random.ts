/**
 * Random walk: at every decision each enabled task is as likely as any other. Endless: the budget
 * ends it. The same seed gives the same executions.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import type { Strategy } from "./strategy.ts"

/** Executions drawn at random from a seed. */
export class RandomWalk implements Strategy {
  readonly name = "random"
  readonly exhaustive = false
  readonly redundant = 0
  private state: number
  private readonly seed: number
  constructor(seed: number) {
    this.seed = seed
    this.state = seed | 0
  }

  bounds(): ReadonlyArray<string> {
    return [`seed ${this.seed}`]
  }
  next(): boolean {
    return true
  }
  choose(machine: Machine): Task {
    return machine.enabled[this.below(machine.enabledCount)]
  }
  draw(_: Machine, n: number): number {
    return this.below(n)
  }
  done(_machine: Machine, _ending: Ending): void {}

  /** Mulberry32: small, seeded, good enough to walk by. */
  private below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}
