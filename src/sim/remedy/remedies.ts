/**
 * What would fix a finding: changes to the program that are tried, and of which every trace is run.
 *
 * The dual of mutation. A change, or several together, is a remedy of a finding when the changed program was explored
 * to its end, has not that finding, none that the program has not had, and still does what it is for: it reaches every
 * place that the scenario wants reached, and calls every callback that was called. So "never call it" is no remedy.
 * Pairs are tried for findings that no single change fixes; three together only where something is left that neither
 * fixes, and only around the pairs that came nearest.
 */
import type { Told } from "../explain/explain.ts"
import type { ExploreOptions } from "../explore/explore.ts"
import type { Prepared } from "../explore/prepare.ts"
import type { Finding } from "../result.ts"
import { candidatesOf } from "./candidates.ts"
import type { Candidate } from "./costs.ts"
import type { Edit, Remedies, Remedy } from "./edit.ts"
import { sightingName } from "./judge.ts"
import { areAlike, covers, pairsOf, withAnother } from "./sets.ts"
import { isSeen, type Target, type Trial, Trials } from "./trials.ts"
import { whileIntercepting } from "./walk.ts"

/** Steps of one execution, as a multiple of the longest one of the program itself. */
const stepsFactor = 8
/** Executions after which no more single changes of a cell are tried, no more pairs, and nothing any more. */
const executionsMax = { singles: 9000, pairs: 13_000, triples: 15_000 }
/** Changes of one sort that are tried alone; pairs, and pairs where single changes fix everything; threes. */
const ofSortMax = 1000
const setsMax = { pairs: 2000, beside: 500, triples: 600 }
/** Pairs that came nearest, from which three are made. */
const nearestMax = 12
/** Remedies told of one finding: single changes, pairs, and threes; of each how many that do the same elsewhere. */
const shownMax = [5, 3, 2]
const alikeMax = 2

/** The same findings with what would fix each. */
export const withRemedies = (
  program: Prepared,
  told: ReadonlyArray<Told>,
  options: ExploreOptions,
  stepsLongest: number
): ReadonlyArray<Finding> => {
  if (told.length === 0) return []
  const limits = { ...options.limits, stepsMax: Math.min(program.machine.limits.stepsMax, stepsFactor * stepsLongest) }
  return whileIntercepting(() => {
    const targets = told.map(({ finding, sightings }) => ({ finding, sightings: sightings.map(sightingName) }))
    const doctor = new Doctor(program, targets, { ...options, limits })
    return targets.map((target) => ({ ...target.finding, remedies: doctor.remediesOf(target) }))
  })
}

class Doctor {
  private readonly trials: Trials
  private readonly targets: ReadonlyArray<Target>
  private readonly shouldStop: () => boolean
  private readonly found = new Map<Target, Array<Remedy>>()
  private readonly tried = new Map<Edit["tag"], number>()
  private pairs = 0
  private triples = 0
  private isBounded = false

  constructor(program: Prepared, targets: ReadonlyArray<Target>, options: ExploreOptions) {
    this.targets = targets
    const { now, shouldStop } = options
    const deadline = now === undefined ? Number.POSITIVE_INFINITY : now() + program.machine.limits.timeMaxMillis
    this.shouldStop = () => shouldStop?.() === true || (now !== undefined && now() > deadline)
    for (const target of targets) this.found.set(target, [])
    this.trials = new Trials(program, targets, options)
    const { before, survey } = this.trials
    const findings = targets.map(({ finding }) => finding)
    const pool = this.alone(candidatesOf(survey, findings, before.raced, program.scenario.order))
    const nearest = this.inPairs(pool)
    if (targets.some((target) => !this.isFixed(target))) this.inThrees(nearest, pool)
  }

  remediesOf(target: Target): Remedies {
    const known = this.found.get(target)!
    // What leaves something is of interest where nothing fixes all.
    const all = this.isFixed(target) ? known.filter(({ leaves }) => leaves.length === 0) : known
    const { isBounded, pairs, triples } = this
    const tried = [...this.tried].map(([tag, count]) => ({ tag, count }))
    return {
      tried,
      pairs,
      triples,
      exhaustive: !isBounded,
      found: shownMax.flatMap((most, i) => various(all, i + 1, most))
    }
  }

  private isFixed(target: Target): boolean {
    return this.found.get(target)!.some(({ leaves }) => leaves.length === 0)
  }

  /** Tries each change by itself; gives those that could be a part of more. */
  private alone(candidates: ReadonlyArray<Candidate>): ReadonlyArray<Candidate> {
    const pool: Array<Candidate> = []
    const cures: Array<Candidate> = []
    const sorts = Map.groupBy(candidates, ({ edit }) => edit.tag)
    const some = candidates.filter((candidate) => sorts.get(candidate.edit.tag)!.indexOf(candidate) < ofSortMax)
    if (some.length < candidates.length) this.isBounded = true
    for (const candidate of this.within(some, some.length, executionsMax.singles)) {
      if (cures.some((narrower) => covers(candidate, narrower))) continue
      const { edit } = candidate
      this.tried.set(edit.tag, (this.tried.get(edit.tag) ?? 0) + 1)
      const trial = this.trials.attempt([edit])
      const fixed = this.take([edit], trial)
      if (fixed === this.targets.length) cures.push(candidate)
      else if (this.isWorthMore(trial)) pool.push(candidate)
    }
    return pool
  }

  /**
   * Tries each two together; gives those that came nearest to a remedy: with which the fewest findings were seen, and
   * the latest.
   */
  private inPairs(pool: ReadonlyArray<Candidate>): ReadonlyArray<ReadonlyArray<Candidate>> {
    const near: Array<{ readonly pair: ReadonlyArray<Candidate>; readonly trial: Trial }> = []
    const most = this.targets.every((target) => this.isFixed(target)) ? setsMax.beside : setsMax.pairs
    this.combine(pairsOf(pool), most, executionsMax.pairs, (pair, trial) => {
      this.pairs++
      if (Number.isFinite(trial.shown) && this.isWorthMore(trial)) near.push({ pair, trial })
    })
    return near.toSorted(({ trial: a }, { trial: b }) => a.shown - b.shown || b.executions - a.executions)
      .slice(0, nearestMax).map(({ pair }) => pair)
  }

  private inThrees(nearest: ReadonlyArray<ReadonlyArray<Candidate>>, pool: ReadonlyArray<Candidate>): void {
    this.combine(withAnother(nearest, pool), setsMax.triples, executionsMax.triples, () => this.triples++)
  }

  private combine(
    sets: ReadonlyArray<ReadonlyArray<Candidate>>,
    most: number,
    executions: number,
    note: (set: ReadonlyArray<Candidate>, trial: Trial) => void
  ): void {
    const known: Array<ReadonlyArray<Candidate>> = []
    for (const set of this.within(sets, most, executions)) {
      // Another of the same sort beside the same rest would be the same remedy at another place.
      if (known.some((other) => areAlike(set, other))) continue
      const edits = set.map(({ edit }) => edit)
      const trial = this.trials.attempt(edits)
      note(set, trial)
      if (this.take(edits, trial) > 0) known.push(set)
    }
  }

  /** As many as there is time for. */
  private *within<A>(list: ReadonlyArray<A>, most: number, executions: number): Generator<A> {
    for (const [i, one] of list.entries()) {
      if (i === most || this.trials.executions > executions || this.shouldStop()) {
        this.isBounded = true
        return
      }
      yield one
    }
  }

  /** Notes whose remedy it is: of findings that no part of it fixes, or fixes and leaves more. Says of how many. */
  private take(edits: ReadonlyArray<Edit>, trial: Trial): number {
    if (trial.refused) return 0
    if (!trial.exhaustive) {
      this.isBounded = true
      return 0
    }
    const leaves = this.targets.filter((target) => isSeen(target, trial.seen)).map(({ finding }) => finding.key)
    const fixed = this.targets.filter((target) => !isSeen(target, trial.seen))
    for (const target of fixed) {
      const known = this.found.get(target)!
      const isPart = (other: Remedy) => other.edits.every((edit) => edits.includes(edit))
      if (known.some((other) => isPart(other) && other.leaves.length <= leaves.length)) continue
      known.push({ edits, traces: trial.traces, leaves })
    }
    return fixed.length
  }

  /** Could it be a part of a remedy? Not if it breaks something that another change is unlikely to mend. */
  private isWorthMore({ seen }: Trial): boolean {
    const { before } = this.trials
    return ![...seen].some((name) => !before.seen.has(name) && breakages.some((kind) => name.startsWith(`${kind} `)))
  }
}

const breakages = ["deadlock", "assertion", "null-call", "use-after-free", "double-free", "read-only-write"]

/** Some of so many edits: the first ones, but of those that do the same thing elsewhere only a few. */
const various = (all: ReadonlyArray<Remedy>, size: number, most: number): ReadonlyArray<Remedy> => {
  const sorts = new Map<string, number>()
  return all.filter(({ edits }) => edits.length === size).filter(({ edits }) => {
    const sort = edits.map(sortOf).join()
    sorts.set(sort, (sorts.get(sort) ?? 0) + 1)
    return sorts.get(sort)! <= alikeMax
  }).slice(0, most)
}

const sortOf = (edit: Edit): string => {
  switch (edit.tag) {
    case "move":
      return `move ${edit.what.text}`
    case "rcu":
      return `rcu ${edit.domain}`
    case "declared":
      return edit.name
    default:
      return `${edit.tag} ${edit.object}`
  }
}
