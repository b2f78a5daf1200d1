/**
 * What an object would be like without some of the steps that touched it.
 *
 * Operations are pure in their object's state, so the object's history can be run again with steps
 * left out, and with them all that came after them in trace order.
 */
import { WRITE } from "../effects.ts"
import { StepRecord } from "../log.ts"
import type { SimObject } from "../object.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { follows } from "./reversal.ts"

/** Runs `look` with all that the step touches as it would be without these steps and all that came after them. */
export const without = <A>(step: Step<unknown>, removed: ReadonlyArray<StepRecord>, look: () => A): A => {
  const objects = touchedBy(step)
  const states = objects.map(({ state }) => state)
  if (removed.length > 0) { for (const object of objects) fold(object, removed) }
  const seen = look()
  for (const [i, object] of objects.entries()) object.state = states[i]
  const { machine } = step.object
  machine.result = machine.outcome = machine.fault = undefined
  return seen
}

/** The step's object, and the others it reads. */
export const touchedBy = ({ argument, object, operation }: Step<unknown>): ReadonlyArray<SimObject> =>
  operation.reads === undefined ? [object] : [object, ...operation.reads(argument).filter((other) => other !== object)]

const fold = (object: SimObject, removed: ReadonlyArray<StepRecord>): void => {
  const { history } = object
  object.state = object.initial
  let previous: StepRecord | undefined
  for (const record of history) {
    // A step that touches the object more than once stands in its history as often.
    if (record === previous || follows(record, removed)) continue
    previous = record
    const { cancelled, ended, step, task } = record
    if (step.object === object) step.operation.apply(object, step.argument, task)
    const taken = cancelled?.step
    if (taken?.object === object) taken.operation.cancel?.(object, taken.argument, cancelled!.task)
    if (ended.some((other) => other.watched && other.life === object)) object.state = true
  }
}

/** A step that is asked about: one that was taken, or one that was not. */
interface Asked {
  readonly step: Step<unknown>
  readonly task: Task
  readonly record?: StepRecord | undefined
}

/**
 * Every location that the step would touch, were these steps and all that came after them left out;
 * its local code is taken to do as it did.
 */
export const foretold = (asked: StepRecord | Asked, removed: ReadonlyArray<StepRecord>): Array<number> => {
  const { step, task } = asked
  const { argument, object, operation } = step
  const effects = without(step, removed, () => operation.apply(object, argument, task))
  const accesses: Array<number> = []
  if (effects !== 0) accesses.push(2 * object.location + ((effects & WRITE) !== 0 ? 1 : 0))
  if (object.block !== undefined) accesses.push(2 * object.block.location)
  if (task.exposed) accesses.push(2 * task.life.location)
  for (const other of operation.reads?.(argument) ?? []) accesses.push(2 * other.location)
  const record = asked instanceof StepRecord ? asked : asked.record
  if (record !== undefined) {
    for (let i = record.own; i < record.accesses.length; i++) {
      accesses.push(record.accesses[i])
    }
  }
  return accesses
}
