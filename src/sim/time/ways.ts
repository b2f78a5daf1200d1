/**
 * Ways to hits, as exhaustive search knows them, and how far a timed run is from them.
 *
 * A way is the past of a finding in its trace: which step has to come before which of another task. A run misses a way
 * by the time by which the worst of these pairs stands the other way round. That says where to go
 * to a search for rare hits (splitting.ts), when nothing of a hit is to be seen yet.
 */
import { type Checker, type Execution, type Sighting, stepOf } from "../check/checker.ts"
import { checkers } from "../check/checkers.ts"
import { type Clock, join } from "../clock.ts"
import { prepare } from "../explore/prepare.ts"
import { search } from "../explore/search.ts"
import { make } from "../explore/strategies.ts"
import type { StepRecord } from "../log.ts"
import type { Cell, Scenario } from "../scenario.ts"
import { between } from "./hits.ts"
import { chosen, type Timed } from "./timed.ts"
import type { Moment } from "./timely.ts"
import type { Arrival } from "./timing.ts"

/** A step that any run may have: the task's nth. */
interface Milestone {
  readonly task: string
  readonly nth: number
  readonly operation: string
  readonly object: string
}

/** By number of the milestone: which has to come before which, and the last that each task has to reach. */
interface Way {
  readonly pairs: ReadonlyArray<readonly [number, number]>
  readonly last: ReadonlyArray<number>
}

/** All that are known. */
export interface Ways {
  readonly milestones: ReadonlyArray<Milestone>
  readonly ways: ReadonlyArray<Way>
}

const executionsMax = 1_000
const waysMax = 100

/**
 * The ways that the first executions of a search show.
 * Throws ScenarioError when the scenario cannot be run.
 */
export const waysToHits = (scenario: Scenario, cell: Cell, arrival: Arrival | undefined): Ways => {
  const milestones = new Milestones()
  const ways = new Map<string, Way>()
  const listening = checkers.map((checker): Checker => ({
    ...checker,
    check: (execution, report) =>
      checker.check(execution, (sighting) => {
        // An order of locks is a warning, and nothing that happens.
        if (sighting.kind !== "lock-order" && ways.size < waysMax) {
          const way = wayTo(execution, sighting, milestones)
          ways.set(JSON.stringify(way), way)
        }
        report(sighting)
      })
  }))
  const program = prepare(scenario, cell, { limits: { executionsMax }, checkers: listening })
  program.machine.fixed = (n) => chosen(program.machine, arrival, n)
  search(program, make({}, executionsMax), { enough: () => ways.size >= waysMax })
  return { milestones: milestones.all, ways: [...ways.values()] }
}

class Milestones {
  readonly all: Array<Milestone> = []
  private readonly numbers = new Map<string, number>()

  /** Its number. */
  of({ nth, step, task }: StepRecord): number {
    const milestone = { task: task.path, nth, operation: step.operation.name, object: step.object.name }
    const name = JSON.stringify(milestone)
    let number = this.numbers.get(name)
    if (number === undefined) this.numbers.set(name, number = this.all.push(milestone) - 1)
    return number
  }
}

const wayTo = ({ log }: Execution, sighting: Sighting, milestones: Milestones): Way => {
  const past: Clock = new Int32Array(log.clockWidth)
  for (const place of sighting.whole === true ? log.records.slice(0, log.count) : sighting.places.map(([at]) => at)) {
    const goal = stepOf(log, place)
    if (goal !== undefined) join(past, goal.clock)
  }
  const isPast = ({ nth, task }: StepRecord) => nth <= past[task.id]
  const last = new Map<string, number>()
  const pairs: Array<readonly [number, number]> = []
  // By location: who wrote it last, and who has read it since.
  const touched = new Map<number, { write: StepRecord | undefined; reads: Array<StepRecord> }>()
  for (let i = 0; i < log.count; i++) {
    const record = log.records[i]
    if (isPast(record)) last.set(record.task.path, milestones.of(record))
    for (const access of record.accesses) {
      const at = access >> 1
      const known = touched.get(at) ?? { write: undefined, reads: [] }
      const writes = (access & 1) === 1
      for (const before of [known.write, ...(writes ? known.reads : [])]) {
        if (before !== undefined && before.task !== record.task && isPast(before)) {
          pairs.push([milestones.of(before), milestones.of(record)])
        }
      }
      touched.set(at, writes ? { write: record, reads: [] } : { ...known, reads: [...known.reads, record] })
    }
  }
  return { pairs, last: [...last.values()] }
}

/** By how many nanoseconds the run misses the nearest way; Infinity where it went elsewhere for another reason. */
export const wayLeft = (execution: Execution, timed: Timed, { milestones, ways }: Ways): number => {
  const reached = reachedBy(execution, milestones)
  let least = Number.POSITIVE_INFINITY
  for (const { last, pairs } of ways) {
    let worst = 0
    for (const [a, b] of pairs) {
      const [first, second] = [reached[a], reached[b]]
      if (second === undefined) continue
      worst = Math.max(worst, first === undefined ? timed.now - timed.at[second.index] : between(timed, first, second))
    }
    if (worst === 0 && last.some((each) => reached[each] === undefined)) worst = Number.POSITIVE_INFINITY
    least = Math.min(least, worst)
  }
  return least
}

/** When the run came to each milestone, in nanoseconds; undefined where it never did. */
export type Times = ReadonlyArray<number | undefined>

/** The times of a run. */
export const timesOf = (execution: Execution, timed: Timed, { milestones }: Ways): Times =>
  reachedBy(execution, milestones).map((record) => record === undefined ? undefined : timed.at[record.index])

/**
 * For each way, from when to when its users would have to come for all its pairs to stand right, if nobody waited for
 * anybody; Infinity where nothing says so.
 *
 * @param alone the times of a run without its users
 * @param users how long after their arrival they come to each milestone
 */
export const momentsOf = ({ ways }: Ways, alone: Times, users: Times): ReadonlyArray<Moment> =>
  ways.map(({ pairs }) => {
    let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const [a, b] of pairs) {
      const [first, second] = [alone[a], alone[b]]
      if (first === undefined && second !== undefined) {
        to = Math.min(to, second - (users[a] ?? Number.NEGATIVE_INFINITY))
      }
      if (first !== undefined && second === undefined) {
        from = Math.max(from, first - (users[b] ?? Number.POSITIVE_INFINITY))
      }
    }
    return { from, to }
  })

/** The steps with which an execution came to milestones, by number of those. */
const reachedBy = ({ log }: Execution, milestones: ReadonlyArray<Milestone>): ReadonlyArray<StepRecord | undefined> => {
  const taken = new Map<string, Array<StepRecord | undefined>>()
  for (let i = 0; i < log.count; i++) {
    const record = log.records[i]
    const { path } = record.task
    const steps = taken.get(path)
    if (steps === undefined) taken.set(path, [undefined, record])
    else steps[record.nth] = record
  }
  return milestones.map(({ nth, object, operation, task }) => {
    const record = taken.get(task)?.[nth]
    const isSame = record?.step.operation.name === operation && record.step.object.name === object
    return isSame ? record : undefined
  })
}
