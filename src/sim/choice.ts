/**
 * Choices, assertions and marks inside a task: local operations that need no object.
 */
import type * as Effect from "effect/Effect"
import { READ } from "./effects.ts"
import { ScenarioError } from "./errors.ts"
import { Local } from "./local.ts"
import type { Machine } from "./machine.ts"
import { show } from "./memory/show.ts"
import type { Variable } from "./memory/variable.ts"
import { type Operation, Step } from "./step.ts"

/**
 * A choice of data, every value of which is explored: `choose(3)` gives 0, 1 or 2;
 * `choose("yes", "no")` gives one of the values.
 *
 * @example
 * if ((yield* choose("firmware answers", "firmware fails")) === "firmware fails") return
 */
export function choose(n: number): Effect.Effect<number>
export function choose<A extends string | boolean>(...values: readonly [A, A, ...Array<A>]): Effect.Effect<A>
export function choose(...values: ReadonlyArray<unknown>): Effect.Effect<any> {
  const [first] = values
  const options = values.length === 1 && typeof first === "number" ? undefined : values
  return new Local<any>((machine, task) => {
    const drawn = machine.draw(options?.length ?? first as number)
    const value = options === undefined ? drawn : options[drawn]
    machine.note("choose", task, { value: show(value) })
    return value
  })
}

/**
 * Reports ASSERTION when the condition is false; the task goes on.
 * The condition must come from values the task itself has read.
 */
export const assert = (condition: boolean, message: string): Effect.Effect<void> =>
  new Local<void>((machine, task) => {
    if (!condition) machine.note("assertion", task, { message })
  })

/**
 * Step: reads all the variables at once and reports ASSERTION when the predicate is false of them.
 *
 * @example
 * yield* invariant([a, b], (x, y) => x + y === 100, "money is neither made nor lost")
 */
export const invariant = <const V extends ReadonlyArray<Variable<any>>>(
  variables: V,
  predicate: (...values: { [K in keyof V]: V[K] extends Variable<infer A> ? A : never }) => boolean,
  message: string
): Step<void> => new Step(inspecting, variables[0], { variables, predicate, message })

interface Inspection {
  readonly variables: ReadonlyArray<Variable<any>>
  readonly predicate: (...values: ReadonlyArray<any>) => boolean
  readonly message: string
}

const inspecting: Operation = {
  name: "invariant",
  access: "none",
  reads: ({ variables }: Inspection) => variables,
  show: ({ message, variables }: Inspection) => [...variables.slice(1).map((v) => v.name), message].join(", "),
  apply(_, { message, predicate, variables }: Inspection, task) {
    const values = variables.map((variable) => variable.state)
    task.machine.result = values.map(show).join(", ")
    if (!predicate(...values)) {
      const found = variables.map((variable, i) => `${variable.name} = ${show(values[i])}`).join(", ")
      task.machine.fault = { kind: "assertion", message: `${message} (${found})` }
    }
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source: "heddle's own: a look at all the variables at once, which no kernel code can take"
}

/** Marks that the question's interesting place was reached in this execution (see `reaches` of a scenario). */
export const reached = (place: string): Effect.Effect<void> =>
  new Local<void>((machine, task) => void machine.note("reached", task, { place }))

/**
 * True unless a mutation run takes this protection away: guards a check, an order or a reference.
 *
 * @example
 * if (yield* protection("compat path holds a reference")) yield* dev.refcnt.inc
 */
export const protection = (name: string): Effect.Effect<boolean> =>
  new Local<boolean>((machine) => machine.protection(name))

/**
 * False unless `heddle explore --fix` tries this remedy: the dual of `protection`. What only the author can say how to
 * do is offered so: to be tried, alone and with others, where something is found.
 *
 * @example
 * if (yield* remedy("take a reference in the lookup")) yield* device.refs.inc
 */
export const remedy = (name: string): Effect.Effect<boolean> => new Local<boolean>((machine) => machine.remedy(name))

/** State that exists once an execution, whoever asks first: the place of C's globals. */
export interface PerExecution<A> extends Effect.Effect<A> {}

/**
 * Declares state that is made anew in each execution, when a task first asks for it. The body may
 * create objects but take no steps.
 *
 * @example
 * const net = perExecution("net core", function*() { return { rtnl: yield* mutex("rtnl_mutex") } })
 * // in a task: const { rtnl } = yield* net
 */
export const perExecution = <A>(name: string, body: () => Generator<Effect.Effect<any>, A, any>): PerExecution<A> => {
  const handle: PerExecution<A> = new Local<A>((machine) => {
    if (!machine.statics.has(handle)) {
      machine.statics.set(handle, machine.asCreator(name, () => drive(name, body(), machine)))
    }
    return machine.statics.get(handle) as A
  })
  return handle
}

/** Runs start-up code that consists of local operations only. */
const drive = <A>(name: string, body: Generator<Effect.Effect<any>, A, any>, machine: Machine): A => {
  const before = machine.log.count
  const state = body.next()
  if (state.done === true && machine.log.count === before) return state.value
  throw machine.refuse(
    new ScenarioError("misuse", `the start-up code of ${name} takes a step: it may only create objects`)
  )
}

/** Every operation defined here, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [inspecting]
