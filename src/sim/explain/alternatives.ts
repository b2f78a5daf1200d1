/**
 * What else could have happened: for each step of a finding's schedule, every other task that could have moved, and
 * what comes of it when that one does and the default policy goes on.
 *
 * One execution for each choice is no search: that nothing was found in it says nothing of the schedules beside it. Its
 * token begins with the same steps, so `heddle replay TOKEN --interactive` is the place to try others from.
 */
import type { Prepared } from "../explore/prepare.ts"
import { After, Follow, type Move } from "../explore/schedule.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Machine } from "../machine.ts"
import type { Finding } from "../result.ts"
import { kindsIn, type Schedule } from "./rerun.ts"
import { linesOf, numbersOf } from "./trace.ts"
import { Witness } from "./witness.ts"

/** A finding with more choices than this is long: it is shown without what comes of them. */
const choicesMax = 60

/** Lines of an alternative that are kept. */
const linesMax = 12

/**
 * Every other choice along the schedule, in the order of its steps; nothing where there are too many.
 *
 * @param hasDeadlock an order of locks is a warning only where no deadlock was reached
 */
export const alternatives = (
  program: Prepared,
  { moves, sighting }: Schedule,
  fingerprint: string,
  hasDeadlock: boolean
): Pick<Finding, "alternatives"> => {
  const { body, machine } = program
  const seen = new Witness(new Follow(moves, sighting.whole))
  seen.run(machine, body)
  const numbers = numbersOf(machine)
  const choices = choicesOf(machine, seen)
  if (choices.length > choicesMax) return {}
  const tried = choices.map(({ at, task }) => {
    const begin: ReadonlyArray<Move> = [...moves.slice(0, at), { task, draws: [] }]
    const recorder = new Recorder(new After(begin, new Follow([], true)))
    const kinds = kindsIn(program, machine.run(body, recorder))
    const found = hasDeadlock ? kinds.filter((kind) => kind !== "lock-order") : kinds
    const steps = linesOf(machine).slice(numbersOf(machine)[at - 1])
    return {
      at: numbers[at - 1],
      after: at - 1,
      token: encode({ fingerprint, deviations: recorder.deviations }),
      found,
      steps: steps.slice(0, linesMax),
      count: steps.length
    }
  })
  return { alternatives: tried }
}

/** By step of the schedule, the start of main being the first: the paths of the other tasks that could have moved. */
const choicesOf = ({ log }: Machine, { enabled }: Witness) =>
  log.records.slice(1, log.count).flatMap(({ index, task }) =>
    enabled[index].filter((other) => other !== task).map(({ path }) => ({ at: index, task: path }))
  )
