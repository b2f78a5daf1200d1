/**
 * Races of steps that can wait: those that waited and went, that wait for ever, or that an
 * interruption took away from their task.
 *
 * An earlier step is a rival when the object would have let the waiting one go without it. Steps that
 * commute with the rival may stand in the way as well (two readers and a writer, all of whom stay):
 * then the sequence leaves out as few of them as it can. A rival is passed over when a later one
 * comes after it: the later one is reversed first, and in that execution the earlier one is found.
 */
import { holders } from "../check/deadlock.ts"
import type { Clock } from "../clock.ts"
import { WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { SimObject } from "../object.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { anything } from "./draws.ts"
import { foretold, touchedBy, without } from "./fold.ts"
import { type Executed, follows, knows, type Reversal, reversal } from "./reversal.ts"
import { independent } from "./wakeup.ts"

/** A step whose rivals are sought. */
export interface Candidate {
  readonly task: Task
  readonly step: Step<unknown>
  /** What it comes after whatever its object does. */
  readonly past: Clock
  /** Rivals are sought before this index. */
  readonly end: number
  /** The step as taken. */
  readonly record: StepRecord | undefined
  /** The interruption that took the step from its task. */
  readonly strike: StepRecord | undefined
  /** Rivals at other locations than the step's object. */
  readonly others: ReadonlyArray<StepRecord>
}

/** Calls `found` for every reversible race of the candidate. */
export const blockedRaces = (executed: Executed, candidate: Candidate, found: (reversal: Reversal) => void): void => {
  const { step, strike } = candidate
  if (strike !== undefined) {
    const removed = cleared(candidate, [strike])
    if (removed !== undefined) found(reversal(executed, removed, itemWithout(candidate, removed)))
    // A step that never waits is found with its rivals in the executions in which it is taken.
    if (step.operation.enabled === undefined) return
  }
  const valid: Array<StepRecord> = []
  for (const rival of rivalsOf(candidate)) {
    if (valid.some((later) => rival.before_(later))) continue
    const removed = cleared(candidate, strike === undefined ? [rival] : [rival, strike])
    if (removed === undefined) continue
    const item = itemWithout(candidate, removed)
    if (independent(item.accesses, rival.accesses)) continue
    valid.push(rival)
    found(reversal(executed, removed, item))
  }
}

/** Steps of other tasks that the candidate may conflict with, latest first. */
const rivalsOf = ({ end, others, past, step, task }: Candidate): Array<StepRecord> => {
  const rivals = new Set(others)
  for (const object of touchedBy(step)) {
    const write = 2 * object.location + 1
    const writes = object === step.object && step.operation.outcomes.some(({ effects }) => (effects & WRITE) !== 0)
    for (const earlier of object.history) {
      if (earlier.index >= end || earlier.task === task || knows(past, earlier)) continue
      if (writes || earlier.accesses.includes(write)) rivals.add(earlier)
    }
  }
  return [...rivals].toSorted((a, b) => b.index - a.index)
}

/**
 * The steps to leave out so that the candidate can go: these, and as few as possible of those that
 * came later and do not depend on them. Undefined when it could not go even then.
 */
const cleared = (candidate: Candidate, first: ReadonlyArray<StepRecord>): ReadonlyArray<StepRecord> | undefined => {
  const { past, record, step, task } = candidate
  const { argument, object, operation } = step
  const { enabled } = operation
  if (enabled === undefined) return first
  const removed = record === undefined ? [...first] : [...first, record]
  for (;;) {
    const inTheWay = without(step, removed, () => enabled(object, argument, task) ? undefined : holders(object))
    if (inTheWay === undefined) return removed
    const isRemovable = (other: StepRecord) =>
      other.index > first[0].index && other.task !== task && !knows(past, other) &&
      !follows(other, removed)
    const next = latest(
      touchedBy(step),
      (other) => isRemovable(other) && (inTheWay.length === 0 || holds(other, inTheWay))
    )
    if (next === undefined) return undefined
    removed.push(next)
  }
}

/** The latest step that touched one of the objects and is such. */
const latest = (
  objects: ReadonlyArray<SimObject>,
  isSuch: (record: StepRecord) => boolean
): StepRecord | undefined =>
  objects.map(({ history }) => history.findLast(isSuch)).reduce((a, b) =>
    a === undefined || (b !== undefined && b.index > a.index) ? b : a
  )

/** Did the step take the object for one of these tasks? */
const holds = ({ step, task }: StepRecord, tasks: ReadonlyArray<Task>): boolean =>
  step.operation.lock === "take" && tasks.includes(task)

const itemWithout = (candidate: Candidate, removed: ReadonlyArray<StepRecord>) => {
  return { task: candidate.task.id, draws: anything, accesses: foretold(candidate, removed), foretold: true }
}
