/**
 * Depth-first search that does not go on from a state it has seen before.
 *
 * A state is what every object holds, what each task has observed (the results of its steps and its draws,
 * in its own order), where it stands, and who has ended. Two prefixes that end in equal states have the same
 * continuations: local code is a function of what its task has observed, an operation of its object's state
 * and its argument, and nothing else carries information between tasks (determinism.ts looks for that). So
 * whatever step, fault or end follows the second prefix has followed the first, or will: it was met before.
 *
 * What is looked for must be visible in a step, an end, or the state there: faults, assertions, deadlocks,
 * leaks. Data races, windows, lock orders and whatever else looks at the past of a step are not looked for,
 * and the verdict says so. States are kept as exact text, not as hashes; memory grows with their number.
 * Where fibers watch each other, local code depends on more than this; then no state is the same.
 * Source of the search that this adds a memory to: Godefroid, "Model Checking for Programming Languages using
 * VeriSoft", POPL 1997.
 */
import type { Checker } from "../check/checker.ts"
import { Interner } from "../interner.ts"
import type { Log } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { DepthFirst } from "./dfs.ts"
import type { Strategy } from "./strategy.ts"

/** Every reachable state once. */
export class Cached implements Strategy {
  readonly name = "cached"
  readonly exhaustive = true
  /** Executions given up in a state that was seen before. */
  redundant = 0
  private readonly search = new DepthFirst(undefined, (machine) => this.isNew(machine))
  private readonly seen = new Set<string>()
  private readonly numbers = new Interner()
  /** What each task has observed in the current execution, as one number; by task. */
  private histories: Array<number> = []
  private read = 0

  bounds(): ReadonlyArray<string> {
    return ["only what a state shows was looked for"]
  }

  mayAsk({ ofStates }: Checker): boolean {
    return ofStates === true
  }

  next(): boolean {
    this.histories = []
    this.read = 0
    return this.search.next()
  }

  choose(machine: Machine): Task | undefined {
    return this.search.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.search.draw(machine, n)
  }

  done(_machine: Machine, ending: Ending): void {
    if (ending === "abandoned") this.redundant++
  }

  private isNew(machine: Machine): boolean {
    if (machine.tasks.some(({ exposed }) => exposed)) return true
    this.observe(machine.log)
    const { seen } = this
    const before = seen.size
    seen.add(this.stateOf(machine))
    return seen.size > before
  }

  /** Takes note of the steps since the last look. */
  private observe({ count, records }: Log): void {
    const { histories, numbers } = this
    for (; this.read < count; this.read++) {
      const { draws, fault, result, task } = records[this.read]
      const before = histories[task.id] ?? 0
      histories[task.id] = numbers.of(`${before} ${fault?.kind} ${numbers.name(result)} ${draws.join()}`)
    }
  }

  private stateOf({ objects, tasks }: Machine): string {
    const { histories, numbers } = this
    const standing = tasks.toSorted((a, b) => a.id - b.id).map(({ exit, id, pending }) => {
      const at = pending === undefined ? exit?._tag ?? "" : `${pending.operation.name} ${pending.object.location}`
      return `${id}:${histories[id] ?? 0}:${numbers.of(at)}`
    })
    // Holes are objects that do not exist in this execution.
    const holds = objects.map(({ state }) => numbers.of(numbers.name(state)))
    return `${standing.join()};${Array.from(holds, (number) => number ?? "").join()}`
  }
}
