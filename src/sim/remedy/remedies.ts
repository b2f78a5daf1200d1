/**
 * What would fix a finding: changes to the program that are tried, and of which every trace is run.
 *
 * The dual of mutation. A change, or two together, is a remedy of a finding when the changed program was explored to
 * its end, has not that finding, none that the program has not had, and still does what it is for: it reaches every
 * place that the scenario wants reached, and calls every callback that was called. So "never call it" is no remedy.
 * Pairs are tried for findings that no single change fixes.
 */
import { ScenarioError } from "../errors.ts"
import type { Told } from "../explain/explain.ts"
import type { ExploreOptions } from "../explore/explore.ts"
import { prepare, type Prepared } from "../explore/prepare.ts"
import { search } from "../explore/search.ts"
import { make } from "../explore/strategies.ts"
import type { Tally } from "../explore/tally.ts"
import type { Machine } from "../machine.ts"
import type { Finding } from "../result.ts"
import type { Follower } from "../world.ts"
import { type Candidate, candidatesOf } from "./candidates.ts"
import type { Edit, Remedies, Remedy } from "./edit.ts"
import { Judge, sightingName } from "./judge.ts"
import { areAlike, covers, pairsOf } from "./pairs.ts"
import { type Callees, Rewriting } from "./rewriting.ts"
import { Survey } from "./survey.ts"
import { whileIntercepting } from "./walk.ts"

/** Executions spent on one changed program; one that needs more is no remedy that heddle can vouch for. */
const executionsMax = 20_000
/**
 * Steps of one execution, as a multiple of the longest one of the program itself. A loop that waits is not known as one
 * in changed code (spin.ts), and is not worth more; then nothing can be vouched for.
 */
const stepsFactor = 8
/** Executions spent on all the changes of a cell. */
const executionsMaxOfAll = 15_000
/** Changes of one sort that are tried alone, and pairs. */
const ofSortMax = 1000
const pairsMax = 3000
/** Remedies told of one finding: single changes, and pairs. */
const shownMax = { singles: 5, pairs: 3 }

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

/** A finding, and the names of what checkers saw of it. */
interface Target {
  readonly finding: Finding
  readonly sightings: ReadonlyArray<string>
}

/** What a program did, over all its executions. */
interface Conduct {
  readonly seen: ReadonlySet<string>
  /** Names of the objects that are raced on. */
  readonly raced: ReadonlySet<string>
  readonly goals: ReadonlySet<string>
  readonly exhaustive: boolean
  readonly traces: number
}

/** What came of a set of edits. */
interface Trial extends Conduct {
  /** It cannot be done, or brings what was not there. */
  readonly refused: boolean
}

class Doctor {
  private readonly program: Prepared
  private readonly targets: ReadonlyArray<Target>
  private readonly options: ExploreOptions
  private readonly found = new Map<Target, Array<Remedy>>()
  private readonly before: Conduct
  private readonly callees: Callees
  /** Everything that the program comes to. */
  private readonly keys: ReadonlySet<string>
  private tried = 0
  private executions = 0
  private isBounded = false

  constructor(program: Prepared, targets: ReadonlyArray<Target>, options: ExploreOptions) {
    this.program = program
    this.targets = targets
    this.options = options
    for (const target of targets) this.found.set(target, [])
    const survey = new Survey()
    this.callees = survey.callees
    this.before = this.run(survey, () => false, (machine) => survey.conclude(machine))
    this.keys = survey.keys
    const findings = targets.map(({ finding }) => finding)
    this.look(candidatesOf(survey, findings, this.before.raced, program.scenario.order))
  }

  remediesOf(target: Target): Remedies {
    const known = this.found.get(target)!
    // What leaves something is of interest where nothing fixes all.
    const whole = known.filter(({ leaves }) => leaves.length === 0)
    const all = whole.length > 0 ? whole : known
    const of = (size: number, most: number) => all.filter(({ edits }) => edits.length === size).slice(0, most)
    const shown = [...of(1, shownMax.singles), ...of(2, shownMax.pairs)]
    return { tried: this.tried, exhaustive: !this.isBounded, found: shown }
  }

  private look(candidates: ReadonlyArray<Candidate>): void {
    const pool: Array<Candidate> = []
    const cures: Array<Candidate> = []
    const sorts = Map.groupBy(candidates, ({ edit }) => edit.tag)
    const some = candidates.filter((candidate) => sorts.get(candidate.edit.tag)!.indexOf(candidate) < ofSortMax)
    if (some.length < candidates.length) this.isBounded = true
    for (const candidate of this.within(some, some.length)) {
      if (cures.some((narrower) => covers(candidate, narrower))) continue
      const trial = this.attempt([candidate.edit])
      const fixed = this.take([candidate.edit], trial)
      if (fixed.length === this.targets.length) cures.push(candidate)
      else if (isWorthMore(trial, this.before)) pool.push(candidate)
    }
    const known: Array<ReadonlyArray<Candidate>> = []
    for (const pair of this.within(pairsOf(pool), pairsMax)) {
      // Another of the same sort beside the same half would be the same remedy at another place.
      if (known.some((other) => areAlike(pair, other))) continue
      const edits = pair.map(({ edit }) => edit)
      const fixed = this.take(edits, this.attempt(edits))
      if (fixed.length > 0) known.push(pair)
    }
  }

  /** As many as there is time for. */
  private *within<A>(list: ReadonlyArray<A>, most: number): Generator<A> {
    for (const [i, one] of list.entries()) {
      if (i === most || this.executions > executionsMaxOfAll || this.options.shouldStop?.() === true) {
        this.isBounded = true
        return
      }
      yield one
    }
  }

  /** Notes whose remedy it is: of a finding that no part of it fixes, or fixes and leaves more. */
  private take(edits: ReadonlyArray<Edit>, trial: Trial): ReadonlyArray<Target> {
    if (trial.refused) return []
    if (!trial.exhaustive) {
      this.isBounded = true
      return []
    }
    const isLeft = ({ sightings }: Target) => sightings.some((name) => trial.seen.has(name))
    const leaves = this.targets.filter(isLeft).map(({ finding }) => finding.key)
    const fixed = this.targets.filter((target) => !isLeft(target))
    for (const target of fixed) {
      const known = this.found.get(target)!
      const isPart = (other: Remedy) => other.edits.every((edit) => edits.includes(edit))
      if (known.some((other) => isPart(other) && other.leaves.length <= leaves.length)) continue
      known.push({ edits, traces: trial.traces, leaves })
    }
    return fixed
  }

  /** Explores the program with these edits, as far as it takes to know that they are no remedy. */
  private attempt(edits: ReadonlyArray<Edit>): Trial {
    this.tried++
    const rewriting = new Rewriting(edits, this.callees)
    const isHopeless = (seen: ReadonlySet<string>) =>
      rewriting.impossible || this.isFresh(seen) ||
      this.targets.every(({ sightings }) => sightings.some((name) => seen.has(name)))
    try {
      const conduct = this.run(rewriting, isHopeless)
      const isLost = conduct.exhaustive && ([...this.before.goals].some((goal) => !conduct.goals.has(goal)) ||
        // A check that always says no is none.
        rewriting.of("check").length > 0 && [...this.keys].some((key) => !rewriting.visited.has(key)))
      const isWorse = isHopeless(conduct.seen) || isWarned(conduct.seen, this.before.seen)
      return { ...conduct, refused: isWorse || isLost || this.isSilence(rewriting, conduct) }
    } catch (error) {
      // The changed program cannot be run to its end: it is none that heddle can judge.
      if (!(error instanceof ScenarioError)) throw error
      const nothing = new Set<string>()
      return { seen: nothing, raced: nothing, goals: nothing, exhaustive: false, traces: 0, refused: true }
    }
  }

  /** Marking what is raced on is no order: something else has to come in order by it. */
  private isSilence(rewriting: Rewriting, { raced }: Conduct): boolean {
    const own = rewriting.of("order").map(({ object }) => object)
    return own.some((name) => this.before.raced.has(name)) &&
      [...this.before.raced].every((name) => own.includes(name) || raced.has(name))
  }

  private isFresh(seen: ReadonlySet<string>): boolean {
    return [...seen].some((name) => !this.before.seen.has(name) && !name.startsWith("lock-order"))
  }

  /** One exploration with a follower: what is seen, until that is enough. */
  private run(
    follower: Follower,
    isEnough: (seen: ReadonlySet<string>) => boolean,
    atEnd: (machine: Machine) => void = () => {}
  ): Conduct {
    const { cell, checkers, scenario } = this.program
    const judge = new Judge(checkers)
    let enough = false
    const before = this.executions
    const options: ExploreOptions = {
      ...this.options,
      strategy: "dpor",
      limits: { ...this.options.limits, executionsMax },
      follower,
      checkers: [judge],
      mutation: false,
      guarded: follower instanceof Survey,
      enough: () => enough ||= isEnough(judge.seen),
      onProgress: (progress) => this.options.onProgress?.({ ...progress, executions: before + progress.executions })
    }
    const program = prepare(scenario, cell, options)
    const strategy = make(options, executionsMax)
    const tally = search(program, strategy, options)
    this.executions += tally.counts.executions
    const { seen } = judge
    const goals = new Set([...wanted(tally, scenario.reaches), ...judge.called])
    const { counts: { loops, traces }, randomUsed, spent } = tally
    const exhaustive = !enough && strategy.exhaustive && strategy.bounds().length === 0 && loops.length === 0 &&
      !randomUsed && spent === undefined
    atEnd(program.machine)
    return { seen, raced: judge.raced, goals, exhaustive, traces }
  }
}

/** The places that count as goals: those the scenario asks for; where it asks for none, all that it has. */
const wanted = ({ reached }: Tally, asked: ReadonlyArray<string>): ReadonlyArray<string> =>
  asked.length === 0 ? reached : reached.filter((place) => asked.includes(place))

/** Locks taken in orders that close a cycle are a finding where nothing deadlocks. */
const isWarned = (seen: ReadonlySet<string>, before: ReadonlySet<string>): boolean => {
  const has = (kind: string, names: ReadonlySet<string>) => [...names].some((name) => name.startsWith(`${kind} `))
  const isNew = [...seen].some((name) => name.startsWith("lock-order ") && !before.has(name))
  return has("lock-order", seen) && !has("deadlock", seen) && (isNew || has("deadlock", before))
}

/** Could it be a half of a remedy? Not if it breaks something that another change is unlikely to mend. */
const isWorthMore = ({ seen }: Trial, before: Conduct): boolean =>
  ![...seen].some((name) => !before.seen.has(name) && breakages.some((kind) => name.startsWith(`${kind} `)))

const breakages = ["deadlock", "assertion", "null-call", "use-after-free", "double-free", "read-only-write"]
