/**
 * A local operation: something a task does with the machine that no other task can observe.
 *
 * Creating an object, spawning a task, drawing a choice, leaving a note. It never waits and is no
 * scheduling point, so it adds no schedules; the machine is found through the fiber's context.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { ScenarioError } from "./errors.ts"
import type { Machine } from "./machine.ts"
import { arrive, isWalked } from "./remedy/walk.ts"
import type { Task } from "./task.ts"

/** The machine that runs the current fiber. */
export class CurrentMachine extends Context.Service<CurrentMachine, Machine>()("heddle/Machine") {}

const machineOf = (fiber: Fiber.Fiber<any, any> | undefined): Machine => {
  const machine = fiber === undefined ? undefined : Context.getOrUndefined(fiber.context, CurrentMachine)
  if (machine === undefined) {
    throw new ScenarioError(
      "misuse",
      "a heddle operation was evaluated outside a task: use it inside a scenario's body"
    )
  }
  return machine
}

const Base = function() {} as unknown as new<A>() => Effect.Effect<A>
Base.prototype = Effectable.Prototype<Local<any>>({
  label: "heddle/Local",
  evaluate(fiber) {
    return Exit.succeed(machineOf(fiber).local(fiber, this.run))
  }
})

/** An Effect that runs at once and is no step. */
export class Local<A> extends Base<A> {
  readonly run: (machine: Machine, task: Task) => A
  constructor(run: (machine: Machine, task: Task) => A) {
    super()
    this.run = run
  }

  override [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<A>> {
    const fiber = Fiber.getCurrent()
    const machine = machineOf(fiber)
    if (machine.follower !== undefined && isWalked()) return arrive("local", this) as any
    return machine.granted.of(machine.local(fiber!, this.run)) as any
  }
}
