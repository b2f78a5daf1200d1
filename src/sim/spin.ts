/**
 * Loops that wait without saying so: `while (!(yield* flag.readOnce)) {}`.
 *
 * A round is what a task did since it last stood at the step it has reached again. If the round has only read, and the
 * task's code is in the same state as before it (local-state.ts), then as long as the objects hold what it read, the
 * next round is the same, and so on for ever. So the task waits until one of them holds something else, as if it had
 * declared an `await`: schedules that only add rounds to each other are left out. Where nothing ever changes, the round
 * is the cycle of a LIVELOCK (check/livelock.ts). That is decided by what the task has observed, never by the schedule.
 *
 * A loop costs two rounds before it is known. One that counts, or whose state cannot be read, goes on to the limit of
 * steps.
 */
import { ACQUIRE, ACQUIRE_SHARED, READ } from "./effects.ts"
import { Interner } from "./interner.ts"
import { localState, standsInLoop } from "./local-state.ts"
import type { StepRecord } from "./log.ts"
import type { Machine } from "./machine.ts"
import type { SimObject } from "./object.ts"
import { type Operation, Step } from "./step.ts"
import { type Looked, Task } from "./task.ts"

/** A step at which its task waits for a change, having read the same as in the last round. */
export class SpinningStep extends Step<unknown> {
  readonly original: Step<unknown>
  /** What the task does over and over, oldest first. */
  readonly round: ReadonlyArray<StepRecord>
  constructor(original: Step<unknown>, round: ReadonlyArray<StepRecord>) {
    super(whenChanged(original, round), original.object, original.argument)
    this.original = original
    this.round = round
  }
}

/** Steps of a round; a longer one is not recognised. */
const roundMax = 8

/** Finds out which loops repeat. One a machine: what was read once of a history holds in every execution. */
export class Spinning {
  private readonly numbers = new Interner()
  /** Local states by what the task had observed when they were read. */
  private readonly known = new Map<number, string | undefined>()
  private readonly machine: Machine

  constructor(machine: Machine) {
    this.machine = machine
  }

  /** The step at which the task is to wait: this one, or this one once something has changed. */
  arrive(task: Task, step: Step<unknown>): Step<unknown> {
    const round = this.machine.order === undefined ? undefined : roundOf(task, step)
    if (round === undefined) return step
    const { looked } = task
    const began = round[0].nth - 1
    if (looked !== undefined && looked.nth === began) {
      task.looked = undefined
      if (this.look(task) === looked.text && this.hasMadeNothing(task, looked)) {
        task.misses = 0
        return new SpinningStep(step, round)
      }
      task.patience = 2 ** ++task.misses
    } else if ((looked === undefined || looked.nth < began) && --task.patience < 0) {
      const text = this.standsInLoop(task) ? this.look(task) : undefined
      if (text === undefined) task.patience = 2 ** ++task.misses
      else task.looked = { text, nth: task.count, made: task.made, spawned: task.spawned }
    }
    return step
  }

  /** The state of its code, which is to be read but once after the same history. */
  private look(task: Task): string | undefined {
    const history = this.historyOf(task.last)
    if (!this.known.has(history)) this.known.set(history, this.stateOf(task))
    return this.known.get(history)
  }

  private stateOf(task: Task): string | undefined {
    const { follower } = this.machine
    if (follower === undefined) return localState()
    const position = follower.positionOf(task)
    const state = position === undefined ? undefined : localState(position)
    return state === undefined ? undefined : `${position!.follower};${state}`
  }

  private standsInLoop(task: Task): boolean {
    const { follower } = this.machine
    if (follower === undefined) return standsInLoop()
    const position = follower.positionOf(task)
    return position !== undefined && standsInLoop(position)
  }

  /** One number for all that a task has observed, and its creators before they made it. */
  private historyOf(last: StepRecord | undefined): number {
    const records: Array<StepRecord> = []
    for (let record = last; record !== undefined; record = record.previous ?? record.task.origin) records.push(record)
    const { numbers } = this
    return records.reduceRight((before, { draws, fault, result, step: { argument }, task }) => {
      const joined = argument instanceof Task ? numbers.name(argument.exit) : ""
      return numbers.of(`${before} ${task.id} ${fault?.kind} ${numbers.name(result)} ${draws.join()} ${joined}`)
    }, 0)
  }

  private hasMadeNothing(task: Task, { made, nth, spawned }: Looked): boolean {
    const { notes } = this.machine.log
    return made === task.made && spawned === task.spawned &&
      !notes.some((note) => note.task === task && note.position > nth)
  }
}

/** What the task did since it stood at this step, oldest first; undefined where it did not, or did more than read. */
const roundOf = ({ last }: Task, step: Step<unknown>): ReadonlyArray<StepRecord> | undefined => {
  let first = last
  for (let length = 1; first !== undefined && length <= roundMax; length++, first = first.previous) {
    if (!onlyReads(first)) return undefined
    if (isSame(first.step, step)) return recordsFrom(first, last!)
  }
  return undefined
}

const recordsFrom = (first: StepRecord, last: StepRecord): ReadonlyArray<StepRecord> => {
  const records = [last]
  while (records[0] !== first) records.unshift(records[0].previous!)
  return records
}

const onlyReads = ({ causes, draws, effects, ended, fault, step }: StepRecord): boolean =>
  (effects & ~(READ | ACQUIRE | ACQUIRE_SHARED)) === 0 && draws.length === 0 && ended.length === 0 &&
  causes.length === 0 && fault === undefined && originalOf(step).operation.reads === undefined

/** The step as its task asked for it. */
export const originalOf = (step: Step<unknown>): Step<unknown> => step instanceof SpinningStep ? step.original : step

const isSame = (taken: Step<unknown>, { argument, object, operation }: Step<unknown>): boolean => {
  const earlier = originalOf(taken)
  return earlier.object === object && earlier.operation === operation && isSameArgument(earlier.argument, argument)
}

const isSameArgument = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => one === b[i]))

/** The operation, once an object of the round holds something else than was read; it then touches them all. */
const whenChanged = ({ object, operation }: Step<unknown>, round: ReadonlyArray<StepRecord>): Operation => {
  const touching = round.filter(({ effects }) => effects !== 0)
  const seen = touching.map((record) => ({ object: record.step.object, state: record.before }))
  const others = [...new Set(seen.map((one) => one.object))].filter((other) => other !== object)
  const { enabled } = operation
  return {
    ...operation,
    enabled: (own, given, task) =>
      (enabled === undefined || enabled(own, given, task)) && seen.some((one) => one.object.state !== one.state),
    reads: (): ReadonlyArray<SimObject> => others
  }
}
