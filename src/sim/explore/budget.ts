/**
 * The budget of a search: executions, time, interruption; and its counts. An exceeded bound is part
 * of the verdict.
 */
import type { Machine } from "../machine.ts"
import type { Loop, Size, Stats } from "../result.ts"
import type { Ending, Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"
import type { ExploreOptions } from "./explore.ts"
import { loopOf, union, watched } from "./loops.ts"
import { sizeOf } from "./schedule.ts"
import { preempts } from "./strategy.ts"

/** Steps between two looks at the clock and at the stop flag. */
const pollSteps = 2048

/** What is said of a search that was told to stop. */
const interrupted = "interrupted"

/** What is counted as a search goes on. */
export interface Counts extends Omit<Stats, "redundant"> {
  /** The loops of executions that reached the limit of their steps. */
  readonly loops: ReadonlyArray<Loop>
}

/** Counts executions and says when to stop. */
export class Budget {
  executions = 0
  private traces = 0
  private steps = 0
  private stepsLongest = 0
  private tasks = 0
  private loops: ReadonlyArray<Loop> = []
  private firstFinding: number | undefined = undefined
  /** What is used up, or who told it to stop, in words of the verdict. */
  spent: string | undefined = undefined
  /** By step of the current execution: so many of the steps up to it were preemptions. */
  private readonly preemptions: Array<number> = [0]
  private sincePoll = 0
  private readonly deadline: number
  private readonly machine: Machine
  private readonly options: ExploreOptions

  constructor(machine: Machine, options: ExploreOptions) {
    this.machine = machine
    this.options = options
    const { now, spentMillis = 0 } = options
    this.deadline = now === undefined ? Number.POSITIVE_INFINITY : now() + machine.limits.timeMaxMillis - spentMillis
  }

  /** May another execution start? */
  allows(): boolean {
    if (this.executions >= this.machine.limits.executionsMax) this.spent ??= `${this.executions} executions`
    return this.spent === undefined
  }

  /** The scheduler, looked over: a search that is told to stop gives up the execution it is in. */
  watch(inner: Scheduler): Scheduler {
    const { preemptions } = this
    const { follower, limits } = this.machine
    const witnessed = Math.max(1, limits.stepsMax - watched)
    return {
      // The lines of the last steps are kept, to name the loop: these are asked for in each execution.
      get common() {
        return Math.min(inner.common ?? 0, witnessed)
      },
      choose: (machine: Machine): Task | undefined => {
        const { count } = machine.log
        if (++this.sincePoll >= pollSteps) this.poll()
        // A follower reads stacks of its own (remedy/caller.ts).
        if (count === witnessed) machine.recording = follower === undefined
        const task = this.spent === undefined ? inner.choose(machine) : undefined
        if (task === undefined) machine.recording = false
        else preemptions[count] = preemptions[count - 1] + (preempts(machine, task) ? 1 : 0)
        return task
      },
      draw: (machine, n) => inner.draw(machine, n)
    }
  }

  /** An execution has ended. */
  count(ending: Ending): void {
    const { log, tasks } = this.machine
    this.executions++
    if (ending === "complete" || ending === "stuck") this.traces++
    if (ending === "cut") this.loops = union(this.loops, [loopOf(this.machine)])
    this.machine.recording = false
    this.steps += log.count
    this.stepsLongest = Math.max(this.stepsLongest, log.count)
    this.tasks = Math.max(this.tasks, tasks.length)
    this.sincePoll += 64
    if (this.sincePoll >= pollSteps) this.poll()
  }

  /** Was it told to stop? */
  get isInterrupted(): boolean {
    return this.spent === interrupted
  }

  /** Something has been found. */
  found(): void {
    this.firstFinding ??= this.executions
  }

  /** The execution that has just ended. */
  get size(): Size {
    return sizeOf(this.machine, this.preemptions[this.machine.log.count - 1])
  }

  get counts(): Counts {
    const { executions, firstFinding, loops, steps, stepsLongest, tasks, traces } = this
    const counts = { loops, executions, traces, steps, stepsLongest, tasks }
    return firstFinding === undefined ? counts : { ...counts, firstFinding }
  }

  /** The search is over: most are before they would have said how far they are. */
  finish(): void {
    this.tell(this.steps, 0)
  }

  private tell(steps: number, depth: number): void {
    this.options.onProgress?.({ executions: this.executions, steps, depth })
  }

  private poll(): void {
    this.sincePoll = 0
    const { now, shouldStop } = this.options
    if (now !== undefined && now() > this.deadline) this.spent ??= `${this.machine.limits.timeMaxMillis / 1000} s`
    if (shouldStop?.() === true) this.spent ??= interrupted
    const { count } = this.machine.log
    this.tell(this.steps + count, count)
  }
}
