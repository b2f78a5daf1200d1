/**
 * Wait queue: tasks that sleep until a condition holds, and are woken to look at it again.
 *
 * The condition is code of the caller; the queue knows nothing of it. A waiter enters the queue, looks, and only then
 * goes to sleep, so that a wake-up between the look and the sleep is not lost. Who changes the condition and wakes
 * nobody leaves the sleeper asleep: a DEADLOCK.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, ACQUIRE_SHARED, JOIN, READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import type { Requires, Task } from "../task.ts"

type Condition = () => Generator<any, boolean, any>

/** A wait queue. */
export class WaitQueue extends SimObject {
  /**
   * wait_event: returns when the condition has been seen to hold.
   *
   * @example
   * yield* queue.waitEvent(function* () { return yield* done.readOnce })
   */
  waitEvent<C extends Condition>(condition: C): Generator<Effect.Effect<void, never, Requires<C>>, void, any> {
    return waitEvent(this, condition)
  }
  /** Step: wake_up. Wakes everybody who is in the queue. */
  get wakeUp(): Step<void> {
    return new Step(wakeUp, this)
  }
}

/** Creates a wait queue in which nobody waits. */
export const waitQueue = (name: string): Effect.Effect<WaitQueue> =>
  new Local((machine) => new WaitQueue(machine, name, nobody))

/** Tasks in the queue, in no order that matters: a wake-up takes them all. */
type Waiting = ReadonlyArray<Task>
const nobody: Waiting = []

function* waitEvent(queue: WaitQueue, condition: Condition): Generator<any, void, any> {
  if (yield* condition()) return
  if (!queue.machine.protection(`wait on ${queue.name}`)) return
  for (;;) {
    yield* new Step<void>(prepare, queue)
    if (yield* condition()) break
    yield* new Step<void>(schedule, queue)
  }
  yield* new Step<void>(finish, queue)
}

const inside = ({ state }: SimObject, task: Task) => (state as Waiting).includes(task)
const leave = (queue: SimObject, _: unknown, task: Task): void => {
  queue.state = (queue.state as Waiting).filter((waiting) => waiting !== task)
}

const source = "kernel/sched/wait.c: all but a finish_wait() that finds itself woken hold wq_head->lock"
const prepare: Operation = {
  name: "prepare_to_wait",
  access: "none",
  apply(queue, _, task) {
    if (!inside(queue, task)) queue.state = [...queue.state as Waiting, task]
    return READ | ACQUIRE | RELEASE_SHARED
  },
  cancel: leave,
  outcomes: [{ when: "", effects: READ | ACQUIRE | RELEASE_SHARED }],
  source: `${source}; two waiters are left unordered, for nothing that they know of each other depends on it`
}
const schedule: Operation = {
  name: "schedule",
  access: "none",
  enabled: (queue, _, task) => !inside(queue, task),
  apply: () => READ | ACQUIRE,
  cancel: leave,
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source: "Documentation/memory-barriers.txt, SLEEP AND WAKE-UP FUNCTIONS: who is woken comes after the wake-up"
}
const finish: Operation = {
  name: "finish_wait",
  access: "none",
  apply(queue, _, task) {
    leave(queue, undefined, task)
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source: "kernel/sched/wait.c, finish_wait(): takes no lock where autoremove_wake_function() was faster"
}
const wakeUp: Operation = {
  name: "wake_up",
  access: "none",
  apply(queue) {
    queue.state = nobody
    return WRITE | ACQUIRE_SHARED | RELEASE | JOIN
  },
  outcomes: [{ when: "", effects: WRITE | ACQUIRE_SHARED | RELEASE | JOIN }],
  source
}

/** Every operation of a wait queue, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [prepare, schedule, finish, wakeUp]
