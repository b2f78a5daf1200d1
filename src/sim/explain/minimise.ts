/**
 * The smallest schedule that shows a finding: fewest preemptions, then fewest tasks, then fewest steps.
 *
 * The schedules of a cell are run again, those with fewer preemptions first (Musuvathi and Qadeer, PLDI 2007), and
 * every checker looks again. A finding is settled when every schedule with no more preemptions than its best has been
 * looked at: then less is impossible. Two prefixes of the same trace that end in the same task have the same
 * continuations, so only one is gone on from. All findings of a cell are sought together, within one budget; where
 * it ends first, a finding keeps the best schedule so far, and the result says that less is not ruled out.
 *
 * What is found depends on the program alone, not on the strategy that saw the finding, nor on the order it ran in.
 */
import { isNote, type Sighting, stepOf } from "../check/checker.ts"
import { preemptions } from "../explore/bounded.ts"
import { DepthFirst } from "../explore/dfs.ts"
import { Events } from "../explore/events.ts"
import type { Prepared } from "../explore/prepare.ts"
import { type Move, moveOf } from "../explore/schedule.ts"
import { preempts } from "../explore/strategy.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Minimised, Size } from "../result.ts"
import type { Ending, Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"
import type { Schedule } from "./rerun.ts"

/** What it may cost. */
export interface MinimiseOptions {
  /** At most so many executions of a cell (2000); 0 shows findings as the search did. */
  readonly minimise?: number | undefined
  /** Polled between executions: true ends it with what is known. */
  readonly shouldStop?: (() => boolean) | undefined
  /** Told of each execution that is run to explain a finding. */
  readonly onExecution?: (() => void) | undefined
}

/** Executions of one cell, where nothing is said. */
const executionsMax = 2000

/** Long executions are fewer: at most so many steps, and sightings in them, for each execution that is allowed. */
const stepsEach = 500

/** A finding to be shown smaller. */
export interface Wanted extends Schedule {
  /** Of these moves. */
  readonly size: Size
  /** Is it the same finding that this schedule shows: the same steps of the source? Runs the machine. */
  readonly isShownBy: (moves: ReadonlyArray<Move>) => boolean
}

/** The smallest schedule that was found. */
export interface Minimal extends Pick<Minimised, "executions" | "proven"> {
  readonly moves: ReadonlyArray<Move>
}

/** Makes each finding as small as it can be, or as the budget allows. */
export const minimise = (
  program: Prepared,
  wanted: ReadonlyArray<Wanted>,
  options: MinimiseOptions
): ReadonlyArray<Minimal> => {
  const { body, machine } = program
  const hunt = new Hunt(program, wanted, options)
  while (hunt.next()) hunt.look(machine.run(body, hunt))
  return hunt.result
}

/** A schedule that may be smaller than the best so far. */
interface Candidate {
  readonly size: Size
  readonly moves: ReadonlyArray<Move>
  /** Which steps make the sighting: the same text, the same events. */
  readonly places: string
}

/** Walks through the schedules, fewest preemptions first. */
class Hunt implements Scheduler {
  private readonly strategy: DepthFirst
  private readonly events = new Events()
  private readonly quarries: ReadonlyArray<Quarry>
  private readonly program: Prepared
  private readonly options: MinimiseOptions
  private executions = 0
  private steps = 0
  /** By step of the current execution: preemptions up to it. */
  private readonly usedUpTo: Array<number> = [0]
  /** By prefix and last task: with how many preemptions to spare it was gone on from. */
  private readonly seen = new Map<string, number>()

  constructor(program: Prepared, wanted: ReadonlyArray<Wanted>, options: MinimiseOptions) {
    this.program = program
    this.options = options
    this.quarries = wanted.map((one) => new Quarry(one))
    const most = Math.max(0, ...wanted.map(({ size }) => size.preemptions))
    this.strategy = new DepthFirst(preemptions(most), (machine) => this.isNew(machine))
  }

  /** Prepares the next execution; false when every finding is settled, or the budget is used up. */
  next(): boolean {
    const before = this.strategy.round
    const goesOn = this.strategy.next()
    this.events.begin(this.common)
    const looked = goesOn ? this.strategy.round - 1 : Number.POSITIVE_INFINITY
    if (looked >= before) { for (const quarry of this.quarries) quarry.finish(looked, this.executions) }
    return goesOn && !this.isSpent && this.quarries.some(({ isSettled }) => !isSettled)
  }

  get common(): number {
    return this.strategy.common
  }

  choose(machine: Machine): Task | undefined {
    const { count } = machine.log
    const task = this.mayImprove(machine) ? this.strategy.choose(machine) : undefined
    if (task !== undefined) this.usedUpTo[count] = this.usedUpTo[count - 1] + (preempts(machine, task) ? 1 : 0)
    return task
  }

  draw(machine: Machine, n: number): number {
    return this.strategy.draw(machine, n)
  }

  /** Looks at the execution that has just ended, or was given up. */
  look(ending: Ending): void {
    const { checkers, machine } = this.program
    this.count()
    this.events.observe(machine.log)
    const found: Array<readonly [Quarry, Candidate]> = []
    const report = (sighting: Sighting) => {
      this.steps++
      const quarry = this.quarries.find((one) => one.is(sighting))
      const candidate = quarry === undefined ? undefined : this.candidate(quarry, sighting, ending)
      if (candidate !== undefined && quarry!.wants(candidate)) found.push([quarry!, candidate])
    }
    for (const checker of checkers) checker.check({ machine, log: machine.log, ending }, report)
    // Taking a candidate runs the machine.
    for (const [quarry, candidate] of found.toSorted(([, a], [, b]) => compare(a.size, b.size))) {
      if (!quarry.wants(candidate)) continue
      quarry.take(candidate)
      this.count()
    }
  }

  get result(): ReadonlyArray<Minimal> {
    return this.quarries.map((quarry) => quarry.result(this.executions))
  }

  private get isSpent(): boolean {
    const { minimise: most = executionsMax, shouldStop } = this.options
    return this.executions >= most || this.steps >= most * stepsEach || shouldStop?.() === true
  }

  private count(): void {
    this.executions++
    this.options.onExecution?.()
    this.steps += this.program.machine.log.count
  }

  /** The schedule up to the last of the sighting's steps, if it is shown in the order asked for. */
  private candidate(
    quarry: Quarry,
    { forced = [], places, whole }: Sighting,
    ending: Ending
  ): Candidate | undefined {
    const { log } = this.program.machine
    if (whole === true && ending !== "complete" && ending !== "stuck") return undefined
    if (forced.some(([before, after]) => before.index > after.index)) return undefined
    const steps = places.map(([place]) => stepOf(log, place) ?? log.records[0])
    const last = whole === true ? log.count - 1 : Math.max(0, ...steps.map(({ index }) => index))
    const size = (records: ReadonlyArray<StepRecord>): Size => ({
      preemptions: this.usedUpTo[last],
      tasks: new Set(records.map(({ task }) => task)).size,
      steps: last
    })
    // In a crowd of equal tasks thousands of pairs show one finding: most are too large by their own steps alone.
    if (!quarry.couldWant(size([log.records[0], ...steps]))) return undefined
    const shown = log.records.slice(0, last + 1)
    return {
      size: size(shown),
      moves: shown.map(moveOf),
      places: places.map(([place, role], i) => `${role} ${this.events.of(steps[i])} ${isNote(place) ? place.kind : ""}`)
        .join()
    }
  }

  /** Could a longer execution that begins like this one be smaller than what is known? */
  private mayImprove({ log, tasks }: Machine): boolean {
    let moved = 0
    for (const task of tasks) if (task.count > 0) moved++
    return this.quarries.some((quarry) => quarry.mayImprove(moved, log.count, this.strategy.round))
  }

  private isNew(machine: Machine): boolean {
    // Where fibers watch each other, more than the steps taken says how they go on.
    if (machine.tasks.some(({ exposed }) => exposed)) return true
    this.events.observe(machine.log)
    const prefix = `${this.events.taken};${machine.log.last.task.id}`
    const spare = this.strategy.round - this.usedUpTo[machine.log.count - 1]
    if ((this.seen.get(prefix) ?? -1) >= spare) return false
    this.seen.set(prefix, spare)
    return true
  }
}

/** One finding that is sought. */
class Quarry {
  private readonly wanted: Wanted
  /** The smallest so far that this search has met. */
  private best: Candidate | undefined = undefined
  /** Places that are other lines of the source than the finding's. */
  private readonly others = new Set<string>()
  /** Every schedule of at most so many preemptions has been looked at. */
  private looked = -1
  /** Executions after which nothing smaller was possible. */
  private settledAfter: number | undefined = undefined

  constructor(wanted: Wanted) {
    this.wanted = wanted
  }

  get isSettled(): boolean {
    return this.settledAfter !== undefined
  }

  is({ key, kind }: Sighting): boolean {
    const { sighting } = this.wanted
    return sighting.key === key && sighting.kind === kind
  }

  /** Is the candidate smaller than the best; or as small as what the search showed, which has no place of its own? */
  wants({ places, size }: Candidate): boolean {
    return !this.others.has(places) && this.couldWant(size)
  }

  /** Would it do by its size? */
  couldWant(size: Size): boolean {
    if (this.isSettled) return false
    return this.best === undefined ? compare(size, this.wanted.size) <= 0 : compare(size, this.best.size) < 0
  }

  /** Keeps the candidate if it shows the same finding. Runs the machine. */
  take(candidate: Candidate): void {
    if (this.wanted.isShownBy(candidate.moves)) this.best = candidate
    else this.others.add(candidate.places)
  }

  /** May another step be part of something smaller, in this round, when so many tasks have moved in so many steps? */
  mayImprove(tasks: number, steps: number, round: number): boolean {
    if (this.isSettled) return false
    const { size } = this.best ?? this.wanted
    if (this.best === undefined && round < size.preemptions) return true
    if (tasks !== size.tasks) return tasks < size.tasks
    return this.best === undefined ? steps <= size.steps : steps < size.steps
  }

  /** Every schedule of so many preemptions has been looked at. */
  finish(looked: number, executions: number): void {
    this.looked = looked
    const { size } = this.best ?? this.wanted
    if (size.preemptions <= looked) this.settledAfter ??= executions
  }

  result(executions: number): Minimal {
    const { moves, size } = this.best ?? this.wanted
    const proven = this.isSettled ? "whole" : size.preemptions === this.looked + 1 ? "preemptions" : "no"
    return { moves, proven, executions: this.settledAfter ?? executions }
  }
}

const compare = (a: Size, b: Size): number => a.preemptions - b.preemptions || a.tasks - b.tasks || a.steps - b.steps
