/**
 * A portfolio: several strategies in turn, one execution each, for scenarios too large to exhaust.
 *
 * No sampling strategy is best on all programs: what one needs thousands of executions for, another
 * meets in its first ten. Two of three turns go to the two that are the best, or close to it, on most of the published
 * programs and are never bad on the same one (docs/sct.md); the third goes to the others in turn. A strategy that comes
 * to its end leaves its turns to the rest. Deterministic by its seed; endless, so the budget ends it.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { preemptions } from "./bounded.ts"
import { DepthFirst } from "./dfs.ts"
import { Pct } from "./pct.ts"
import { PartialOrderSampling } from "./pos.ts"
import { RandomWalk } from "./random.ts"
import { ReadsFromFuzzing } from "./rff.ts"
import type { Strategy } from "./strategy.ts"
import { SelectivelyUniformRandomWalk } from "./surw.ts"

/** Strategies in turn. */
export class Portfolio implements Strategy {
  readonly name = "portfolio"
  readonly exhaustive = false
  readonly redundant = 0
  /** Whose turn it is, round and round; one that has several turns goes on where it was. */
  private turns: ReadonlyArray<Strategy>
  private readonly members: ReadonlyArray<Strategy>
  private readonly seed: number
  private turn = -1

  constructor(seed: number, depth: number) {
    this.seed = seed
    const rff = new ReadsFromFuzzing(seed)
    const surw = new SelectivelyUniformRandomWalk(seed)
    const others = [
      new PartialOrderSampling(seed),
      new DepthFirst(preemptions(1)),
      new Pct(seed, depth),
      new RandomWalk(seed)
    ]
    this.members = [rff, surw, ...others]
    this.turns = others.flatMap((other) => [rff, surw, other])
  }

  bounds(): ReadonlyArray<string> {
    return [`seed ${this.seed}`]
  }

  next(): boolean {
    this.turn = (this.turn + 1) % this.turns.length
    if (this.current.next()) return true
    // The others sample and never end.
    const ended = this.current
    this.turns = this.turns.filter((strategy) => strategy !== ended)
    this.turn = this.turn % this.turns.length
    return this.current.next()
  }

  choose(machine: Machine): Task | undefined {
    return this.current.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.current.draw(machine, n)
  }

  done(machine: Machine, ending: Ending): void {
    const current = this.current
    current.done(machine, ending)
    // Each execution teaches all of them.
    for (const strategy of this.members) if (strategy !== current) strategy.learn?.(machine)
  }

  private get current(): Strategy {
    return this.turns[this.turn]
  }
}
