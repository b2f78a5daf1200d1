/**
 * When was it lost? For each step of a finding's schedule: how many of the schedules that begin so show the finding.
 *
 * Over schedules, not traces: a step after which nine of ten schedules fail is one after which a fair scheduler fails
 * nine times in ten only if it chose schedules evenly. Where a beginning has few continuations, all are run; where it
 * has many, some are drawn at random, and the result says so. From it follow the point of no return, which is the first
 * step after which all of them fail, and the passing execution that is the same for the longest.
 */
import { DepthFirst } from "../explore/dfs.ts"
import type { Prepared } from "../explore/prepare.ts"
import { RandomWalk } from "../explore/random.ts"
import { After } from "../explore/schedule.ts"
import type { Strategy } from "../explore/strategy.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Finding } from "../result.ts"
import type { MinimiseOptions } from "./minimise.ts"
import { isSeen, type Schedule } from "./rerun.ts"

/** Continuations of one beginning that are all run. */
const allMax = 1000
/** How many are drawn where there are more. */
const samples = 200

/** A finding: a schedule that shows it, and all sightings that are it, for others may show it with other steps. */
export interface Lost {
  readonly shown: Schedule
  readonly sightings: ReadonlyArray<Schedule["sighting"]>
}

/** What is known of one beginning. */
interface Beginning {
  readonly failing: number
  readonly total: number
  readonly all: boolean
  /** A continuation without the finding: its token, who takes the first step that is another, and who does instead. */
  readonly passing: Omit<NonNullable<Finding["passing"]>, "at"> | undefined
}

/**
 * The shares of failing continuations, the point of no return, and the nearest passing execution.
 *
 * @param numbers by step of the schedule, as it is printed; null where it is not
 * @param options whether to stop is polled between executions
 */
export const why = (
  program: Prepared,
  { shown, sightings }: Lost,
  fingerprint: string,
  numbers: ReadonlyArray<number | null>,
  options: Pick<MinimiseOptions, "onExecution" | "shouldStop"> = {}
): Pick<Finding, "noReturn" | "passing" | "shares"> => {
  const beginnings: Array<Beginning> = []
  for (let length = shown.moves.length; length > 0; length--) {
    // A shorter beginning has more continuations: where there were too many to run, there are again.
    const isMany = beginnings[0]?.all === false
    const one = beginning({ program, shown, sightings, length, fingerprint, options }, isMany)
    // Told to stop: of some steps nothing is known, so nothing is said.
    if (one === undefined) return {}
    beginnings.unshift(one)
  }
  // A step that is not printed, the start of main, stands with the one after it.
  const number = (step: number) => numbers.slice(step).find((one) => one !== null) ?? numbers.length
  const lost = beginnings.findIndex(({ failing, total }) => failing === total)
  const isKnown = lost >= 0 && beginnings[lost].all
  const last = beginnings.findLastIndex(({ passing }) => passing !== undefined)
  const exhaustive = beginnings.every(({ all }) => all)
  return {
    shares: {
      exhaustive,
      samples: exhaustive ? Math.max(...beginnings.map(({ total }) => total)) : samples,
      at: beginnings.flatMap(({ failing, total }, step) => {
        const printed = numbers[step]
        return printed === null || printed === undefined ? [] : [{ step: printed, failing, total }]
      })
    },
    ...(isKnown ? { noReturn: number(lost) } : {}),
    ...(last < 0 ? {} : { passing: { ...beginnings[last].passing!, at: number(last + 1) } })
  }
}

/** Whose continuations are asked for. */
interface Begun extends Lost {
  readonly program: Prepared
  /** Steps of the schedule that it begins with. */
  readonly length: number
  readonly fingerprint: string
  readonly options: Pick<MinimiseOptions, "onExecution" | "shouldStop">
}

const beginning = (begun: Begun, isMany: boolean): Beginning | undefined => {
  const all = isMany ? "more" : count(begun, new DepthFirst(), allMax)
  return all === "more" ? count(begun, new RandomWalk(1), samples, true) as Beginning | undefined : all
}

/** Runs the continuations that the strategy chooses, unless there are more than so many; undefined: told to stop. */
const count = (
  { fingerprint, length, options, program, shown, sightings }: Begun,
  strategy: Strategy,
  most: number,
  enough = false
): Beginning | "more" | undefined => {
  const { body, machine } = program
  const begin = shown.moves.slice(0, length)
  let [failing, total] = [0, 0]
  let passing: Beginning["passing"]
  while (strategy.next()) {
    if (options.shouldStop?.() === true) return undefined
    if (total === most) return enough ? { failing, total, all: false, passing } : "more"
    total++
    options.onExecution?.()
    const recorder = new Recorder(new After(begin, strategy))
    const ending = machine.run(body, recorder)
    if (isSeen(program, sightings, ending)) failing++
    else {
      const other = machine.tasks.find(({ path }) => path === shown.moves[length]?.task)
      passing ??= {
        token: encode({ fingerprint, deviations: recorder.deviations }),
        task: machine.log.count > length ? machine.log.records[length].task.name : "",
        ...(other === undefined ? {} : { instead: other.name })
      }
    }
    strategy.done(machine, ending)
  }
  return { failing, total, all: true, passing }
}
