/**
 * The same schedule on two designs: followed in lockstep (lockstep.ts) until the other one cannot, and why.
 *
 * A comparison shows what the difference between two designs is worth in one execution: where the one goes on into the
 * finding, the task of the other waits for a lock, has come to its end, or has done the same long before.
 */
import { ScenarioError } from "../errors.ts"
import { OptimalDpor } from "../explore/dpor.ts"
import { programOf } from "../explore/fingerprint.ts"
import type { Prepared } from "../explore/prepare.ts"
import { Follow, moveOf } from "../explore/schedule.ts"
import { decode, Deviate, encode, Recorder } from "../explore/token.ts"
import type { Machine } from "../machine.ts"
import type { Comparison, Trace } from "../result.ts"
import { type Footstep, footsteps, Lockstep, type Pair } from "./lockstep.ts"
import { kindsIn } from "./rerun.ts"
import { numbersOf, print } from "./trace.ts"
import { Witness } from "./witness.ts"

/** Executions from which it is known what steps a program can take. */
const executionsMax = 64

/**
 * Compares executions of other designs with what this one does under the same schedule.
 * Throws ScenarioError when a token does not fit its design.
 *
 * @example
 * const comparison = against(prepare(scenario, capsMask))(prepare(scenario, copiedStruct), finding.token)
 */
export const against = (other: Prepared) => {
  const knows = stepsOf(other)
  /** `shown`: how many lines of the token's execution are compared; all, where nothing is said. */
  return (one: Prepared, token: string, shown = Number.POSITIVE_INFINITY): Comparison => {
    const followed = scheduleOf(one, token, shown)
    const { body, machine } = other
    const lockstep = new Lockstep(followed.steps, knows, followed.first)
    new Witness(lockstep).run(machine, body)
    lockstep.end()
    const moves = machine.log.records.slice(0, machine.log.count).map(moveOf)
    const fingerprint = programOf(other)
    const recorder = new Recorder(new Follow(moves, true))
    const found = kindsIn(other, machine.run(body, recorder))
    const seen = new Witness(new Follow(moves, false))
    seen.run(machine, body)
    const trace = withPlaces(print(machine, seen, new Map()).trace)
    const numbers = numbersOf(machine)
    const { design, kernel, shape } = other.cell
    const { stop } = lockstep
    return {
      design,
      kernel,
      shape,
      token: encode({ fingerprint, deviations: recorder.deviations }),
      trace,
      pairs: lockstep.pairs.map((pair) => inPrint(pair, followed.numbers, numbers)),
      ...(stop === undefined
        ? {}
        : { stopped: { at: followed.numbers[stop.at], why: stop.why, task: nameOf(machine, stop.task) } }),
      found
    }
  }
}

/** Of each step its innermost line alone: the callers are the same as in the finding. */
const withPlaces = (trace: Trace): Trace => ({
  ...trace,
  steps: trace.steps.map((step) => ({ ...step, frames: step.frames.slice(0, 1) }))
})

/** The keys of the steps that the program takes in its first traces. */
const stepsOf = ({ body, machine }: Prepared): ReadonlySet<string> => {
  const keys = new Set<string>()
  const strategy = new OptimalDpor()
  for (let n = 0; n < executionsMax && strategy.next(); n++) {
    const ending = new Witness(strategy).run(machine, body)
    for (const { key } of footsteps(machine)) keys.add(key)
    strategy.done(machine, ending)
  }
  return keys
}

interface Followed {
  readonly steps: ReadonlyArray<Footstep>
  readonly first: ReadonlyArray<number>
  /** By step: its number in print. */
  readonly numbers: ReadonlyArray<number>
}

/** The steps that the token takes in its own design, up to a line. */
const scheduleOf = ({ body, machine, scenario, ...program }: Prepared, token: string, shown: number): Followed => {
  const { deviations, fingerprint } = decode(token)
  if (programOf({ body, machine, scenario, ...program }) !== fingerprint) {
    throw new ScenarioError("diverged", `${token} is not of ${scenario.name} [${program.cell.design}]`)
  }
  new Witness(new Deviate(deviations)).run(machine, body)
  const all = numbersOf(machine)
  const count = all.filter((number) => number < shown).length
  const first = machine.log.records[0].draws.slice()
  return { steps: footsteps(machine).slice(0, count), first, numbers: all }
}

/** Steps of this program are numbered by the log, in which the start of main is the first. */
const inPrint = ({ a, b }: Pair, ofOne: ReadonlyArray<number>, ofOther: ReadonlyArray<number>): Pair => ({
  a: a === null ? null : ofOne[a],
  b: b === null ? null : ofOther[b - 1]
})

const nameOf = ({ tasks }: Machine, path: string): string => tasks.find((task) => task.path === path)?.name ?? path
