/**
 * Stretches of a function's code, of which most changes are made: from one thing that happens in it to a later one.
 */
import type { FunctionSeen, Happening, Survey } from "./survey.ts"

/** One run through a function. */
export interface Run {
  readonly name: string
  readonly list: ReadonlyArray<Happening>
}

/** Is a happening one that a finding is about? */
export type Hot = (happening: Happening) => boolean

/** Every different run through every function. */
export const runsOf = ({ functions }: Survey): ReadonlyArray<Run> =>
  [...functions.values()].flatMap(({ happenings, name, runs }: FunctionSeen) =>
    [...runs.values()].map((keys) => ({ name, list: keys.flatMap((key) => happenings.get(key) ?? []) }))
  )

/** Where a stretch of a run begins and ends. */
export const stretches = function*(
  { list }: Run,
  begins: (happening: Happening, i: number) => boolean,
  ends: (happening: Happening, i: number) => boolean = begins
): Generator<readonly [first: number, last: number]> {
  for (const [first, begin] of list.entries()) {
    if (!begins(begin, first)) continue
    for (let last = first; last < list.length; last++) if (ends(list[last], last)) yield [first, last]
  }
}
