/**
 * About how many traces a program has, by random walks through the tree of its schedules.
 *
 * At each step one of the tasks that have to be tried is drawn, and those that would be tried before it sleep until a
 * step that depends on theirs is taken: so every trace has one path that leads to its end. A walk that gets there
 * counts for all the choices it had, one that finds everything asleep for none, and their mean is the number of traces.
 * Where few walks get there it is mostly too low. Which tasks have to be tried: all, or fewer that no step of the
 * others depends on, as far as is known from executions drawn before.
 * Sources: Knuth, "Estimating the Efficiency of Backtrack Programs", Mathematics of Computation 29, 1975; Godefroid,
 * "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032, 1996 (sleep and persistent sets).
 */
import type { Machine } from "../machine.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { Dice } from "./dice.ts"
import type { ExploreOptions } from "./explore.ts"
import { foretold } from "./fold.ts"
import type { Prepared } from "./prepare.ts"
import { search, unbounded } from "./search.ts"
import type { Strategy } from "./strategy.ts"
import { independent } from "./wakeup.ts"

const seed = 1

/**
 * The mean of so many walks, after a quarter as many executions to know the program by; 0 where none gets to an end.
 *
 * @example
 * tracesByWalks(prepare(scenario, scenario.cells[0]), 256) // about 5,040 for seven tasks that store to one place
 */
export const tracesByWalks = (
  program: Prepared,
  walks: number,
  shouldStop?: ExploreOptions["shouldStop"]
): number => {
  const walker = new Walker(Math.ceil(walks / 4))
  search(program, walker, { shouldStop, guarded: false }, { ...unbounded, executions: walks + Math.ceil(walks / 4) })
  return walker.mean
}

/** A task that is not tried any more, and what its next step would touch. */
interface Sleeper {
  readonly task: Task
  readonly accesses: ReadonlyArray<number>
}

/** Draws executions at random to learn from, then walks. */
class Walker implements Strategy {
  readonly name = "walks"
  readonly exhaustive = false
  readonly redundant = 0
  private readonly dice = new Dice(seed)
  private learning: number
  private walks = 0
  private sum = 0
  private weight = 1
  private asleep: ReadonlyArray<Sleeper> = []
  /** By task: what it, and those it made, were seen to touch. */
  private readonly touched = new Map<number, Set<number>>()

  /** `learning`: executions at random before the first walk. */
  constructor(learning: number) {
    this.learning = learning
  }

  get mean(): number {
    return this.walks === 0 ? 0 : this.sum / this.walks
  }

  bounds(): ReadonlyArray<string> {
    return []
  }

  mayAsk(): boolean {
    return false
  }

  next(): boolean {
    this.weight = 1
    this.asleep = []
    return true
  }

  choose(machine: Machine): Task | undefined {
    if (this.learning > 0) return machine.enabled[this.dice.below(machine.enabledCount)]
    const { last } = machine.log
    this.asleep = this.asleep.filter(({ accesses, task }) => task !== last.task && independent(accesses, last.accesses))
    const awake = this.toTry(machine).filter((task) => !this.asleep.some((sleeper) => sleeper.task === task))
    if (awake.length === 0) return undefined
    const drawn = this.dice.below(awake.length)
    this.weight *= awake.length
    this.asleep = [...this.asleep, ...awake.slice(0, drawn).map((task) => ({ task, accesses: wouldTouch(task) }))]
    return awake[drawn]
  }

  draw(_: Machine, n: number): number {
    this.weight *= n
    return this.dice.below(n)
  }

  done(machine: Machine, ending: Ending): void {
    if (this.learning > 0) {
      this.learning--
      this.remember(machine)
      return
    }
    this.walks++
    if (ending !== "abandoned") this.sum += this.weight
  }

  private remember({ log }: Machine): void {
    for (let i = 0; i < log.count; i++) {
      const { accesses, task } = log.records[i]
      for (let one: Task | undefined = task; one !== undefined; one = one.parent) {
        let touched = this.touched.get(one.id)
        if (touched === undefined) this.touched.set(one.id, touched = new Set())
        for (const access of accesses) touched.add(access)
      }
    }
  }

  /** The smallest set of enabled tasks on whose next steps no step of another task depends. */
  private toTry({ enabled, enabledCount, tasks }: Machine): ReadonlyArray<Task> {
    const all = enabled.slice(0, enabledCount)
    const living = tasks.filter(({ exit }) => exit === undefined)
    return all.map((task) => this.closed(task, all, living)).reduce((a, b) => b.length < a.length ? b : a, all)
  }

  /** The task, and whoever has to be tried with it; all, where one of these is not enabled. */
  private closed(first: Task, all: ReadonlyArray<Task>, living: ReadonlyArray<Task>): ReadonlyArray<Task> {
    const set = new Set([first])
    for (const task of set) {
      const accesses = wouldTouch(task)
      for (const other of living) {
        if (set.has(other) || !this.mayDepend(other, accesses)) continue
        if (!all.includes(other)) return all
        set.add(other)
      }
    }
    return all.filter((task) => set.has(task))
  }

  private mayDepend({ id }: Task, accesses: ReadonlyArray<number>): boolean {
    const touched = this.touched.get(id)
    return touched === undefined || accesses.some((a) => touched.has(a | 1) || ((a & 1) === 1 && touched.has(a & ~1)))
  }
}

const wouldTouch = (task: Task): ReadonlyArray<number> => foretold({ step: task.pending!, task }, [])
