/**
 * Objects of your own: a state, and operations on it with the order edges they make.
 *
 * An operation is a step: indivisible, perhaps waiting. What it did to the state decides with which steps it is
 * dependent, so that no order of steps is left out; which order it promises to its callers (happens-before) only its
 * author knows and declares. A releasing operation counts as a write even if the state stays: else two orders of one
 * trace could differ in who comes after whom.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, JOIN, READ, RELEASE, WRITE } from "./effects.ts"
import { ScenarioError } from "./errors.ts"
import { Local } from "./local.ts"
import { show } from "./memory/show.ts"
import { SimObject } from "./object.ts"
import { type Operation, Step } from "./step.ts"

/**
 * Which order an operation promises to its caller. A release adds to the earlier ones: whoever acquires the object
 * later comes after all of them, as with kernel objects that have a spinlock inside (`struct completion`).
 */
export type Edge = "none" | "acquire" | "release" | "acquire-release"

/** One operation of an object: what it does to the state, when it must wait, and the edge it makes. */
export interface Rule<S, Arguments extends Array<any> = Array<any>, R = any> {
  /** The task waits while this is false; absent: it never waits. Pure. */
  readonly enabled?: (state: S, ...args: Arguments) => boolean
  /** The next state and the result. Pure; gives back the very state it got where it changes nothing. */
  readonly apply: (state: S, ...args: Arguments) => readonly [next: S, result: R]
  /** `none` if absent. A function decides by the state it finds: a try that fails should give `none`. */
  readonly edge?: Edge | ((state: S, ...args: Arguments) => Edge)
}

/** The steps of an object: one method for each operation, with the arguments that follow the state in `apply`. */
export type CustomObject<Rules> = {
  readonly [K in keyof Rules]: Rules[K] extends
    { readonly apply: (state: any, ...args: infer A) => readonly [unknown, infer R] } ? (...args: A) => Step<R>
    : never
}

/**
 * Creates an object of your own. Its state must be immutable: an operation returns a new one.
 *
 * A mutation run may take the object's waiting and its edges away, under the name `waiting and order of <name>`.
 * An operation that throws makes the scenario unfit to run (ScenarioError "misuse").
 *
 * @param name as printed in diagrams
 * @example
 * const free = yield* object("free", 2, {
 *   down: { enabled: (n) => n > 0, apply: (n) => [n - 1, undefined], edge: "acquire" },
 *   up: { apply: (n) => [n + 1, undefined], edge: "release" }
 * })
 * yield* free.down()
 */
export const object = <S, Rules extends { readonly [operation: string]: Rule<S> }>(
  name: string,
  state: S,
  operations: Rules
): Effect.Effect<CustomObject<Rules>> =>
  new Local<any>((machine) => {
    const kept = machine.protection(`waiting and order of ${name}`)
    const made = new SimObject(machine, name, held(state))
    const methods = Object.entries(operations).map(([key, rule]) => {
      const operation = operationOf(key, kept ? rule : { apply: rule.apply })
      return [key, (...args: ReadonlyArray<unknown>) => new Step(operation, made, args)] as const
    })
    return Object.fromEntries(methods)
  })

const operationOf = (name: string, { apply, edge, enabled }: Rule<any>): Operation => ({
  name,
  access: "none",
  varies: true,
  ...(enabled === undefined ? {} : {
    enabled: (target: SimObject, args: Array<unknown>) =>
      sound(target, name, false, () => enabled(value(target), ...args))
  }),
  show: (args: ReadonlyArray<unknown>) => args.map(show).join(", "),
  apply(target, args: Array<unknown>) {
    return sound(target, name, READ, () => {
      const found = value(target)
      const [next, result] = apply(found, ...args)
      const order = bits[(typeof edge === "function" ? edge(found, ...args) : edge) ?? "none"]
      const writes = !Object.is(next, found) || (order & RELEASE) !== 0
      if (writes) target.state = held(next)
      target.machine.result = result
      return READ | order | (writes ? WRITE : 0)
    })
  },
  outcomes: outcomesOf(edge),
  source: "the scenario's own"
})

const bits: { readonly [E in Edge]: number } = {
  none: 0,
  acquire: ACQUIRE,
  release: RELEASE | JOIN,
  "acquire-release": ACQUIRE | RELEASE | JOIN
}

const outcomesOf = (edge: Rule<any>["edge"]): Operation["outcomes"] => {
  const edges = typeof edge === "function" ? Object.keys(bits) as Array<Edge> : [edge ?? "none"]
  return edges.flatMap((each) => {
    const changes = { when: `${each}, changes the state`, effects: READ | WRITE | bits[each] }
    return (bits[each] & RELEASE) !== 0 ? [changes] : [changes, { when: each, effects: READ | bits[each] }]
  })
}

/**
 * The state as the machine keeps it: in a box, so that no checker takes a user's `{ readers: 2 }` for a lock of
 * heddle's, and frozen, so that changing it in place is an error and not a wrong verdict.
 */
class Held {
  readonly value: unknown
  constructor(state: unknown) {
    this.value = state
  }
  /** As printed. */
  get name(): string {
    return show(this.value)
  }
}

const held = (state: unknown): Held => {
  if (typeof state === "object" && state !== null && isPlain(state)) Object.freeze(state)
  return Object.freeze(new Held(state))
}

const isPlain = (state: object): boolean => [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(state))

const value = (target: SimObject): any => (target.state as Held).value

/** Runs a user's function; one that throws ends the search, for the step has no meaning. */
const sound = <A>(target: SimObject, operation: string, otherwise: A, run: () => A): A => {
  try {
    return run()
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    target.machine.refuse(new ScenarioError("misuse", `operation ${operation} of object ${target.name} threw ${why}`))
    return otherwise
  }
}
