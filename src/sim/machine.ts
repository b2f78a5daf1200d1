/**
 * One execution: who is enabled, one step at a time, until nobody is.
 *
 * Tasks run their local code as soon as they can and stop at their next step; so whenever a task is
 * chosen, every pending step is known. Granting a step applies it and resumes its fiber in the same
 * call. Where the chosen task is the one that has just asked, its fiber is not even parked.
 * A machine lives for one exploration and is wiped between executions.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { adoptFiber, type Start, startOf, takeLast, woken } from "./adoption.ts"
import { again, drawnAgain } from "./again.ts"
import { endless } from "./errors.ts"
import { contextOf } from "./fibers.ts"
import { Hosts } from "./host.ts"
import { guard } from "./memory/guard.ts"
import { resume, suspend } from "./park.ts"
import type { Ending, Scheduler } from "./scheduler.ts"
import { Spinning } from "./spin.ts"
import { Granted, Once, stale, Step } from "./step.ts"
import { begin, type Body, bodyOfTask, startOperation, Task, type TaskHandle } from "./task.ts"
import { attend, listen } from "./watching.ts"
import { World, type WorldOptions } from "./world.ts"

/** What a machine is told once, for all executions. */
export interface MachineOptions extends WorldOptions {
  readonly services: Context.Context<never>
  /** false: a fiber evaluates each step of its task, instead of the machine (host.ts). */
  readonly direct?: boolean
}

/** Runs executions of one program. */
export class Machine extends World {
  /** Set by an operation that makes its task fail, or return otherwise than with `result`. */
  outcome: Exit.Exit<any, any> | undefined = undefined
  /** The iterator of every step that is granted at once. */
  readonly granted = new Granted()
  private readonly runFork: (effect: Effect.Effect<any, any>) => Fiber.Fiber<any, any>
  private scheduler: Scheduler | undefined = undefined
  /** An execution is under way. */
  active = false
  /** The task whose code the machine has resumed. */
  running: Task | undefined = undefined
  /** Fibers that Effect or `task` wants started or resumed, with the task that asked. */
  private readonly starts: Array<Task | Start> = []
  private readonly hosts: Hosts | undefined
  private readonly spinning = new Spinning(this)
  /** Tasks that wait for something other than a step. */
  private outside = 0
  /** The next task is chosen already: `next`. */
  private decided = false
  private next: Task | undefined = undefined
  private ending: Ending = "complete"
  private localCount = 0

  constructor(options: MachineOptions) {
    super(options)
    this.runFork = Effect.runForkWith(contextOf(this, options.services))
    this.hosts = options.direct === false ? undefined : new Hosts(this, this.runFork)
  }

  /**
   * Runs the program once under the scheduler and says how it ended. The log, tasks and objects of
   * the execution stay readable until the next one.
   * Throws ScenarioError when the scenario cannot be run.
   */
  run(body: Body, scheduler: Scheduler): Ending {
    this.wipe(scheduler === this.scheduler ? scheduler.common ?? 0 : 0)
    this.scheduler = scheduler
    this.active = true
    const main = new Task(this, undefined, "main", false, body)
    this.tasks.push(main)
    main.pending = new Step(startOperation, main.life)
    this.apply(main)
    this.start(main)
    this.settle()
    while (this.error === undefined) {
      const task = this.decided ? this.next : this.pick()
      this.decided = false
      if (task === undefined) break
      this.grant(task)
    }
    this.active = false
    if (this.error !== undefined) throw this.error
    return this.ending
  }

  /** A fiber evaluates a step. */
  evaluate(fiber: Fiber.Fiber<any, any>, step: Step<unknown>): Effect.Effect<any, any> {
    const task = this.taskOf(fiber, step)
    if (task === undefined) return Effect.never
    // Where a generator has asked already (iterate) and was refused, the step is only to be parked.
    if (task.pending !== step && this.reach(task, step)) return this.take()
    task.parked = true
    return suspend(fiber)
  }

  /** A generator reaches `yield* step`. */
  iterate(fiber: Fiber.Fiber<any, any> | undefined, step: Step<unknown>): Iterator<unknown, unknown> {
    const task = this.running
    if (this.recording) this.witness(fiber)
    if (task === undefined || task.fiber !== fiber || step.object.execution !== this.execution) return new Once(step)
    if (!this.reach(task, this.spinning.arrive(task, step))) {
      task.parked = true
      return task.parking.again()
    }
    return this.outcome === undefined ? this.granted.of(this.result) : new Once(this.take())
  }

  /** Runs a local operation on behalf of the fiber's task. */
  local<A>(fiber: Fiber.Fiber<any, any>, run: (machine: Machine, task: Task) => A): A {
    const task = this.taskOf(fiber, undefined)
    if (task === undefined) throw stale(undefined)
    if (++this.localCount > this.limits.operationsMax) throw this.refuse(endless(task, "runs on without a step"))
    this.makes(task)
    return run(this, task)
  }

  /** Effect's scheduler hands over a fiber to start or to go on. */
  schedule(run: () => void): void {
    if (!this.active) return
    this.starts.push(startOf(this, run))
  }

  /** Creates a task; it starts when its creator reaches its next step. */
  spawn<A>(creator: Task, name: string, body: Body, daemon: boolean): TaskHandle<A> & Task {
    const task = this.adoptTask(new Task(this, creator, name, daemon, body))
    this.starts.push(task)
    return task as TaskHandle<A> & Task
  }

  /** One of n values, all of which the strategy enumerates. */
  draw(n: number): number {
    const known = n <= 1 ? 0 : this.fixed?.(n)
    if (known !== undefined) return known
    if (this.log.isCommon) return drawnAgain(this, n)
    const { draws, widths } = this.log.last
    const value = this.scheduler!.draw(this, n)
    draws.push(value)
    widths.push(n)
    return value
  }

  protected override wipe(common: number): void {
    super.wipe(common)
    this.hosts?.recycle()
    this.starts.length = 0
    this.outside = this.localCount = 0
    this.decided = false
    this.next = this.outcome = undefined
    this.ending = "complete"
  }

  /** Asks the scheduler for one of the enabled tasks. */
  private pick(): Task | undefined {
    if (this.log.count < this.log.common) return again(this)
    const stuck = this.findEnabled()
    if (this.enabledCount === 0) {
      this.ending = stuck ? "stuck" : "complete"
      return undefined
    }
    if (this.log.count >= this.limits.stepsMax) {
      this.ending = "cut"
      return undefined
    }
    const chosen = this.scheduler!.choose(this)
    if (chosen === undefined) this.ending = "abandoned"
    return chosen
  }

  /** A running task arrives at a step: true when it was chosen again and the step is done. */
  private reach(task: Task, step: Step<unknown>): boolean {
    task.pending = step
    if (task.watches.length > 0) listen(task)
    if (task !== this.running || this.outside > 0 || this.starts.length > 0 || this.error !== undefined) return false
    const next = this.pick()
    if (next === task) {
      this.apply(task)
      return true
    }
    this.decided = true
    this.next = next
    return false
  }

  private grant(task: Task): void {
    this.apply(task)
    if (task.parked) {
      task.parked = false
      this.running = task
      if (task.hears !== undefined) task.hears()
      else if (task.direct && this.outcome === undefined) this.hosts!.goOn(task, this.result)
      else resume(task.fiber!, this.take())
      this.running = undefined
    }
    this.settle()
  }

  /** Applies the task's pending step and writes its record. */
  private apply(task: Task): void {
    const step = task.pending!
    task.pending = undefined
    this.localCount = 0
    const { object, operation } = step
    const record = this.log.next()
    record.task = task
    record.step = step
    record.before = object.state
    record.nth = ++task.count
    record.stack = task.stack
    this.result = undefined
    this.fault = undefined
    if (object.block !== undefined || object.readOnly) this.outcome = guard(record)
    record.effects = this.outcome === undefined ? operation.apply(object, step.argument, task) : 0
    record.result = this.result
    record.fault ??= this.fault
    if (record.fault !== undefined) this.log.faults++
    if (operation.lock !== undefined) this.log.locks++
    if (this.order !== undefined) this.order.add(record)
    task.last = record
    if (operation.after !== undefined) operation.after(object, step.argument, task)
  }

  /** What the fiber is resumed with: the step's value, or a failure. */
  private take(): Effect.Effect<any, any> {
    const { outcome } = this
    if (outcome === undefined) return Exit.succeed(this.result)
    this.outcome = undefined
    return outcome
  }

  private start(task: Task): void {
    const { body } = task
    if (body === undefined) return
    this.creator = task
    this.running = task
    if (this.hosts !== undefined && !this.recording) {
      this.hosts.start(task, begin(task, body))
    } else {
      this.runFork(Effect.gen(() => {
        task.fiber = Fiber.getCurrent()!
        return bodyOfTask(begin(task, body))
      }))
    }
    this.running = undefined
  }

  /** Runs new fibers up to their first step and takes note of tasks that have ended. */
  private settle(): void {
    // No task is to go on by itself before that is done: not every pending step is known.
    this.outside = 1
    for (let drained = 0; this.starts.length > 0; drained++) {
      const next = this.backwards ? takeLast(this.starts) : this.starts.shift()!
      if (next instanceof Task) {
        this.start(next)
        continue
      }
      this.creator = next.creator
      next.run()
      if (drained > this.limits.operationsMax) this.refuse(endless(next.creator, "yields for ever without a step"))
      if (this.error !== undefined) return
    }
    this.outside = 0
    for (const task of this.tasks) {
      if (task.pending !== undefined || task.exit !== undefined) continue
      const exit = task.fiber?.pollUnsafe()
      if (exit !== undefined) this.end(task, exit)
      else if (!attend(task)) this.outside++
    }
  }

  /** The task has ended: its life is over, and whoever reads its exit comes after it. */
  end(task: Task, exit: Exit.Exit<any, any>): void {
    task.exit = exit
    const record = this.log.last
    task.lastBreath = record
    if (task.watched) task.life.state = true
    record.ended.push(task)
    this.order?.end(task, record)
  }

  /** The task of a fiber that evaluates something: the running one, one woken by another, or a new one. */
  private taskOf(fiber: Fiber.Fiber<any, any>, step: Step<unknown> | undefined): Task | undefined {
    const { running } = this
    const foreign = step !== undefined && step.object.execution !== this.execution
    if (running !== undefined && running.fiber === fiber && !foreign) return running
    if (!this.active || foreign) {
      if (this.active) this.refuse(stale(step))
      return undefined
    }
    const known = this.known(fiber)
    if (known === undefined) return adoptFiber(this, fiber, running ?? (this.creator as Task))
    if (running !== undefined) woken(known, running)
    return known
  }
}
