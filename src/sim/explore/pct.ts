/**
 * PCT, probabilistic concurrency testing: tasks have random priorities, the highest enabled one moves,
 * and at d - 1 random steps the task that would move falls below all others.
 *
 * Of an execution with n tasks and k steps, a defect that d ordering constraints bring about is met
 * with a probability of at least 1 / (n k^(d-1)). k is the longest execution so far.
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs", ASPLOS 2010.
 */
import type { Machine } from "../machine.ts"
import type { Task } from "../task.ts"
import { RandomWalk } from "./random.ts"

/** Random priorities with a few changes. */
export class Pct extends RandomWalk {
  override readonly name = "pct"
  private readonly depth: number
  private longest = 1
  /** By task number: random in 1 .. 2, or below 0 after a change. */
  private priorities: Array<number> = []
  /** Steps at which the task that would move falls. */
  private changes: Array<number> = []

  constructor(seed: number, depth: number) {
    super(seed)
    this.depth = depth
  }

  override bounds(): ReadonlyArray<string> {
    return [...super.bounds(), `depth ${this.depth}`]
  }

  override next(): boolean {
    this.priorities = []
    this.changes = Array.from({ length: this.depth - 1 }, () => 1 + this.dice.below(this.longest))
    return true
  }

  override choose(machine: Machine): Task {
    const task = this.highest(machine)
    const change = this.changes.indexOf(machine.log.count)
    if (change < 0) return task
    // Two changes at one step are two changes.
    this.changes[change] = 0
    this.priorities[task.index] = -1 - change
    return this.choose(machine)
  }

  override done(machine: Machine): void {
    this.learn(machine)
  }

  learn({ log }: Machine): void {
    this.longest = Math.max(this.longest, log.count - 1)
  }

  private highest({ enabled, enabledCount }: Machine): Task {
    let best = enabled[0]
    for (let i = 0; i < enabledCount; i++) if (this.priority(enabled[i]) > this.priority(best)) best = enabled[i]
    return best
  }

  private priority({ index }: Task): number {
    return (this.priorities[index] ??= 1 + this.dice.unit())
  }
}
