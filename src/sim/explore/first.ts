/**
 * One finding of a program, if it has any: for whoever only wants to know whether it is clean, of many programs.
 */
import type { Sighting } from "../check/checker.ts"
import type { ExploreOptions } from "./explore.ts"
import type { Prepared } from "./prepare.ts"
import { representative } from "./representative.ts"
import { Follow, type Move, sizeOf } from "./schedule.ts"
import { search } from "./search.ts"
import { make } from "./strategies.ts"
import type { Shown } from "./tally.ts"
import { Recorder } from "./token.ts"

/** What is known of a program once its first finding was met, or all of it was explored. */
export interface First {
  /** All that the execution shows which is the first with a finding; none where the program is clean. */
  readonly found: ReadonlyArray<Shown>
  /** Nothing was found, and every trace was explored. */
  readonly clean: boolean
  readonly executions: number
}

/**
 * Explores until something is found. `likely` is a schedule that showed something in a program much like this one: it
 * is tried before anything else, and what it shows counts only if it shows it here.
 */
export const firstFinding = (
  program: Prepared,
  options: ExploreOptions = {},
  likely: ReadonlyArray<Move> = []
): First => {
  const found = likely.length === 0 ? [] : tried(program, likely)
  if (found.length > 0) return { found, clean: false, executions: 1 }
  const strategy = make(options)
  const { counts, found: shown, randomUsed, spent } = search(program, strategy, { ...options, first: true })
  const bounded = counts.loops.length > 0 || randomUsed || spent !== undefined || strategy.bounds().length > 0
  return {
    found: shown,
    clean: shown.length === 0 && strategy.exhaustive && !bounded,
    executions: counts.executions
  }
}

/** What one execution shows that begins with these moves; nothing where they do not fit. */
const tried = (program: Prepared, moves: ReadonlyArray<Move>): ReadonlyArray<Shown> => {
  const { body, checkers, machine } = program
  const follow = new Follow(moves, true)
  const recorder = new Recorder(follow)
  const ending = machine.run(body, recorder)
  if (follow.diverged !== undefined) return []
  const found: Array<Sighting> = []
  for (const checker of checkers) {
    checker.check({ machine, log: machine.log, ending }, (sighting) => {
      if (!found.some(({ key, kind }) => key === sighting.key && kind === sighting.kind)) found.push(sighting)
    })
  }
  return found.map((sighting) => {
    const { pasts: _, ...shown } = representative(machine, sighting)
    return { ...shown, seen: sizeOf(machine, recorder.preemptions) }
  })
}
