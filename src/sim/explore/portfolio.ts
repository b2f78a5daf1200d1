/**
 * A portfolio: several strategies in turn, one execution each, for scenarios too large to exhaust.
 *
 * No sampling strategy is best on all programs: what one needs thousands of executions for, another
 * meets in its first ten. A strategy that comes to its end leaves its turns to the others. Deterministic
 * by its seed; endless, so the budget ends it.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { preemptions } from "./bounded.ts"
import { DepthFirst } from "./dfs.ts"
import { Pct } from "./pct.ts"
import { PartialOrderSampling } from "./pos.ts"
import { RandomWalk } from "./random.ts"
import type { Strategy } from "./strategy.ts"
import { SelectivelyUniformRandomWalk } from "./surw.ts"

/** Strategies in turn. */
export class Portfolio implements Strategy {
  readonly name = "portfolio"
  readonly exhaustive = false
  readonly redundant = 0
  private readonly members: Array<Strategy>
  private readonly seed: number
  private turn = -1

  constructor(seed: number, depth: number) {
    this.seed = seed
    this.members = [
      new DepthFirst(preemptions(1)),
      new PartialOrderSampling(seed),
      new SelectivelyUniformRandomWalk(seed),
      new Pct(seed, depth),
      new RandomWalk(seed)
    ]
  }

  bounds(): ReadonlyArray<string> {
    return [`seed ${this.seed}`]
  }

  next(): boolean {
    this.turn = (this.turn + 1) % this.members.length
    if (this.current.next()) return true
    // The others sample and never end.
    this.members.splice(this.turn, 1)
    this.turn = this.turn % this.members.length
    return this.current.next()
  }

  choose(machine: Machine): Task | undefined {
    return this.current.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.current.draw(machine, n)
  }

  done(machine: Machine, ending: Ending): void {
    this.current.done(machine, ending)
  }

  private get current(): Strategy {
    return this.members[this.turn]
  }
}
