/**
 * Completion: one task waits until another has completed something.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, JOIN, READ, RELEASE, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"

/** A completion. Every property is a step. */
export class Completion extends SimObject {
  /** Lets one waiter pass. */
  get complete(): Step<void> {
    return new Step(complete, this)
  }
  /** Lets every waiter pass, now and later. */
  get completeAll(): Step<void> {
    return new Step(completeAll, this)
  }
  /** wait_for_completion. */
  get wait(): Step<void> {
    return new Step(wait, this)
  }
}

/** Creates a completion that nobody has completed. */
export const completion = (name: string): Effect.Effect<Completion> =>
  new Local((machine) => new Completion(machine, name, 0))

const source = "memory-models.md 7.3: c join C[t] at complete, C[t] join c when the wait returns"
const completing = (name: string, done: (count: number) => number): Operation => ({
  name,
  access: "none",
  apply(object) {
    object.state = done(object.state)
    return WRITE | RELEASE | JOIN
  },
  source
})
const complete = completing("complete", (count) => count + 1)
const completeAll = completing("complete_all", () => Number.POSITIVE_INFINITY)
const wait: Operation = {
  name: "wait_for_completion",
  access: "none",
  enabled: (object) => object.state > 0,
  apply(object) {
    object.state -= 1
    return READ | WRITE | ACQUIRE
  },
  source
}

/** Every operation of a completion, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [complete, completeAll, wait]
