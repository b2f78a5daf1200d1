/**
 * A task: one thread of the simulated world, one Effect fiber.
 *
 * Its identity is stable: its creator and its place among the creator's tasks. It is parked at a
 * pending step, waits outside the machine (on another fiber), or has ended.
 */
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { ACQUIRE, READ } from "./effects.ts"
import { ScenarioError } from "./errors.ts"
import type { Host } from "./host.ts"
import { Local } from "./local.ts"
import type { StepRecord } from "./log.ts"
import type { Machine } from "./machine.ts"
import { Names } from "./names.ts"
import { SimObject } from "./object.ts"
import { park } from "./park.ts"
import { nothing, type Operation, Parked, Step } from "./step.ts"
import type { Watch } from "./watching.ts"

/** Whatever makes objects: a task, or the start-up code of per-execution state. */
export interface Creator {
  /** Number under which `Names` knows it. */
  readonly key: number
  readonly path: string
  made: number
}

/** The state of a task's code after `nth` steps, and how many objects and tasks it had made by then. */
export interface Looked {
  readonly text: string
  readonly nth: number
  readonly made: number
  readonly spawned: number
}

/** Shared while empty: whoever adds a cause makes a new array. */
const noCauses: Array<StepRecord> = []
const noneYet: ReadonlyArray<Watch> = []

/** What a task does. */
export type Body = () => Generator<Effect.Effect<any, any>, any, any>

/** One thread of the simulated world. */
export class Task implements Creator {
  readonly machine: Machine
  /** Stable number: index into clocks. */
  readonly id: number
  /** Place among the tasks of this execution: the CPU column, and the task's number in a schedule. */
  readonly index: number
  readonly name: string
  readonly parent: Task | undefined
  private readonly nth: number
  readonly daemon: boolean
  private lived: SimObject | undefined = undefined
  private readonly lifeLocation: number
  /** An interruption may strike it at any step: each of its steps reads its life. */
  exposed = false
  fiber: Fiber.Fiber<any, any> | undefined = undefined
  /** Ends of fibers that its local code has asked to hear of since its last step. */
  watches: ReadonlyArray<Watch> = noneYet
  /** Its parent's fiber, when it ends, looks whether this one's has ended. */
  counted = false
  /** What it does when the join it waits at is granted. */
  hears: (() => void) | undefined = undefined
  /** Effect's own way to hear of the end of its fiber. */
  listen: ((hear: (exit: Exit.Exit<any, any>) => void) => void) | undefined = undefined
  pending: Step<unknown> | undefined = undefined
  /** What the machine starts it with. */
  readonly body: Body | undefined
  /** Its fiber is suspended at the pending step. */
  parked = false
  /** Its fiber is suspended in the task's own body, so the machine can go on with that itself. */
  direct = false
  host: Host | undefined = undefined
  private waits: Parked | undefined = undefined
  exit: Exit.Exit<any, any> | undefined = undefined
  /** Steps executed so far. */
  count = 0
  made = 0
  spawned = 0
  /** Notes of the execution before it was created. */
  readonly notesBefore: number
  /** Milliseconds it has slept: all it can know of time. */
  slept = 0
  last: StepRecord | undefined = undefined
  /** The step in whose local code it ended. */
  lastBreath: StepRecord | undefined = undefined
  /** The step after which it was created. */
  readonly origin: StepRecord | undefined
  /** Steps of other tasks that woke it without a step of its own (a fiber join). */
  causes: Array<StepRecord> = noCauses
  /** The stack at the pending step, captured while a schedule is explained. */
  stack: string | undefined = undefined
  /** What its code held when that was looked at, to be compared with one round later (spin.ts). */
  looked: Looked | undefined = undefined
  /** How often the two differed, and how many steps are therefore let go by before the next look. */
  misses = 0
  patience = 0
  /** Killed by a fault of its own, as by a kernel oops. */
  killed = false

  constructor(
    machine: Machine,
    parent: Task | undefined,
    name: string,
    daemon: boolean,
    body?: Body
  ) {
    this.machine = machine
    this.body = body
    this.parent = parent
    this.name = name
    this.daemon = daemon
    const nth = parent === undefined ? 0 : parent.spawned++
    this.nth = nth
    this.id = machine.taskNumber(parent, nth)
    this.index = machine.tasks.length
    this.origin = parent?.last ?? parent?.origin
    if (parent !== undefined) this.causes = parent.causes
    this.lifeLocation = machine.lifeOf(this)
    this.notesBefore = machine.log.notes.length
  }

  /** The iterator that its generator waits in. */
  get parking(): Parked {
    return (this.waits ??= new Parked(park))
  }

  /** The task's life: false until it has ended; joins and interruptions touch it. Made when first asked for. */
  get life(): SimObject {
    if (this.lived === undefined) {
      this.lived = new SimObject(this.machine, this.name, false, this.lifeLocation)
      if (this.exit !== undefined) {
        this.lived.state = true
        this.machine.order?.endLife(this, this.lived)
      }
    }
    return this.lived
  }

  /** Has anybody asked for its life? */
  get watched(): boolean {
    return this.lived !== undefined
  }

  /** A step of another task woke it, or ended a fiber it looks at: what it does next comes after that. */
  wokenBy(cause: StepRecord, waker: Task): void {
    const { machine } = this
    if (machine.mutating && !machine.protection(`join of ${waker.name}`)) return
    this.causes = [...this.causes, cause]
  }

  /** Stable name: the creator's, and its place among the creator's tasks. */
  get path(): string {
    return this.parent === undefined ? this.name : `${this.parent.path}/${this.nth}`
  }

  get key(): number {
    return Names.creator(this.id)
  }

  /**
   * Waits for the task to end and gives its value; fails as it failed.
   * Source: kthread_stop, pthread_join: all of the joined task happens before.
   */
  get join(): Step<any> {
    const { life, machine, name } = this
    return new Step(machine.protection(`join of ${name}`) ? joinOperation : looseJoin, life, this)
  }
}

/** Calls a task's body, which must give a generator. */
export const begin = (task: Task, body: Body): ReturnType<Body> => {
  const generator: unknown = body()
  const given = generator as { readonly next?: unknown } | undefined
  if (typeof given?.next === "function" && !(Symbol.asyncIterator in given)) {
    const { follower } = task.machine
    return (follower === undefined ? generator : follower.follow(task, generator as any)) as ReturnType<Body>
  }
  throw task.machine.refuse(
    new ScenarioError("misuse", `the body of task ${task.name} must be a function*: not an async or a plain function`)
  )
}

/** Lies under all code of a task whose fiber evaluates its steps, for local-state.ts to see that it sees all. */
export function* bodyOfTask(body: ReturnType<Body>): ReturnType<Body> {
  return yield* body
}

/** The first step of main, which is its start. */
export const startOperation: Operation = {
  name: "start",
  access: "none",
  apply: () => 0,
  outcomes: nothing,
  source: "heddle's own: the beginning of main; local code before the first step belongs to it"
}

const joinOperation: Operation = {
  name: "join",
  access: "none",
  enabled: (life) => life.state === true,
  apply(life, joined: Task) {
    life.machine.outcome = joined.exit
    return READ | ACQUIRE
  },
  after: (_, joined: Task, task) => pastEnd(joined, task),
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source: "kernel/kthread.c, kthread_stop(): waits for the thread's completion"
}

/** One more than its steps: what a task noted after its last step lies before the join too. */
const pastEnd = (joined: Task, task: Task): void => {
  const record = task.last!
  record.clock[joined.id] = joined.count + 1
}

/** A fiber waits for another: what it makes of the exit is its own affair. */
export const watchOperation: Operation = {
  ...joinOperation,
  name: "Fiber.join",
  apply: () => READ | ACQUIRE,
  after: (_, { watched }: Watch, task) => pastEnd(watched, task),
  source: "effect 4.1.0, Fiber.join: the joined fiber's effects come before"
}

/** The same where mutation has taken the order away: it cannot do without the exit, so it still waits. */
export const looseWatch: Operation = { ...watchOperation, apply: () => READ, outcomes: [{ when: "", effects: READ }] }

/** A join that mutation has taken away: it does not wait. */
const looseJoin: Operation = { ...joinOperation, enabled: () => true, apply: () => 0, after() {}, outcomes: nothing }

/** Every operation of tasks, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [startOperation, joinOperation, watchOperation]

/** A handle on a spawned task. */
export interface TaskHandle<A> {
  readonly name: string
  /** Step: waits for the task's end and gives its value. */
  readonly join: Step<A>
}

/** The success type of a task body. */
type Returns<B> = B extends () => Generator<any, infer A, any> ? A : never
/** The services a task body asks for. */
export type Requires<B> = B extends () => Generator<infer Y, any, any>
  ? [Y] extends [never] ? never : Y extends Effect.Effect<any, any, infer R> ? R : never
  : never

/**
 * Spawns a task. It starts when its creator reaches the creator's next step, and its steps are
 * interleaved with everybody's in every possible way.
 *
 * @param name printed as the head of its column
 * @param options daemon: waiting for ever is no deadlock for it
 * @example
 * const worker = yield* task("worker", function*() { yield* counter.store(1) })
 * yield* worker.join
 */
export const task = <B extends () => Generator<any, any, any>>(
  name: string,
  body: B,
  options?: { readonly daemon?: boolean }
): Effect.Effect<TaskHandle<Returns<B>>, never, Requires<B>> =>
  new Local<any>((machine, creator) => machine.spawn(creator, name, body, options?.daemon === true))
