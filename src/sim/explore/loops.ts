/**
 * Which loop an execution was in when it reached the limit of its steps, for whoever is to declare or to bound it.
 */
import { framesOf } from "../explain/frames.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import { Variable } from "../memory/variable.ts"
import type { Loop } from "../result.ts"
import type { Task } from "../task.ts"

/** Steps before the limit whose source lines are kept. */
export const watched = 64

/** The loop of the task that took most of the last steps. */
export const loopOf = ({ limits, log, tasks }: Machine): Loop => {
  const last = log.records.slice(Math.max(0, limits.stepsMax - watched), log.count)
  const own = (task: Task) => last.filter((record) => record.task === task)
  const steps = tasks.map(own).reduce((a, b) => b.length > a.length ? b : a)
  const round = roundOf(steps)
  const [{ task }] = steps
  const frames = framesOf(round.findLast(({ stack }) => framesOf(stack).length > 0)?.stack)
  const [{ object }] = round.map(({ step }) => step)
  const waits = round.every(({ step }) => step.object === object) && object instanceof Variable
  return {
    task: task.name,
    steps: round.map(({ step }) => `${step.operation.name}(${step.object.name})`),
    frames,
    ...(waits ? { await: object.name } : {})
  }
}

/** Both, each loop once, in an order of their own. */
export const union = (a: ReadonlyArray<Loop>, b: ReadonlyArray<Loop>): ReadonlyArray<Loop> => {
  const loops = new Map([...b, ...a].map((loop) => [keyOf(loop), loop]))
  return [...loops.values()].toSorted((x, y) => keyOf(x) < keyOf(y) ? -1 : 1)
}

const keyOf = ({ steps, task }: Loop): string => `${task}: ${steps.join()}`

/** The shortest sequence of operations that the last steps repeat; the last step alone where they repeat none. */
const roundOf = (steps: ReadonlyArray<StepRecord>): ReadonlyArray<StepRecord> => {
  for (let length = 1; 2 * length <= steps.length; length++) {
    if (steps.every((record, i) => i < length || isSame(record, steps[i - length]))) return steps.slice(-length)
  }
  return steps.slice(-1)
}

const isSame = (a: StepRecord, b: StepRecord): boolean =>
  a.step.operation.name === b.step.operation.name && a.step.object.name === b.step.object.name
