/**
 * Every trace that begins with given steps: what can still become of a schedule.
 *
 * Depth first, but no set of steps is gone on from twice, in whatever order they were taken (events.ts): each trace is
 * reached by one schedule at least, and the checkers see the same in all of them.
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { DepthFirst } from "./dfs.ts"
import { Events } from "./events.ts"
import { After, type Move } from "./schedule.ts"
import type { Strategy } from "./strategy.ts"

/** The continuations of a beginning, which includes the start of main. */
export class Continuations implements Strategy {
  readonly name = "from-prefix"
  readonly exhaustive = false
  redundant = 0
  private readonly begin: ReadonlyArray<Move>
  private readonly search = new DepthFirst(undefined, (machine) => this.isNew(machine))
  private readonly events = new Events()
  private readonly seen = new Set<string>()
  private scheduler: After

  constructor(begin: ReadonlyArray<Move>) {
    this.begin = begin
    this.scheduler = new After(begin, this.search)
  }

  bounds(): ReadonlyArray<string> {
    const given = this.begin.length - 1
    return [`what begins with ${given} given ${given === 1 ? "step" : "steps"}`]
  }

  next(): boolean {
    this.events.begin()
    this.scheduler = new After(this.begin, this.search)
    return this.search.next()
  }

  choose(machine: Machine): Task | undefined {
    return this.scheduler.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.scheduler.draw(machine, n)
  }

  done(_machine: Machine, ending: Ending): void {
    if (ending === "abandoned") this.redundant++
  }

  private isNew(machine: Machine): boolean {
    if (machine.tasks.some(({ exposed }) => exposed)) return true
    this.events.observe(machine.log)
    const { seen } = this
    const before = seen.size
    seen.add(this.events.taken)
    return seen.size > before
  }
}
