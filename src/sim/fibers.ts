/**
 * The Effect side of the machine: one context for all executions, in which the scheduler, the
 * clock and the random source are the machine's own.
 *
 * Public Effect API only; the two places that need more are in adoption.ts.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import { meet } from "./adoption.ts"
import { endless } from "./errors.ts"
import { CurrentMachine } from "./local.ts"
import type { Machine } from "./machine.ts"
import { sleep } from "./sleep.ts"

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
      if (fiber.currentOpCount === 1) meet(machine, fiber)
      if (fiber.currentOpCount <= machine.limits.operationsMax) return false
      const task = machine.known(fiber) ?? machine.running ?? machine.tasks[0]
      machine.refuse(endless(task, `ran ${machine.limits.operationsMax} operations without a step`))
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

/** Time stands still inside a task but for its own sleeps (sleep.ts). */
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
    sleep: (duration) => sleep(machine, duration)
  }
}

/** Two values a draw: enough to take both sides of `nextBoolean`; the verdict says so. */
const randomOf = (machine: Machine): Context.Service.Shape<typeof Random.Random> => ({
  nextIntUnsafe: () => drawTwo(machine),
  nextDoubleUnsafe: () => drawTwo(machine) === 0 ? 0 : 0.75
})

const drawTwo = (machine: Machine): number => {
  machine.randomUsed = true
  const drawn = machine.draw(2)
  const task = machine.known(Fiber.getCurrent())
  if (task !== undefined) machine.note("choose", task, { value: `${drawn} of 2 values of Random` })
  return drawn
}
