/**
 * Completion: one task waits until another has completed something.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, JOIN, READ, RELEASE, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { SimObject } from "../object.ts"
import { nothing, type Operation, Step } from "../step.ts"

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
    return new Step(this.machine.protection(`wait for ${this.name}`) ? wait : noWait, this)
  }
}

/** Creates a completion that nobody has completed. */
export const completion = (name: string): Effect.Effect<Completion> =>
  new Local((machine) => new Completion(machine, name, 0))

const source = "kernel/sched/completion.c: both sides hold x->wait.lock"
const completing = (name: string, done: (count: number) => number): Operation => ({
  name,
  access: "none",
  apply(object) {
    object.state = done(object.state)
    return WRITE | RELEASE | JOIN
  },
  outcomes: [{ when: "", effects: WRITE | RELEASE | JOIN }],
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
  outcomes: [{ when: "", effects: READ | WRITE | ACQUIRE }],
  source
}

/** A wait that mutation has taken away. */
const noWait: Operation = { ...wait, enabled: () => true, apply: () => 0, outcomes: nothing }

/** Every operation of a completion, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [complete, completeAll, wait]
