/**
 * Holds the optimal search against brute force, for one program.
 *
 * They must see the same traces, equal in every value, clock and ending; the optimal search each of
 * them once, with nothing given up; and brute force each as often as its trace order has linear
 * extensions. The last is a test of the dependence table itself: two steps that are taken to be
 * independent, and are not, show as a trace with an interleaving too few.
 */
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import { RoundsOfDpor } from "../../../src/sim/explore/dpor-rounds.ts"
import { OptimalDpor } from "../../../src/sim/explore/dpor.ts"
import { bodyOf, print, type Program } from "./programs.ts"
import { survey, type SurveyOptions } from "./traces.ts"

/** What a comparison covered. */
export interface Compared {
  readonly traces: number
  readonly interleavings: number
}

/**
 * As several would explore it: parts are split wherever they can be, and know of each other as late as possible; and
 * when they have found out enough to be given sequences of several steps.
 */
const cuts = [
  { first: 1, quantum: 1, width: 4 },
  { first: 1, quantum: 3, width: 2 },
  { first: 2, quantum: 2, width: 4 },
  { first: 3, quantum: 1, width: 16 },
  { first: 3, quantum: 3, width: 3 },
  { first: 5, quantum: 2, width: 4 },
  { first: 9, quantum: 5, width: 4 }
]

/** Throws an error that shows the program where the two differ; undefined where there are too many interleavings. */
export const compared = (
  program: Program,
  interleavingsMax: number,
  options: SurveyOptions = {}
): Compared | undefined => {
  const fail = (what: string) => {
    throw new Error(`${what}\nof the program\n${print(program)}`)
  }
  const body = bodyOf(program)
  const optimal = survey(body, new OptimalDpor(), { ...options, executionsMax: interleavingsMax })
  if (!optimal.exhausted || optimal.interleavings > interleavingsMax) return undefined
  const brute = survey(body, new DepthFirst(), { ...options, executionsMax: 3 * interleavingsMax })
  for (const [key, { runs }] of optimal.traces) if (runs !== 1) fail(`the optimal search ran ${runs} times\n${key}`)
  if (optimal.redundant > 0) fail(`the optimal search gave up ${optimal.redundant} executions`)
  for (const [key, { schedule }] of brute.traces) {
    if (!optimal.traces.has(key)) fail(`the optimal search missed\n${key}\nas run by ${schedule}`)
  }
  if (!brute.exhausted) fail(`brute force has more interleavings than the traces account for`)
  for (const [key, { happensBefore, linearisations, runs }] of brute.traces) {
    const found = optimal.traces.get(key)!
    if (found.happensBefore !== happensBefore) {
      fail(`happens-before is\n${found.happensBefore}\nin one and\n${happensBefore}\nin the other run of\n${key}`)
    }
    if (runs !== linearisations) fail(`${runs} interleavings, and not ${linearisations}, are\n${key}`)
  }
  for (const key of optimal.traces.keys()) if (!brute.traces.has(key)) fail(`no interleaving is\n${key}`)
  for (const disagreement of brute.disagreements) fail(`happens-before differs within a trace\n${disagreement}`)
  for (const how of cuts) {
    const parted = survey(body, new RoundsOfDpor(undefined, { ...how, looks: 512 }), options)
    const cut = `the search in parts (${JSON.stringify(how)})`
    for (const [key, { runs }] of parted.traces) if (runs !== 1) fail(`${cut} ran ${runs} times\n${key}`)
    if (parted.redundant > 0) fail(`${cut} gave up ${parted.redundant} executions`)
    for (const key of optimal.traces.keys()) if (!parted.traces.has(key)) fail(`${cut} missed\n${key}`)
  }
  const plain = survey(body, new OptimalDpor(), { ...options, direct: false })
  for (const key of optimal.traces.keys()) if (!plain.traces.has(key)) fail(`only fibers driven directly do\n${key}`)
  for (const key of plain.traces.keys()) if (!optimal.traces.has(key)) fail(`only fibers left to Effect do\n${key}`)
  return { traces: brute.traces.size, interleavings: brute.executions }
}
