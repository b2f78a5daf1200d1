/**
 * The Effect side of the machine: one context for all executions, in which the scheduler, the
 * clock and the random source are the machine's own.
 *
 * Public Effect API only; the two places that need more are in adoption.ts.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import { ScenarioError } from "./errors.ts"
import { CurrentMachine } from "./local.ts"
import type { Machine } from "./machine.ts"
import { SimObject } from "./object.ts"
import { nothing, type Operation, Step } from "./step.ts"

const sleep: Operation = {
  name: "sleep",
  access: "none",
  apply(timer, _, task) {
    task.slept += timer.state
    return 0
  },
  show: (duration: Duration.Duration) => Duration.format(duration),
  outcomes: nothing,
  source: "Documentation/timers/timers-howto.rst: a sleep may last longer than asked, so it may end at any later point"
}

/** For the table of operations. */
export const operations: ReadonlyArray<Operation> = [sleep]

/** The context of every fiber of the machine: the scenario's services and the machine's own. */
export const contextOf = (machine: Machine, services: Context.Context<never>): Context.Context<never> => {
  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (run) => machine.schedule(run),
    flush() {}
  }
  const scheduler: Scheduler.Scheduler = {
    executionMode: "sync",
    makeDispatcher: () => dispatcher,
    shouldYield(fiber) {
      if (fiber.currentOpCount <= machine.limits.operationsMax) return false
      machine.refuse(
        new ScenarioError(
          "endless",
          `task ${
            (machine.known(fiber) ?? machine.running)?.name ?? "main"
          } ran ${machine.limits.operationsMax} operations without a step: ` +
            `a loop that waits must wait on a heddle object (variable.await), a loop that works must take steps`
        )
      )
      return true
    }
  }
  return services.pipe(
    Context.add(Scheduler.Scheduler, scheduler),
    Context.add(Clock.Clock, clockOf(machine)),
    Context.add(Random.Random, randomOf(machine)),
    Context.add(CurrentMachine, machine)
  )
}

/** Time stands still inside a task but for its own sleeps; a sleep is a step that may be granted at any time. */
const clockOf = (machine: Machine): Clock.Clock => {
  const millis = () => machine.running?.slept ?? 0
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeNanosUnsafe: nanos,
    monotonicTimeNanosUnsafe: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.suspend(() =>
        new Step<void>(sleep, new SimObject(machine, "timer", Duration.toMillis(duration)), duration)
      )
  }
}

/** Two values a draw: enough to take both sides of `nextBoolean`; the verdict says so. */
const randomOf = (machine: Machine): Context.Service.Shape<typeof Random.Random> => ({
  nextIntUnsafe: () => drawTwo(machine),
  nextDoubleUnsafe: () => drawTwo(machine) === 0 ? 0 : 0.75
})

const drawTwo = (machine: Machine): number => {
  machine.randomUsed = true
  return machine.draw(2)
}
