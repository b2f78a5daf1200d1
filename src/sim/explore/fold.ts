/**
 * What an object would be like without some of the steps that touched it.
 *
 * Operations are pure in their object's state, so the object's history can be run again with steps
 * left out, and with them all that came after them in trace order.
 */
import { WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { SimObject } from "../object.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { follows } from "./reversal.ts"

/** Runs `look` with the object as it would be without these steps and all that came after them. */
export const without = <A>(object: SimObject, removed: ReadonlyArray<StepRecord>, look: () => A): A => {
  const { history, machine, state } = object
  object.state = object.initial
  let previous: StepRecord | undefined
  for (const record of history ?? []) {
    // A step that touches the object more than once stands in its history as often.
    if (record === previous || follows(record, removed)) continue
    previous = record
    const { ended, step, task } = record
    if (step.object === object) step.operation.apply(object, step.argument, task)
    if (ended.some((other) => other.watched && other.life === object)) object.state = true
  }
  const seen = look()
  object.state = state
  machine.result = machine.outcome = machine.fault = undefined
  return seen
}

/** Every location that the step would touch, were these steps and all that came after them left out. */
export const foretold = (step: Step<unknown>, task: Task, removed: ReadonlyArray<StepRecord>): Array<number> => {
  const { argument, object, operation } = step
  const effects = without(object, removed, () => operation.apply(object, argument, task))
  const accesses: Array<number> = []
  if (effects !== 0) accesses.push(2 * object.location + ((effects & WRITE) !== 0 ? 1 : 0))
  if (object.block !== undefined) accesses.push(2 * object.block.location)
  if (task.exposed) accesses.push(2 * task.life.location)
  for (const other of operation.reads?.(argument) ?? []) accesses.push(2 * other.location)
  return accesses
}
