/**
 * The scheduler of timed runs: who moves next is decided by virtual time.
 *
 * A task at a step first waits off the CPU for what it sleeps or waits on, then has its work done on a CPU, and then
 * takes its step. Where the step has to wait, for a lock say, whoever came first goes first, and pays for being woken
 * with its next step. Each task draws its durations from a source of its own, so that a run with another arrival or
 * another latency elsewhere has the same durations where nothing changed (common random numbers).
 * Source: J. Banks et al., Discrete-Event System Simulation (event scheduling); A. M. Law, Simulation Modeling and
 * Analysis (common random numbers).
 */
import { Dice } from "../explore/dice.ts"
import type { Note, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Scheduler, TimeKeeper } from "../scheduler.ts"
import { millisOf } from "../sleep.ts"
import type { Task } from "../task.ts"
import { type CpuOptions, Cpus } from "./cpus.ts"
import { EventQueue } from "./event-queue.ts"
import { draw, type Latency, millis } from "./latency.ts"
import type { Scores } from "./scores.ts"
import { hash, mix } from "./seeds.ts"
import type { Activity, Arrival, Timing } from "./timing.ts"

/** One timed run. */
export interface TimedRun {
  /** Same seed, same run. */
  readonly seed: number
  readonly arrival?: Arrival | undefined
  /** When the arriving tasks come instead, in nanoseconds from the start; Infinity: never. */
  readonly arriveAt?: number | undefined
  /** Where durations and choices come from instead of the seed. */
  readonly scores?: Scores | undefined
}

/** A place that was passed. */
export interface Passed {
  readonly time: number
  /** The step before it. */
  readonly after: StepRecord
}

/** A task as the scheduler sees it. */
interface Worker {
  readonly dice: Dice
  /** The step it is at, by its number in the task; since when it is at it; since when its work is done. */
  nth: number
  began: number
  served: number
  /** It had to wait, and has to be woken. */
  waited: boolean
  /** Time it owes before its next step, on a CPU and off it. */
  work: number
  wait: number
}

/** Chooses by virtual time. */
export class Timed implements Scheduler, TimeKeeper {
  /** By step of the log: when it was taken, and since when its task was at it, in nanoseconds. */
  readonly at: Array<number> = []
  readonly began: Array<number> = []
  /** Places by name: when each was passed for the first time, and after which step. */
  readonly places = new Map<string, Passed>()
  /** Names of the activities and operations whose durations were drawn. */
  readonly met = new Set<string>()
  /** When notes were left. */
  readonly notes = new Map<Note, number>()
  /** When the arriving tasks came, and since when the time to that ran. */
  arrived: number | undefined = undefined
  /** Is there a task that the arrival is about? */
  hasUsers = false
  anchored: number | undefined = undefined
  private readonly queue = new EventQueue()
  private readonly cpus: Cpus
  /** By CPU: how long it can still work until it is interrupted. Interrupts of an idle CPU delay nobody. */
  private readonly quiet: Array<number | undefined> = []
  private readonly timing: Timing
  private run!: TimedRun
  private machine!: Machine
  private readonly workers: Array<Worker | undefined> = []
  /** Tasks whose time has not begun to run: they come after a place. */
  private expected: Array<Task> = []
  private noise = new Dice(0)

  constructor(timing: Timing, cpus: CpuOptions) {
    this.timing = timing
    this.cpus = new Cpus(this.queue, cpus, (cpu) => eventOf(TURN, cpu), (cpu, nanos) => this.stolen(cpu, nanos))
  }

  /** Virtual time in nanoseconds. */
  get now(): number {
    return this.queue.time
  }

  /** Prepares the machine for a run. */
  begin(machine: Machine, run: TimedRun): void {
    this.run = run
    run.scores?.begin()
    this.machine = machine
    machine.timed = this
    this.queue.clear()
    this.cpus.clear()
    this.workers.length = this.expected.length = this.quiet.length = 0
    // The start of main is not chosen.
    this.at.length = this.began.length = 1
    this.at[0] = this.began[0] = 0
    this.places.clear()
    this.notes.clear()
    this.arrived = this.anchored = undefined
    this.hasUsers = false
    this.noise = new Dice(mix(run.seed, 0x6e6f697365))
  }

  choose(machine: Machine): Task | undefined {
    for (const task of machine.tasks) if (task.pending !== undefined) this.meet(task)
    for (;;) {
      const task = this.firstServed(machine)
      if (task !== undefined) return this.grant(machine, task)
      // Those who are left wait for a user who never comes.
      if (this.queue.size === 0) return undefined
      this.happen(machine, this.queue.take())
    }
  }

  draw(machine: Machine, n: number): number {
    const task = drawing(machine)
    return chosen(machine, this.run.arrival, n) ?? this.run.scores?.choice(task.path, n) ??
      this.workerOf(task).dice.below(n)
  }

  spends(task: Task, activity: string): void {
    const model: Activity | undefined = this.timing.activities?.[activity]
    if (model === undefined) return
    this.met.add(activity)
    const worker = this.workerOf(task)
    const nanos = this.lasts(task, activity, model.latency)
    if (model.waits === true) worker.wait += nanos
    else worker.work += nanos
  }

  passes(task: Task, place: string): void {
    if (this.places.has(place)) return
    const time = this.timeOf(task)
    this.places.set(place, { time, after: this.machine.log.last })
    if (this.run.arrival?.after !== place) return
    this.anchored = time
    for (const expected of this.expected.splice(0)) this.expect(expected, time)
  }

  noted(note: Note): void {
    this.notes.set(note, this.timeOf(note.task))
  }

  /** Now, and what the task has to do before it gets that far. */
  private timeOf(task: Task): number {
    const { wait, work } = this.workerOf(task)
    return this.now + wait + work
  }

  /** A task is seen at a step for the first time: its time begins to run. */
  private meet(task: Task): void {
    const worker = this.workerOf(task)
    if (worker.nth === task.count) return
    worker.nth = task.count
    worker.served = Number.POSITIVE_INFINITY
    worker.began = this.now
    const step = task.pending!
    const { operations, step: usual, wakeup } = this.timing
    const special = operations?.[step.operation.name]
    if (special !== undefined) this.met.add(step.operation.name)
    worker.work += this.lasts(task, step.operation.name, (special ?? usual).latency)
    worker.wait += millisOf(step) * millis
    if (worker.waited) worker.work += this.lasts(task, "wakeup", wakeup.latency)
    worker.waited = false
    const { arrival } = this.run
    if (task.count > 0 || arrival === undefined || !arrival.tasks.includes(task.name)) this.wake(task)
    else this.await(task, arrival)
  }

  private await(task: Task, arrival: Arrival): void {
    this.hasUsers = true
    if (arrival.after === undefined) this.expect(task, this.anchored = 0)
    else if (this.anchored === undefined) this.expected.push(task)
    else this.expect(task, this.anchored)
  }

  /** The task comes some time after the anchor. */
  private expect(task: Task, anchor: number): void {
    const { arrival, arriveAt } = this.run
    // Drawn in any case: what the task draws later must not depend on who decides when it comes.
    const drawn = anchor + this.lasts(task, "arrival", arrival!.latency)
    const time = Math.max(this.now, arriveAt ?? drawn)
    this.arrived = time
    if (time !== Number.POSITIVE_INFINITY) this.queue.enter(time, eventOf(ARRIVE, task.index))
  }

  private wake(task: Task): void {
    const { wait } = this.workerOf(task)
    if (wait > 0) this.queue.enter(this.now + wait, eventOf(WAKE, task.index))
    else this.work(task.index)
  }

  private work(index: number): void {
    const worker = this.workers[index]!
    worker.wait = 0
    this.cpus.serve(index, worker.work)
    worker.work = 0
  }

  private happen(machine: Machine, event: number): void {
    const index = event & INDEX
    switch (event >> 20) {
      case TURN: {
        const job = this.cpus.over(index)
        if (job >= 0) this.workers[job]!.served = this.now
        return
      }
      case ARRIVE:
        this.workers[index]!.began = this.now
        return this.wake(machine.tasks[index])
      default:
        return this.work(index)
    }
  }

  /** What interrupts take of so much work on a CPU. */
  private stolen(cpu: number, nanos: number): number {
    const { interrupts } = this.timing
    if (interrupts === undefined) return 0
    const { every, lasts } = interrupts
    let sum = 0
    let quiet = this.quiet[cpu] ?? this.noisy(cpu, "between interrupts", every.latency)
    while (quiet <= nanos) {
      sum += this.noisy(cpu, "interrupt", lasts.latency)
      // Always a little later: durations of 0 must not hold the loop.
      quiet += Math.max(1, this.noisy(cpu, "between interrupts", every.latency))
    }
    this.quiet[cpu] = quiet - nanos
    return sum
  }

  /** How long what the task does lasts. */
  private lasts(task: Task, what: string, latency: Latency): number {
    return this.run.scores?.duration(task.path, what, latency) ?? draw(latency, this.workerOf(task).dice)
  }

  private noisy(cpu: number, what: string, latency: Latency): number {
    return this.run.scores?.duration(`CPU ${cpu}`, what, latency) ?? draw(latency, this.noise)
  }

  /** Of the tasks that could go, the one that has been served for the longest. */
  private firstServed(machine: Machine): Task | undefined {
    let first: Task | undefined
    let since = Number.POSITIVE_INFINITY
    for (let i = 0; i < machine.enabledCount; i++) {
      const task = machine.enabled[i]
      const { served } = this.workers[task.index]!
      if (served < since) {
        first = task
        since = served
      }
    }
    return first
  }

  private grant(machine: Machine, task: Task): Task {
    const worker = this.workerOf(task)
    worker.waited = worker.served < this.now
    this.at[machine.log.count] = this.now
    this.began[machine.log.count] = worker.began
    return task
  }

  private workerOf(task: Task): Worker {
    return (this.workers[task.index] ??= {
      dice: new Dice(mix(this.run.seed, hash(task.path))),
      nth: -1,
      began: 0,
      served: Number.POSITIVE_INFINITY,
      waited: false,
      work: 0,
      wait: 0
    })
  }
}

const drawing = (machine: Machine): Task => machine.running ?? machine.log.last.task

/** What the task that draws one of n values chooses as the arrival has it; undefined where that is open. */
export const chosen = (machine: Machine, arrival: Arrival | undefined, n: number): number | undefined => {
  const { chooses, tasks = [] } = arrival ?? {}
  return chooses !== undefined && tasks.includes(drawing(machine).name) ? Math.min(chooses, n - 1) : undefined
}

/** Kinds of event, above the number of a CPU or of a task. */
const TURN = 0
const ARRIVE = 1
const WAKE = 2
const INDEX = (1 << 20) - 1
const eventOf = (kind: number, index: number): number => (kind << 20) | index
