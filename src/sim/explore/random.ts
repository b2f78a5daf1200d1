/**
 * Random walk: at every decision each enabled task is as likely as any other. Endless: the budget
 * ends it. The same seed gives the same executions.
 */
import type { Machine } from "../machine.ts"
import type { Task } from "../task.ts"
import { Dice } from "./dice.ts"
import type { Strategy } from "./strategy.ts"

/** Executions drawn at random from a seed: what every strategy that samples has in common. */
export class RandomWalk implements Strategy {
  readonly name: string = "random"
  readonly exhaustive = false
  readonly redundant = 0
  protected readonly dice: Dice
  private readonly seed: number
  constructor(seed: number) {
    this.seed = seed
    this.dice = new Dice(seed)
  }

  bounds(): ReadonlyArray<string> {
    return [`seed ${this.seed}`]
  }
  next(): boolean {
    return true
  }
  choose(machine: Machine): Task {
    return machine.enabled[this.dice.below(machine.enabledCount)]
  }
  draw(_: Machine, n: number): number {
    return this.dice.below(n)
  }
  done(_machine: Machine): void {}
}
