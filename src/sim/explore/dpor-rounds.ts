/**
 * Explores the parts of a frontier one after the other, on one machine, as several would explore them.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { OptimalDpor } from "./dpor.ts"
import { type Explored, Frontier, type Rounds, type Share } from "./frontier.ts"
import type { Strategy } from "./strategy.ts"

/** The optimal search, in rounds. */
export class RoundsOfDpor implements Strategy {
  readonly name = "dpor"
  readonly exhaustive = true
  redundant = 0
  private left: number
  private readonly frontier: Frontier
  private shares: ReadonlyArray<Share> = []
  private readonly explored: Array<Explored> = []
  private current: OptimalDpor | undefined = undefined
  private spent = 0

  /** `executionsMax`: how many will be asked for; they are divided among the parts of the last round. */
  constructor(executionsMax: number = Number.POSITIVE_INFINITY, how?: Rounds) {
    this.left = executionsMax
    this.frontier = new Frontier(how)
  }

  get common(): number {
    return this.current?.common ?? 0
  }

  bounds(): ReadonlyArray<string> {
    return []
  }

  next(): boolean {
    for (;;) {
      const { current, shares } = this
      const at = this.explored.length
      if (current !== undefined && this.spent < shares[at].executions && current.next()) {
        this.spent++
        this.left--
        return true
      }
      if (current !== undefined) {
        this.redundant += current.redundant
        this.explored.push({ part: shares[at].part, emitted: current.emitted })
      }
      if (this.explored.length === shares.length && !this.nextRound()) return false
      this.current = new OptimalDpor(this.shares[this.explored.length].part)
      this.spent = 0
    }
  }

  choose(machine: Machine): Task | undefined {
    return this.current!.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.current!.draw(machine, n)
  }

  done(machine: Machine, ending: Ending): void {
    this.current!.done(machine, ending)
  }

  private nextRound(): boolean {
    if (this.shares.length > 0) this.frontier.take(this.explored.splice(0))
    this.current = undefined
    // The loop that asks tells a search that is over from one that may not go on by asking once more.
    this.shares = this.frontier.isDone ? [] : this.frontier.share(Math.max(1, this.left))
    return this.shares.length > 0
  }
}
