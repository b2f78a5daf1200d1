/**
 * What a search has found out, as plain data that can be added up: of one part, of a round, of all of it.
 */
import type { Size, Tree } from "../result.ts"
import type { Counts } from "./budget.ts"
import { type Coverage, nothing, union as unionOfCoverage } from "./coverage.ts"
import { union as unionOfLoops } from "./loops.ts"
import { better, type Representative } from "./representative.ts"

/** The schedule that shows a finding, without what only spares one machine some work. */
export interface Shown extends Omit<Representative, "pasts"> {
  /** The execution in which the finding was seen first. */
  readonly seen: Size
}

/** What executions have shown. */
export interface Tally {
  readonly counts: Counts
  readonly redundant: number
  /** The best representative of each finding. */
  readonly found: ReadonlyArray<Shown>
  readonly reached: ReadonlyArray<string>
  readonly coverage: Coverage
  /** Protections met, where they are named. */
  readonly protections: ReadonlyArray<string>
  readonly randomUsed: boolean
  /** All executions, where there are few and it was asked for. */
  readonly tree?: Tree
  /** What ended it before everything was explored, in words of the verdict. */
  readonly spent?: string
}

/** No execution. */
export const none: Tally = {
  counts: { loops: [], executions: 0, traces: 0, steps: 0, stepsLongest: 0, tasks: 0 },
  redundant: 0,
  found: [],
  reached: [],
  coverage: nothing,
  protections: [],
  randomUsed: false
}

/** Both together; the executions of `b` came after those of `a`. */
export const sum = (a: Tally, b: Tally): Tally => {
  const spent = a.spent ?? b.spent
  return {
    counts: sumOfCounts(a.counts, b.counts),
    redundant: a.redundant + b.redundant,
    found: bestOf([...a.found, ...b.found]),
    reached: union(a.reached, b.reached),
    coverage: unionOfCoverage(a.coverage, b.coverage),
    protections: union(a.protections, b.protections),
    randomUsed: a.randomUsed || b.randomUsed,
    ...(spent === undefined ? {} : { spent })
  }
}

const sumOfCounts = (a: Counts, b: Counts): Counts => {
  const later = b.firstFinding === undefined ? undefined : a.executions + b.firstFinding
  const firstFinding = a.firstFinding ?? later
  return {
    loops: unionOfLoops(a.loops, b.loops),
    executions: a.executions + b.executions,
    traces: a.traces + b.traces,
    steps: a.steps + b.steps,
    stepsLongest: Math.max(a.stepsLongest, b.stepsLongest),
    tasks: Math.max(a.tasks, b.tasks),
    ...(firstFinding === undefined ? {} : { firstFinding })
  }
}

const bestOf = (found: ReadonlyArray<Shown>): ReadonlyArray<Shown> => {
  const best = new Map<string, Shown>()
  for (const shown of found) {
    const key = `${shown.sighting.kind} ${shown.sighting.key}`
    const known = best.get(key)
    best.set(key, known === undefined ? shown : { ...better(known, shown), seen: known.seen })
  }
  return [...best.values()]
}

const union = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set([...a, ...b])]
