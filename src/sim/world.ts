/**
 * What exists in an execution: its tasks, objects and notes, and who made them.
 *
 * Everything here is asked for by local operations, which no other task can observe. Identities are
 * stable over the executions of one exploration; all else is wiped between them.
 */
import type * as Fiber from "effect/Fiber"
import { ScenarioError } from "./errors.ts"
import type { Limits } from "./limits.ts"
import { type Fault, Log, type Note } from "./log.ts"
import { Names } from "./names.ts"
import type { SimObject } from "./object.ts"
import { Order } from "./order.ts"
import type { TimeKeeper } from "./scheduler.ts"
import { stackOf } from "./stack.ts"
import type { Creator, Task } from "./task.ts"
import { Trail } from "./trail.ts"

/** What holds for all executions of an exploration. */
export interface WorldOptions {
  readonly limits: Limits
  /** Names of protections that are taken away; even an empty set makes the machine name them all. */
  readonly removed?: ReadonlySet<string>
  /** Sleeps end in the order of their deadlines. */
  readonly deadlineOrder?: boolean
  /** Without clocks there is no trace order: for plain search speed only. */
  readonly clocks?: boolean
  /** Changes the program while it runs. */
  readonly follower?: Follower | undefined
}

/** Stands between the machine and the code of its tasks (remedy/). */
export interface Follower {
  /** The task's body, as it is to be run. */
  follow(task: Task, body: Generator<any, any, any>): Generator<any, any, any>
  /** The remedies that are in force, of those the scenario declares. */
  readonly remedies: ReadonlySet<string>
  /** Where the task's code stands; undefined while its fiber is in an effect that is none of the machine's. */
  positionOf(task: Task): Position | undefined
}

/** Where code stands that is walked through call by call, and so is not on the stack as a whole; innermost first. */
export interface Position {
  readonly generators: ReadonlyArray<Iterator<unknown, unknown>>
  /** The same place in the source has the same name. */
  readonly places: ReadonlyArray<string>
  /** What the follower itself is about, as a text. */
  readonly follower: string
}

/** The contents of the current execution. */
export class World {
  readonly limits: Limits
  /** Sleeps end in the order of their deadlines. */
  readonly deadlineOrder: boolean
  /** Random was drawn from: only some of its values are explored. */
  randomUsed = false
  /** Names of protections that are taken away (mutation). */
  readonly removed: ReadonlySet<string>
  /** Protections met so far, over all executions. */
  readonly protections = new Set<string>()
  readonly follower: Follower | undefined
  /** Remedies that the scenario declares, met so far, over all executions. */
  readonly remedies = new Set<string>()
  readonly log = new Log()
  readonly order: Order | undefined
  /** Number of the current execution. */
  execution = 0
  /** Protections of single variables are named and may be taken away; costs a little at each step. */
  readonly mutating: boolean
  /** While a schedule is explained: the source lines of steps are captured. */
  recording = false
  /** Tasks that are spawned together start in the reverse order: nobody may notice (explore/determinism.ts). */
  backwards = false
  /** The stack that was captured last. */
  stack: string | undefined = undefined
  tasks: Array<Task> = []
  /** The tasks that could move, in creation order: the first `enabledCount` entries. */
  readonly enabled: Array<Task> = []
  enabledCount = 0
  /** Objects of this execution by stable location number. */
  objects: Array<SimObject> = []
  /** State made once an execution by `perExecution`. */
  statics = new Map<object, unknown>()
  /** Result of the step being applied. */
  result: unknown = undefined
  /** Set by an operation whose step is a fault by itself. */
  fault: Fault | undefined = undefined
  /** Who makes the next object. */
  creator: Creator = nobody
  error: ScenarioError | undefined = undefined
  readonly names = new Names()
  /** Draws that are no choice: their value, or undefined where every value is to be explored. */
  fixed: ((n: number) => number | undefined) | undefined = undefined
  /** Set in timed runs. */
  timed: TimeKeeper | undefined = undefined
  private starting = 0

  constructor({ clocks, deadlineOrder, follower, limits, removed }: WorldOptions) {
    this.order = clocks === false ? undefined : new Order(this.log)
    this.follower = follower
    this.limits = limits
    this.deadlineOrder = deadlineOrder === true
    this.mutating = removed !== undefined
    this.removed = removed ?? new Set()
  }

  /** Begins an execution with nothing in it but records of the steps that it has in common with the last one. */
  protected wipe(common: number): void {
    this.execution++
    this.order?.rewind(common)
    this.log.clear(common)
    this.tasks = []
    this.objects = []
    if (this.statics.size > 0) this.statics = new Map()
    this.error = undefined
  }

  /** What was done to the location in this execution. */
  trailOf(location: number): Trail {
    return this.order?.trailOf(location) ?? noTrail
  }

  /** The task of a fiber, if it is known already. */
  known(fiber: Fiber.Fiber<any, any> | undefined): Task | undefined {
    return fiber === undefined ? undefined : this.tasks.find((task) => task.fiber === fiber)
  }

  /** Keeps the source lines of the step the fiber is at, for its task or for the one it will become. */
  witness(fiber: Fiber.Fiber<any, any> | undefined): void {
    this.stack = stackOf()
    const task = this.known(fiber)
    if (task !== undefined) task.stack = this.stack
  }

  /** The scenario cannot go on: the first reason stands. */
  refuse(error: ScenarioError): ScenarioError {
    this.error ??= error
    return error
  }

  /** Fills `enabled`; says whether a task waits that is no daemon. */
  protected findEnabled(): boolean {
    const { enabled, tasks } = this
    let count = 0
    let waits = false
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i]
      const step = task.pending
      if (step === undefined) {
        if (task.exit === undefined && !task.daemon) waits = true
      } else if (step.operation.enabled?.(step.object, step.argument, task) !== false) {
        enabled[count++] = task
      } else if (!task.daemon) {
        waits = true
      }
    }
    this.enabledCount = count
    return waits
  }

  /** Leaves a note at the task's place in program order. */
  note(kind: string, task: Task, data: unknown): Note {
    const { log } = this
    const stack = this.recording ? stackOf() : undefined
    const [index, at, position] = [log.notes.length, log.count, task.count]
    const note = { kind, task, index, position, at, clock: log.clockOfNote(task), data, stack }
    log.notes.push(note)
    this.timed?.noted(note)
    return note
  }

  /** Is the protection in force? */
  protection(name: string): boolean {
    this.protections.add(name)
    return !this.removed.has(name)
  }

  /** Is the remedy in force? */
  remedy(name: string): boolean {
    this.remedies.add(name)
    return this.follower?.remedies.has(name) === true
  }

  /** Runs start-up code whose objects belong to no task but to `name`. */
  asCreator<A>(name: string, run: () => A): A {
    const caller = this.creator
    this.creator = { key: this.names.startUp(name), path: name, made: 0 }
    this.starting++
    try {
      return run()
    } finally {
      this.starting--
      this.creator = caller
    }
  }

  /** The task makes what is made next, unless start-up code is running on its behalf. */
  protected makes(task: Task): void {
    if (this.starting === 0) this.creator = task
  }

  /** Stable location number of the next object of the current creator. */
  reserve(): number {
    return this.names.location(this.creator.key, this.creator.made++)
  }

  /** Stable location number of a task's life: the first it makes. */
  lifeOf(task: Task): number {
    return this.names.location(task.key, task.made++)
  }

  /** Stable number of a new task: the n-th of its parent, or the first of all. */
  taskNumber(parent: Task | undefined, nth: number): number {
    const id = this.names.task(parent?.id, nth)
    this.log.widen(id + 1)
    return id
  }

  /** Registers a task of this execution. */
  adoptTask(task: Task): Task {
    const { tasksMax } = this.limits
    if (this.tasks.length >= tasksMax) {
      throw this.refuse(
        new ScenarioError("limit", `more than tasksMax = ${tasksMax} tasks: ${task.name} is one too many`)
      )
    }
    this.tasks.push(task)
    return task
  }
}

/** Of every location, where no order is kept. */
const noTrail = new Trail()

const nobody: Creator = { key: 1, path: "", made: 0 }
