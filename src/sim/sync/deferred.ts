/**
 * Deferred work: work items and timers, whose body runs later in a task of its own.
 *
 * Queueing an item that is not pending spawns its worker; the worker's first step is to take the
 * item, which it cannot while the item still runs elsewhere. A timer differs in how it is deleted:
 * in an exploration an armed timer may fire at any later point.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, ACQUIRE_SHARED, JOIN, READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import type { Requires } from "../task.ts"

interface Item {
  /** The pending ticket, 0 when not pending. */
  readonly pending: number
  /** The ticket being run, 0 when idle. */
  readonly running: number
  /** Tickets given out so far. */
  readonly tickets: number
  /** Somebody cancels it and waits: until then nobody can queue it, its own body included. */
  readonly barred: boolean
}

/** What deferred work does. */
export type Body = () => Generator<any, any, any>

/** What its steps are called. */
export interface Words {
  readonly queue: string
  /** What queueing an item that was not pending answers. */
  readonly tells: boolean
  /** Whoever cancels it keeps others from queueing it. */
  readonly cancellable: boolean
}

/** How work is queued and withdrawn. */
export interface Flavour {
  readonly queue: Operation
  readonly cancel: Operation
  /** What is left of `cancel` when mutation has taken its wait away. */
  readonly loose: Operation
}

/** Work whose body runs later; shared by work items and timers. */
export abstract class Deferred extends SimObject {
  readonly body: Body
  protected readonly flavour: Flavour
  constructor(machine: Machine, name: string, body: Body, flavour: Flavour) {
    super(machine, name, { pending: 0, running: 0, tickets: 0, barred: false } satisfies Item)
    this.body = body
    this.flavour = flavour
  }
  /** Name of the task in which it runs. */
  abstract readonly worker: string
  /** Does whoever withdraws it wait until it does not run? */
  protected get waits(): boolean {
    return this.machine.protection(`wait in ${this.flavour.cancel.name} of ${this.name}`)
  }
}

/** A work item of a work queue. */
export class Work extends Deferred {
  override get worker(): string {
    return `kworker: ${this.name}`
  }
  /** Step: queue_work. False when the item was pending already; that still publishes what came before. */
  get queue(): Step<boolean> {
    return new Step<boolean>(this.flavour.queue, this)
  }
  /**
   * cancel_work_sync: says whether the item was pending; returns when it does not run.
   * Until then it cannot be queued, so that an item which queues itself is cancelled for good.
   */
  get cancelSync(): Generator<Effect.Effect<any>, boolean, any> {
    return cancelSync(this, this.waits ? this.flavour.cancel : undefined, this.flavour.loose)
  }
  /** flush_work: waits until what is queued now has run. */
  get flush(): Generator<Effect.Effect<any>, void, any> {
    return flush(this)
  }
}

/** A timer. */
export class Timer extends Deferred {
  override get worker(): string {
    return `timer: ${this.name}`
  }
  /** Step: mod_timer. True when the timer was pending already. */
  get arm(): Step<boolean> {
    return new Step<boolean>(this.flavour.queue, this)
  }
  /** Step: del_timer_sync. Waits until the timer does not run, takes it off, and says whether it was pending. */
  get deleteSync(): Step<boolean> {
    return new Step<boolean>(this.waits ? this.flavour.cancel : this.flavour.loose, this)
  }
}

/** Creates a work item; its body runs in a task `kworker: <name>` each time it was queued. */
export const work = <B extends Body>(name: string, body: B): Effect.Effect<Work, never, Requires<B>> =>
  new Local<any>((machine) => new Work(machine, name, body, working))

/** Creates a timer; its body runs in a task `timer: <name>` each time it was armed. */
export const timer = <B extends Body>(name: string, body: B): Effect.Effect<Timer, never, Requires<B>> =>
  new Local<any>((machine) => new Timer(machine, name, body, timing))

function* run(item: Deferred, ticket: number): Generator<any, void, any> {
  if (!(yield* new Step<boolean>(take, item, ticket))) return
  yield* item.body()
  yield* new Step<void>(finish, item)
}

function* cancelSync(
  item: Deferred,
  cancel: Operation | undefined,
  loose: Operation
): Generator<Effect.Effect<any>, boolean, any> {
  if (cancel === undefined) return yield* new Step<boolean>(loose, item)
  const wasPending = yield* new Step<boolean>(cancel, item)
  yield* new Step<void>(waitIdle, item)
  return wasPending
}

function* flush(item: Deferred): Generator<Effect.Effect<any>, void, any> {
  if (!item.machine.protection(`flush of ${item.name}`)) return
  const ticket = yield* new Step<number>(lastTicket, item)
  yield* new Step<void>(waitTicket, item, ticket)
}

const ofWork = "kernel/workqueue.c"
const ofTimers = "kernel/time/timer.c, as for work"
const source = `${ofWork}, process_one_work(): one item never runs twice at once`
const flushing = `${ofWork}, flush_work(): waits for the end of the last queueing`

/** Queueing, arming: spawns the worker of an item that was not pending. */
export const queueing = (words: Words, origin: string): Operation => ({
  name: words.queue,
  access: "none",
  varies: true,
  apply(item, _, task) {
    const { barred, pending, running, tickets } = item.state as Item
    task.machine.result = (pending === 0 && !barred) === words.tells
    if (barred) return READ
    if (pending !== 0) return READ | RELEASE | JOIN
    item.state = { pending: tickets + 1, running, tickets: tickets + 1, barred }
    return READ | WRITE | RELEASE | JOIN
  },
  after(item, _, task) {
    if (task.machine.result !== words.tells) return
    const ticket = (item.state as Item).pending
    task.machine.creator = task
    const deferred = item as Deferred
    task.machine.spawn(task, deferred.worker, () => run(deferred, ticket), false)
  },
  outcomes: [
    { when: "is pending from now on", effects: READ | WRITE | RELEASE | JOIN },
    { when: "was pending already", effects: READ | RELEASE | JOIN },
    ...(words.cancellable ? [{ when: "is being cancelled", effects: READ }] : [])
  ],
  source: origin
})

/** Withdraws a work item, which then counts as being cancelled until its canceller has waited for the run. */
export const cancelling = (name: string): Operation => ({
  name,
  access: "none",
  enabled: (item) => !(item.state as Item).barred,
  apply(item, _, task) {
    const { pending, running, tickets } = item.state as Item
    task.machine.result = pending !== 0
    item.state = { pending: 0, running, tickets, barred: true }
    return READ | WRITE
  },
  outcomes: [{ when: "", effects: READ | WRITE }],
  source: `${ofWork}, try_to_grab_pending() and mark_work_canceling(): finding nothing to cancel orders nothing`
})

/** Takes an item off that is pending, whether it runs or not. */
export const withdrawing = (name: string, origin: string, edges: number = 0): Operation => ({
  name,
  access: "none",
  varies: true,
  apply(item, _, task) {
    const { barred, pending, running, tickets } = item.state as Item
    task.machine.result = pending !== 0
    if (pending === 0) return READ | edges
    item.state = { pending: 0, running, tickets, barred }
    return READ | WRITE | edges
  },
  outcomes: [
    { when: "was pending", effects: READ | WRITE | edges },
    { when: "was not pending", effects: READ | edges }
  ],
  source: origin
})

const take: Operation = {
  name: "start of work",
  access: "none",
  varies: true,
  enabled: (item, ticket) => (item.state as Item).running === 0 || (item.state as Item).pending !== ticket,
  show: () => "",
  apply(item, ticket: number, task) {
    const { barred, pending, tickets } = item.state as Item
    const mine = pending === ticket
    task.machine.result = mine
    if (!mine) return READ
    item.state = { pending: 0, running: ticket, tickets, barred }
    return READ | WRITE | ACQUIRE | ACQUIRE_SHARED
  },
  outcomes: [
    { when: "takes the item", effects: READ | WRITE | ACQUIRE | ACQUIRE_SHARED },
    { when: "finds it cancelled", effects: READ }
  ],
  source
}
const finish: Operation = {
  name: "end of work",
  access: "none",
  apply(item) {
    const { barred, pending, tickets } = item.state as Item
    item.state = { pending, running: 0, tickets, barred }
    return WRITE | RELEASE_SHARED
  },
  outcomes: [{ when: "", effects: WRITE | RELEASE_SHARED }],
  source
}
const idle = (item: SimObject) => (item.state as Item).running === 0
const waitIdle: Operation = {
  name: "wait until not running",
  access: "none",
  enabled: idle,
  apply(item) {
    const { pending, running, tickets } = item.state as Item
    item.state = { pending, running, tickets, barred: false }
    return WRITE | ACQUIRE_SHARED
  },
  cancel(item) {
    item.state = { ...item.state as Item, barred: false }
  },
  outcomes: [{ when: "", effects: WRITE | ACQUIRE_SHARED }],
  source: `${ofWork}, __cancel_work_timer()`
}
const lastTicket: Operation = {
  name: "flush_work",
  access: "none",
  apply(item, _, task) {
    task.machine.result = (item.state as Item).tickets
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source: flushing
}
const waitTicket: Operation = {
  name: "wait until flushed",
  access: "none",
  enabled(item, ticket: number) {
    const { pending, running } = item.state as Item
    return (pending === 0 || pending > ticket) && (running === 0 || running > ticket)
  },
  show: () => "",
  apply: () => READ | ACQUIRE_SHARED,
  outcomes: [{ when: "", effects: READ | ACQUIRE_SHARED }],
  source: flushing
}

/** Where it is written that queueing a pending item publishes, too. */
export const publishing = `include/linux/workqueue.h, queue_work(); ${ofWork}, set_work_pool_and_clear_pending()`
const working: Flavour = {
  queue: queueing({ queue: "queue_work", tells: true, cancellable: true }, publishing),
  cancel: cancelling("cancel_work_sync"),
  loose: withdrawing("cancel_work_sync", "cancel_work_sync() without its wait")
}
const timing: Flavour = {
  queue: queueing({ queue: "mod_timer", tells: false, cancellable: false }, ofTimers),
  cancel: { ...withdrawing("del_timer_sync", "kernel/time/timer.c, del_timer_sync()", ACQUIRE_SHARED), enabled: idle },
  loose: withdrawing("del_timer_sync", "del_timer_sync() without its wait")
}

/** Every operation of work items and timers, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [
  working.queue,
  working.cancel,
  timing.queue,
  timing.cancel,
  take,
  finish,
  waitIdle,
  lastTicket,
  waitTicket
]
