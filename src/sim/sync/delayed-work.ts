/**
 * Delayed work: a work item that a timer puts on its queue.
 *
 * It is pending from the moment it is scheduled, and an armed timer may fire at any later point; so in an exploration
 * it differs from a work item in its names, and in that its time can be set anew.
 */
import type * as Effect from "effect/Effect"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { type Operation, Step } from "../step.ts"
import type { Requires } from "../task.ts"
import { type Body, cancelling, type Flavour, publishing, queueing, withdrawing, Work } from "./deferred.ts"

/**
 * Delayed work. `queue` is schedule_delayed_work, `cancelSync` cancel_delayed_work_sync, `flush`
 * flush_delayed_work, which does not wait for the timer.
 */
export class DelayedWork extends Work {
  constructor(machine: Machine, name: string, body: Body) {
    super(machine, name, body, delayed)
  }
  /** Step: mod_delayed_work. True when the work was pending already, which it stays. */
  get mod(): Step<boolean> {
    return new Step<boolean>(modify, this)
  }
}

/**
 * Creates delayed work; its body runs in a task `kworker: <name>` each time its time came.
 *
 * @example
 * const poll = yield* delayedWork("poll", function* poll() { yield* link.load })
 * yield* poll.queue
 * yield* poll.cancelSync
 */
export const delayedWork = <B extends Body>(name: string, body: B): Effect.Effect<DelayedWork, never, Requires<B>> =>
  new Local<any>((machine) => new DelayedWork(machine, name, body))

const words = { cancellable: true }
const source = `kernel/workqueue.c, queue_delayed_work_on(): pending from here on; ${publishing}`
const delayed: Flavour = {
  queue: queueing({ ...words, queue: "schedule_delayed_work", tells: true }, source),
  cancel: cancelling("cancel_delayed_work_sync"),
  loose: withdrawing("cancel_delayed_work_sync", "cancel_delayed_work_sync() without its wait")
}
const modify = queueing(
  { ...words, queue: "mod_delayed_work", tells: false },
  "kernel/workqueue.c, mod_delayed_work_on(): true if it was pending, or is being cancelled"
)

/** Every operation of delayed work that a work item has not, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [delayed.queue, modify, delayed.cancel]
