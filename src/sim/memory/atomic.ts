/**
 * What a read-modify-write is worth: taken away, it is a load and a store that another task can come between.
 *
 * Mutation does so by name. Which of the two steps does what follows from the operation itself, applied to the value
 * that was loaded; so every atomic operation of every object can be split without a second definition of it.
 */
import * as Effect from "effect/Effect"
import { BREAK, READ, WRITE } from "../effects.ts"
import type { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"

/** The operation as one step, or as two where mutation has taken the object's atomicity away. */
export const atomically = <R>(operation: Operation, object: SimObject, argument?: unknown): Step<R> => {
  const { machine, name } = object
  if (!machine.mutating || machine.protection(`atomicity of ${name}`)) return new Step<R>(operation, object, argument)
  // An Effect wherever a step would do; only a step has fields, and nobody reads them.
  return Effect.gen(() => split<R>(operation, object, argument)) as unknown as Step<R>
}

function* split<R>(operation: Operation, object: SimObject, argument: unknown) {
  const { machine } = object
  const value = yield* new Step<unknown>(loadPart, object)
  const copy = { machine, name: object.name, state: value } as SimObject
  const effects = operation.apply(copy, argument, machine.running!)
  const result = machine.result as R
  if ((effects & WRITE) !== 0) yield* new Step<void>(storePart, object, copy.state)
  return result
}

const source = "an atomic operation without its atomicity"

const loadPart: Operation = {
  name: "load",
  access: "plain",
  apply(object) {
    object.machine.result = object.state
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source
}

const storePart: Operation = {
  name: "store",
  access: "plain",
  stores: true,
  show: String,
  apply(object, value) {
    object.state = value
    return WRITE | BREAK
  },
  outcomes: [{ when: "", effects: WRITE | BREAK }],
  source
}
