/**
 * Sleeping: Effect.sleep inside a task, and the order in which sleeps end.
 *
 * A sleep may last longer than asked, so by itself it is one step that may be granted at any later
 * point. A scenario may assume instead that sleeps end in the order of their deadlines; then there is
 * one clock, a sleep first enters its deadline there and then waits until no earlier one is left.
 * The clock moves only with deadlines; how long other steps take is left open.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { READ, WRITE } from "./effects.ts"
import { Local } from "./local.ts"
import type { Machine } from "./machine.ts"
import { SimObject } from "./object.ts"
import { nothing, type Operation, Step } from "./step.ts"

/** The sleep of a task for so long, as the machine's scenario assumes it. */
export const sleep = (machine: Machine, duration: Duration.Duration): Effect.Effect<void> =>
  machine.deadlineOrder
    ? Effect.suspend(() =>
      Effect.flatMap(new Step<number>(arm, clockOf(machine), duration), (due) =>
        new Step<void>(expire, clockOf(machine), { due, duration }))
    )
    // Made by the task that sleeps, whoever made something last: numbers of objects must not depend on the schedule.
    : Effect.flatMap(
      new Local<SimObject>((owner) =>
        new SimObject(owner, "timer", undefined)
      ),
      (timer) => new Step<void>(lapse, timer, duration)
    )

/** How long this step sleeps, in milliseconds; 0 for steps that do not. */
export const millisOf = ({ argument, operation }: Step<unknown>): number =>
  operation === lapse
    ? Duration.toMillis(argument as Duration.Duration)
    : operation === expire
    ? Duration.toMillis((argument as Deadline).duration)
    : 0

/** The one clock of an execution. */
interface Time {
  readonly now: number
  /** Deadlines entered and not yet over, in milliseconds. */
  readonly armed: ReadonlyArray<number>
}

/** What an armed sleep waits for. */
interface Deadline {
  /** In milliseconds of the clock. */
  readonly due: number
  readonly duration: Duration.Duration
}

const clocks = {}

const clockOf = (machine: Machine): SimObject => {
  const known = machine.statics.get(clocks)
  if (known !== undefined) return known as SimObject
  const start: Time = { now: 0, armed: [] }
  const clock = machine.asCreator("clock", () => new SimObject(machine, "clock", start))
  machine.statics.set(clocks, clock)
  return clock
}

const source = "Documentation/timers/timers-howto.rst: a sleep lasts at least as long as asked"

const lapse: Operation = {
  name: "sleep",
  access: "none",
  apply(_, duration: Duration.Duration, task) {
    task.slept += Duration.toMillis(duration)
    return 0
  },
  show: (duration: Duration.Duration) => Duration.format(duration),
  outcomes: nothing,
  source: `${source}, so it may end at any later point`
}

const arm: Operation = {
  name: "sleep until",
  access: "none",
  apply(clock, duration: Duration.Duration, task) {
    const { armed, now } = clock.state as Time
    const due = now + Duration.toMillis(duration)
    clock.state = { now, armed: [...armed, due] }
    task.machine.result = due
    return READ | WRITE
  },
  show: (duration: Duration.Duration) => Duration.format(duration),
  outcomes: [{ when: "", effects: READ | WRITE }],
  source: `${source}; deadline order is an assumption of the scenario`
}

const expire: Operation = {
  name: "end of sleep",
  access: "none",
  enabled: (clock, { due }: Deadline) => (clock.state as Time).armed.every((other) => other >= due),
  apply(clock, { due }: Deadline, task) {
    const now = Math.max((clock.state as Time).now, due)
    task.slept = now
    disarm(clock, due, now)
    return READ | WRITE
  },
  // A sleep that is interrupted holds nobody back.
  cancel: (clock, { due }: Deadline) => disarm(clock, due, (clock.state as Time).now),
  show: ({ due }: Deadline) => `${due} ms`,
  outcomes: [{ when: "", effects: READ | WRITE }],
  source: `${source}; deadline order is an assumption of the scenario`
}

const disarm = (clock: SimObject, due: number, now: number): void => {
  const { armed } = clock.state as Time
  clock.state = { now, armed: armed.toSpliced(armed.indexOf(due), 1) }
}

/** For the table of operations. */
export const operations: ReadonlyArray<Operation> = [lapse, arm, expire]
