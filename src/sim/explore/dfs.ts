/**
 * Plain depth-first search over every choice: all interleavings, no reduction.
 *
 * The oracle: slow and obviously right. With a bound it skips schedules whose choices cost more than
 * that, raising the bound from 0 (bounded.ts says what a choice costs).
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { stay, type Strategy } from "./strategy.ts"

/** What bounds a search: the cost of choosing the i-th enabled task, and its unit in words of the verdict. */
export interface Bound {
  readonly name: string
  readonly unit: string
  readonly most: number
  readonly cost: (machine: Machine, i: number) => number
}

/** One decision of the current execution: the alternatives by number, and which is taken. */
interface Decision {
  /** The step that it decides on, or whose draws. */
  readonly step: number
  /** What the choices before it cost. */
  readonly used: number
  readonly options: ReadonlyArray<number>
  at: number
}

/** Every interleaving, or those within a bound. */
export class DepthFirst implements Strategy {
  readonly name: string
  readonly redundant = 0
  private readonly path: Array<Decision> = []
  private depth = 0
  private started = false
  private bound: number
  private readonly limit: Bound | undefined
  private readonly admits: (machine: Machine) => boolean
  private used = 0
  /** Some schedule of this round was refused for its cost alone. */
  private refused = false

  /** `admits` is asked before each new decision: false gives the execution up. */
  constructor(limit?: Bound, admits: (machine: Machine) => boolean = () => true) {
    this.limit = limit
    this.admits = admits
    this.bound = limit === undefined ? Number.POSITIVE_INFINITY : 0
    this.name = limit?.name ?? "dfs"
  }

  /** A bound that refused nothing covered everything. */
  get exhaustive(): boolean {
    return !this.refused
  }

  /** What the choices of an execution of this round may cost. */
  get round(): number {
    return this.bound
  }

  bounds(): ReadonlyArray<string> {
    return this.refused && this.limit !== undefined ? [`${this.limit.most} ${this.limit.unit}`] : []
  }

  /** All steps before the decision that was changed. */
  get common(): number {
    return this.path.at(-1)?.step ?? 0
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
    if (!this.refused || this.limit === undefined || this.bound >= this.limit.most) return false
    this.bound++
    this.refused = false
    return true
  }

  choose(machine: Machine): Task | undefined {
    this.skip(machine.log.count)
    if (machine.enabledCount === 1) return machine.enabled[0]
    const known = this.path[this.depth] as Decision | undefined
    if (known === undefined && !this.admits(machine)) return undefined
    const decision = known ?? this.open(machine)
    this.depth++
    const chosen = machine.tasks[decision.options[decision.at]]
    this.used += this.costOf(machine, machine.enabled.indexOf(chosen))
    return chosen
  }

  draw({ log: { last } }: Machine, n: number): number {
    this.skip(last.index)
    let decision = this.path[this.depth] as Decision | undefined
    if (decision === undefined) {
      const { used } = this
      decision = { step: last.index, used, options: Array.from({ length: n }, (_, value) => value), at: 0 }
      this.path.push(decision)
    }
    this.depth++
    return decision.options[decision.at]
  }

  done(_machine: Machine, _ending: Ending): void {}

  /** Passes over decisions on steps that the machine has taken without asking. */
  private skip(step: number): void {
    const { depth, path } = this
    while (this.depth < path.length && path[this.depth].step < step) this.depth++
    if (this.depth > depth && this.depth < path.length) this.used = path[this.depth].used
  }

  private costOf(machine: Machine, i: number): number {
    return this.limit === undefined ? 0 : this.limit.cost(machine, i)
  }

  /** The default choice first, then the others within the bound. */
  private open(machine: Machine): Decision {
    const first = stay(machine)
    const options = [first.index]
    for (let i = 0; i < machine.enabledCount; i++) {
      const task = machine.enabled[i]
      if (task === first) continue
      if (this.used + this.costOf(machine, i) > this.bound) this.refused = true
      else options.push(task.index)
    }
    const decision = { step: machine.log.count, used: this.used, options, at: 0 }
    this.path.push(decision)
    return decision
  }
}
