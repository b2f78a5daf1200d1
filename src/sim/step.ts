/**
 * A step as an Effect: evaluating it parks the fiber until the machine grants it.
 *
 * `yield* step` inside a generator asks the machine at once; where the machine chooses the very
 * task that asks, the value comes back without a park, which spares most of the cost of a fiber.
 * An operation says what a step does; it is pure in the object's state, so that the explorer can
 * ask what the same step would do in another order.
 */
import type * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Fiber from "effect/Fiber"
import { ScenarioError } from "./errors.ts"
import type { SimObject } from "./object.ts"
import { arrive, isWalked } from "./remedy/walk.ts"
import type { Task } from "./task.ts"

/** How a step touches memory: `plain` accesses take part in data races with any conflicting access. */
export type Access = "none" | "plain" | "marked"

/** One of the ways in which an operation can turn out. */
export interface Outcome {
  /** Which way it is, as a verb of the operation: `succeeds`, `fails`; empty where there is only one. */
  readonly when: string
  /** What `apply` returns then: bits of effects.ts. */
  readonly effects: number
}

/** The outcome of an operation that touches nothing, or whose protection mutation has taken away. */
export const nothing: ReadonlyArray<Outcome> = [{ when: "", effects: 0 }]

/** What one kind of step does. One value per kind, shared by all steps. */
export interface Operation {
  /** As printed: the kernel's own name where there is one. */
  readonly name: string
  readonly access: Access
  /** Takes or gives back a lock, when its effects acquire or release. */
  readonly lock?: "take" | "give"
  /** True when the operation may store: refused on read-only memory. */
  readonly stores?: boolean
  /** False while the task has to wait. Absent: never waits. Pure in `object.state`. */
  readonly enabled?: (object: SimObject, argument: any, task: Task) => boolean
  /** Its effects depend on the state it finds (a trylock, a cmpxchg). */
  readonly varies?: true
  /** Replaces `object.state`, leaves the result in `object.machine.result`, returns effect bits. */
  readonly apply: (object: SimObject, argument: any, task: Task) => number
  /** Everything `apply` can return, for the table of operations (docs/operations.md). */
  readonly outcomes: ReadonlyArray<Outcome>
  /** What follows a granted step outside the object: spawning a worker, ending a task. */
  readonly after?: (object: SimObject, argument: any, task: Task) => void
  /** What becomes of the object when an interruption takes the step from its task: replaces `object.state`. */
  readonly cancel?: (object: SimObject, argument: any, task: Task) => void
  /** Further locations read together with the object (an invariant over several variables). */
  readonly reads?: (argument: any) => ReadonlyArray<SimObject>
  /** The argument as printed in a step's text. */
  readonly show?: (argument: any) => string
  /** Where the meaning and the edges come from. */
  readonly source: string
}

const Base = function() {} as unknown as new<A>() => Effect.Effect<A>
Base.prototype = Effectable.Prototype<Step<any>>({
  label: "heddle/Step",
  evaluate(fiber) {
    return this.object.machine.evaluate(fiber, this) as Effect.Effect<any>
  }
})

/**
 * One visible operation of a task, indivisible.
 *
 * @example
 * const value = yield* counter.load
 */
export class Step<A> extends Base<A> {
  readonly operation: Operation
  readonly object: SimObject
  readonly argument: unknown
  constructor(operation: Operation, object: SimObject, argument?: unknown) {
    super()
    this.operation = operation
    this.object = object
    this.argument = argument
  }

  override [Symbol.iterator](): Effect.EffectIterator<Effect.Effect<A>> {
    const { machine } = this.object
    if (machine.follower !== undefined && isWalked()) return arrive("step", this) as any
    return machine.iterate(Fiber.getCurrent(), this) as any
  }
}

/** The iterator of a step that must be evaluated by the fiber: yields the effect once, then ends with its value. */
export class Once implements Iterator<unknown, unknown> {
  private done = false
  private readonly answer: { done: boolean; value: unknown }
  constructor(effect: unknown) {
    this.answer = { done: false, value: effect }
  }
  next(value: unknown): IteratorResult<unknown, unknown> {
    if (this.done) return { done: true, value }
    this.done = true
    return this.answer as IteratorResult<unknown, unknown>
  }
}

/** As `Once`, for one task's parks, over and over: a task waits at one step at a time. */
export class Parked implements Iterator<unknown, unknown> {
  private waiting = false
  private readonly question: IteratorResult<unknown, unknown>
  private readonly answer = { done: true as const, value: undefined as unknown }
  constructor(effect: unknown) {
    this.question = { done: false, value: effect }
  }
  again(): this {
    this.waiting = false
    return this
  }
  next(value: unknown): IteratorResult<unknown, unknown> {
    if (this.waiting) {
      this.answer.value = value
      return this.answer
    }
    this.waiting = true
    return this.question
  }
}

/** The iterator of a step that was granted at once: ends with its value. One per machine, reused. */
export class Granted implements Iterator<unknown, unknown> {
  private readonly answer = { done: true as const, value: undefined as unknown }
  of(value: unknown): this {
    this.answer.value = value
    return this
  }
  next(): IteratorResult<unknown, unknown> {
    return this.answer
  }
}

/** A step, or a local operation, that reached the machine outside the execution it belongs to. */
export const stale = (step: Step<unknown> | undefined): ScenarioError => {
  const what = step === undefined ? "a heddle operation" : `${step.operation.name} of ${step.object.name}`
  return new ScenarioError(
    "shared-state",
    `${what} was used outside its execution: make every object inside the scenario's body, which runs anew for each ` +
      `schedule`
  )
}
