/**
 * Deferred work: work items and timers, whose body runs later in a task of its own.
 *
 * Queueing an item that is not pending spawns its worker; the worker's first step is to take the
 * item, which it cannot while the item still runs elsewhere. A timer is the same with other names:
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
}

type Body = () => Generator<any, any, any>
interface Words {
  readonly queue: string
  readonly cancel: string
  readonly worker: string
  /** What queueing an item that was not pending answers. */
  readonly tells: boolean
}

/** Work whose body runs later; shared by work items and timers. */
class Deferred extends SimObject {
  readonly body: Body
  readonly words: Words
  private readonly queueing: Operation
  private readonly cancelling: Operation
  constructor(machine: Machine, name: string, body: Body, words: Words, operations: ReadonlyArray<Operation>) {
    super(machine, name, { pending: 0, running: 0, tickets: 0 } satisfies Item)
    this.body = body
    this.words = words
    this.queueing = operations[0]
    this.cancelling = operations[1]
  }
  protected get enqueue(): Step<boolean> {
    return new Step<boolean>(this.queueing, this)
  }
  protected get withdraw(): Generator<Effect.Effect<any>, boolean, any> {
    return cancelSync(this, this.cancelling)
  }
}

/** A work item of a work queue. */
export class Work extends Deferred {
  /** Step: queue_work. False when the item was pending already; that still publishes what came before. */
  get queue(): Step<boolean> {
    return this.enqueue
  }
  /** cancel_work_sync: says whether the item was pending; returns when it does not run. */
  get cancelSync(): Generator<Effect.Effect<any>, boolean, any> {
    return this.withdraw
  }
  /** flush_work: waits until what is queued now has run. */
  get flush(): Generator<Effect.Effect<any>, void, any> {
    return flush(this)
  }
}

/** A timer. */
export class Timer extends Deferred {
  /** Step: mod_timer. True when the timer was pending already. */
  get arm(): Step<boolean> {
    return this.enqueue
  }
  /** del_timer_sync: says whether the timer was pending; returns when it does not run. */
  get deleteSync(): Generator<Effect.Effect<any>, boolean, any> {
    return this.withdraw
  }
}

/** Creates a work item; its body runs in a task `kworker: <name>` each time it was queued. */
export const work = <B extends Body>(name: string, body: B): Effect.Effect<Work, never, Requires<B>> =>
  new Local<any>((machine) => new Work(machine, name, body, working, workOperations))

/** Creates a timer; its body runs in a task `timer: <name>` each time it was armed. */
export const timer = <B extends Body>(name: string, body: B): Effect.Effect<Timer, never, Requires<B>> =>
  new Local<any>((machine) => new Timer(machine, name, body, timing, timerOperations))

const working: Words = { queue: "queue_work", cancel: "cancel_work_sync", worker: "kworker", tells: true }
const timing: Words = { queue: "mod_timer", cancel: "del_timer_sync", worker: "timer", tells: false }

function* run(item: Deferred, ticket: number): Generator<any, void, any> {
  if (!(yield* new Step<boolean>(take, item, ticket))) return
  yield* item.body()
  yield* new Step<void>(finish, item)
}

function* cancelSync(item: Deferred, cancelling: Operation): Generator<Effect.Effect<any>, boolean, any> {
  const wasPending = yield* new Step<boolean>(cancelling, item)
  if (item.machine.protection(`wait in ${cancelling.name} of ${item.name}`)) yield* new Step<void>(waitIdle, item)
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

const queueing = (words: Words, origin: string): Operation => ({
  name: words.queue,
  access: "none",
  varies: true,
  apply(item, _, task) {
    const { pending, running, tickets } = item.state as Item
    task.machine.result = (pending === 0) === words.tells
    if (pending !== 0) return READ | RELEASE | JOIN
    item.state = { pending: tickets + 1, running, tickets: tickets + 1 }
    return READ | WRITE | RELEASE | JOIN
  },
  after(item, _, task) {
    if (task.machine.result !== words.tells) return
    const ticket = (item.state as Item).pending
    task.machine.creator = task
    const name = `${words.worker}: ${item.name}`
    task.machine.spawn(task, name, () => run(item as Deferred, ticket), false)
  },
  outcomes: [
    { when: "is pending from now on", effects: READ | WRITE | RELEASE | JOIN },
    { when: "was pending already", effects: READ | RELEASE | JOIN }
  ],
  source: origin
})

const cancelling = (words: Words, origin: string): Operation => ({
  name: words.cancel,
  access: "none",
  varies: true,
  apply(item, _, task) {
    const { pending, running, tickets } = item.state as Item
    task.machine.result = pending !== 0
    if (pending === 0) return READ
    item.state = { pending: 0, running, tickets }
    return READ | WRITE
  },
  outcomes: [{ when: "was pending", effects: READ | WRITE }, { when: "was not pending", effects: READ }],
  source: origin
})

const take: Operation = {
  name: "start of work",
  access: "none",
  varies: true,
  enabled: (item, ticket) => (item.state as Item).running === 0 || (item.state as Item).pending !== ticket,
  show: () => "",
  apply(item, ticket: number, task) {
    const { pending, tickets } = item.state as Item
    const mine = pending === ticket
    task.machine.result = mine
    if (!mine) return READ
    item.state = { pending: 0, running: ticket, tickets }
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
    const { pending, tickets } = item.state as Item
    item.state = { pending, running: 0, tickets }
    return WRITE | RELEASE_SHARED
  },
  outcomes: [{ when: "", effects: WRITE | RELEASE_SHARED }],
  source
}
const waitIdle: Operation = {
  name: "wait until not running",
  access: "none",
  enabled: (item) => (item.state as Item).running === 0,
  apply: () => READ | ACQUIRE_SHARED,
  outcomes: [{ when: "", effects: READ | ACQUIRE_SHARED }],
  source: `${ofWork}, __cancel_work_timer(); kernel/time/timer.c, del_timer_sync()`
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

const publishing = `include/linux/workqueue.h, queue_work(); ${ofWork}, set_work_pool_and_clear_pending()`
const workOperations = [
  queueing(working, publishing),
  cancelling(working, `${ofWork}, try_to_grab_pending(): finding nothing to cancel orders nothing`)
]
const timerOperations = [queueing(timing, ofTimers), cancelling(timing, ofTimers)]

/** Every operation of work items and timers, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [
  ...workOperations,
  ...timerOperations,
  take,
  finish,
  waitIdle,
  lastTicket,
  waitTicket
]
