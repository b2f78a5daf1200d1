/**
 * Plain depth-first search over every choice: all interleavings, no reduction.
 *
 * The oracle: slow and obviously right. With a preemption bound it skips schedules that take the
 * processor from an enabled task more than `preemptions` times, raising the bound from 0.
 * Source of the bound: Musuvathi and Qadeer, "Iterative Context Bounding", PLDI 2007.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { preempts, stay, type Strategy } from "./strategy.ts"

/** One decision of the current execution: the alternatives by number, and which is taken. */
interface Decision {
  readonly options: ReadonlyArray<number>
  at: number
}

/** Every interleaving, or those within a bound of preemptions. */
export class DepthFirst implements Strategy {
  readonly name: string
  readonly redundant = 0
  private readonly path: Array<Decision> = []
  private depth = 0
  private started = false
  private bound: number
  private readonly boundMax: number
  private used = 0
  /** Some schedule of this round was refused for its preemptions alone. */
  private refused = false

  constructor(preemptionsMax: number = Number.POSITIVE_INFINITY) {
    this.boundMax = preemptionsMax
    const unbounded = preemptionsMax === Number.POSITIVE_INFINITY
    this.bound = unbounded ? preemptionsMax : 0
    this.name = unbounded ? "dfs" : "preemption-bounded"
  }

  /** A bound that refused nothing covered everything. */
  get exhaustive(): boolean {
    return !this.refused
  }

  bounds(): ReadonlyArray<string> {
    return !this.refused ? [] : [`${this.boundMax} preemptions`]
  }

  next(): boolean {
    this.depth = 0
    this.used = 0
    if (!this.started) {
      this.started = true
      return true
    }
    while (this.path.length > 0) {
      const last = this.path[this.path.length - 1]
      if (++last.at < last.options.length) return true
      this.path.pop()
    }
    if (!this.refused || this.bound >= this.boundMax) return false
    this.bound++
    this.refused = false
    return true
  }

  choose(machine: Machine): Task {
    if (machine.enabledCount === 1) return machine.enabled[0]
    const decision = this.path[this.depth] ?? this.open(machine)
    this.depth++
    const chosen = machine.tasks[decision.options[decision.at]]
    if (preempts(machine, chosen)) this.used++
    return chosen
  }

  draw(_: Machine, n: number): number {
    let decision = this.path[this.depth]
    if (decision === undefined) {
      decision = { options: Array.from({ length: n }, (_, value) => value), at: 0 }
      this.path.push(decision)
    }
    this.depth++
    return decision.options[decision.at]
  }

  done(_machine: Machine, _ending: Ending): void {}

  /** The default choice first, then the others within the bound. */
  private open(machine: Machine): Decision {
    const first = stay(machine)
    const options = [first.index]
    for (let i = 0; i < machine.enabledCount; i++) {
      const task = machine.enabled[i]
      if (task === first) continue
      if (this.used + (preempts(machine, task) ? 1 : 0) > this.bound) this.refused = true
      else options.push(task.index)
    }
    const decision = { options, at: 0 }
    this.path.push(decision)
    return decision
  }
}
