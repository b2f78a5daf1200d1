/**
 * Trials: the program with a set of changes, explored as far as it takes to know whether they are a remedy.
 */
import { ScenarioError } from "../errors.ts"
import type { ExploreOptions } from "../explore/explore.ts"
import { prepare, type Prepared } from "../explore/prepare.ts"
import { search } from "../explore/search.ts"
import { make } from "../explore/strategies.ts"
import type { Tally } from "../explore/tally.ts"
import type { Machine } from "../machine.ts"
import type { Finding } from "../result.ts"
import type { Follower } from "../world.ts"
import type { Edit } from "./edit.ts"
import { Judge } from "./judge.ts"
import { Rehearsal, type Script, scriptOf } from "./rehearsal.ts"
import { type Callees, Rewriting } from "./rewriting.ts"
import { Survey } from "./survey.ts"

/** Executions spent on one changed program; one that needs more is no remedy that heddle can vouch for. */
const executionsMax = 20_000

/** A finding, and the names of what checkers saw of it. */
export interface Target {
  readonly finding: Finding
  readonly sightings: ReadonlyArray<string>
}

/** What a program did, over all its executions. */
export interface Conduct {
  readonly seen: ReadonlySet<string>
  /** Names of the objects that are raced on. */
  readonly raced: ReadonlySet<string>
  readonly goals: ReadonlySet<string>
  readonly exhaustive: boolean
  readonly traces: number
  /** Executions, up to where enough was known. */
  readonly executions: number
}

/** What came of a set of edits. */
export interface Trial extends Conduct {
  /** It cannot be done, or brings what was not there. */
  readonly refused: boolean
  /** Findings that it had shown when enough was known: those that were sought, and those that were not there. */
  readonly shown: number
}

/** All trials of one cell, beginning with the program as it is. */
export class Trials {
  readonly survey = new Survey()
  readonly before: Conduct
  executions = 0
  private attempts = 0
  private readonly program: Prepared
  private readonly targets: ReadonlyArray<Target>
  private readonly options: ExploreOptions
  private readonly callees: Callees
  /** The executions that showed the findings first, before anything was changed. */
  private scripts: ReadonlyArray<Script> = []
  /** Everything that the program comes to. */
  private readonly keys: ReadonlySet<string>

  constructor(program: Prepared, targets: ReadonlyArray<Target>, options: ExploreOptions) {
    this.program = program
    this.targets = targets
    this.options = options
    const { survey } = this
    this.callees = survey.callees
    const scripts = new Map<string, Script>()
    const keep = (name: string, machine: Machine) => scripts.set(name, scriptOf(machine))
    this.before = this.run(survey, () => false, keep, (machine) => survey.conclude(machine))
    this.scripts = targets.flatMap(({ sightings }) => scripts.get(sightings.find((name) => scripts.has(name))!) ?? [])
    this.keys = survey.keys
  }

  /** Explores the program with these edits, as far as it takes to know that they are no remedy. */
  attempt(edits: ReadonlyArray<Edit>): Trial {
    this.attempts++
    // Most are over before a search would say how far it is.
    this.options.onProgress?.({ executions: this.executions, steps: 0, depth: 0, changes: this.attempts })
    const rewriting = new Rewriting(edits, this.callees)
    const isHopeless = (seen: ReadonlySet<string>) =>
      rewriting.impossible || this.isFresh(seen) || this.targets.every((target) => isSeen(target, seen))
    try {
      const conduct = this.run(rewriting, isHopeless)
      const isLost = conduct.exhaustive && ([...this.before.goals].some((goal) => !conduct.goals.has(goal)) ||
        // A check that always says no is none.
        rewriting.of("check").length > 0 && [...this.keys].some((key) => !rewriting.visited.has(key)))
      const isWorse = isHopeless(conduct.seen) || isWarned(conduct.seen, this.before.seen)
      const refused = isWorse || isLost || this.isSilence(rewriting, conduct)
      const shown = rewriting.impossible || isLost ? Number.POSITIVE_INFINITY : this.shownIn(conduct)
      return { ...conduct, refused, shown }
    } catch (error) {
      // The changed program cannot be run to its end: it is none that heddle can judge.
      if (!(error instanceof ScenarioError)) throw error
      const nothing = new Set<string>()
      const shown = Number.POSITIVE_INFINITY
      const none = { seen: nothing, raced: nothing, goals: nothing, exhaustive: false, traces: 0, executions: 0 }
      return { ...none, refused: true, shown }
    }
  }

  private shownIn({ seen }: Conduct): number {
    return this.targets.filter((target) => isSeen(target, seen)).length + this.freshIn(seen).length
  }

  /** Marking what is raced on is no order: something else has to come in order by it. */
  private isSilence(rewriting: Rewriting, { raced }: Conduct): boolean {
    const own = rewriting.of("order").map(({ object }) => object)
    return own.some((name) => this.before.raced.has(name)) &&
      [...this.before.raced].every((name) => own.includes(name) || raced.has(name))
  }

  private isFresh(seen: ReadonlySet<string>): boolean {
    return this.freshIn(seen).length > 0
  }

  private freshIn(seen: ReadonlySet<string>): ReadonlyArray<string> {
    return [...seen].filter((name) => !this.before.seen.has(name) && !name.startsWith("lock-order"))
  }

  /** One exploration with a follower: what is seen, until that is enough. */
  private run(
    follower: Follower,
    isEnough: (seen: ReadonlySet<string>) => boolean,
    onFirst: (name: string, machine: Machine) => void = () => {},
    atEnd: (machine: Machine) => void = () => {}
  ): Conduct {
    const { cell, checkers, scenario } = this.program
    const judge = new Judge(checkers, onFirst)
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
      onProgress: (progress) =>
        this.options.onProgress?.({
          ...progress,
          executions: before + progress.executions,
          changes: this.attempts
        })
    }
    const program = prepare(scenario, cell, options)
    const rehearsed = search(program, new Rehearsal(this.scripts), options)
    this.executions += rehearsed.counts.executions
    const strategy = make(options, executionsMax)
    const tally = enough ? rehearsed : search(program, strategy, options)
    if (tally !== rehearsed) this.executions += tally.counts.executions
    const { seen } = judge
    const goals = new Set([...wanted(tally, scenario.reaches), ...judge.called])
    const { counts: { loops, traces }, randomUsed, spent } = tally
    const exhaustive = !enough && strategy.exhaustive && strategy.bounds().length === 0 && loops.length === 0 &&
      !randomUsed && spent === undefined
    atEnd(program.machine)
    return { seen, raced: judge.raced, goals, exhaustive, traces, executions: this.executions - before }
  }
}

/** Is the finding among what was seen? */
export const isSeen = ({ sightings }: Target, seen: ReadonlySet<string>): boolean =>
  sightings.some((name) => seen.has(name))

/** The places that count as goals: those the scenario asks for; where it asks for none, all that it has. */
const wanted = ({ reached }: Tally, asked: ReadonlyArray<string>): ReadonlyArray<string> =>
  asked.length === 0 ? reached : reached.filter((place) => asked.includes(place))

/** Locks taken in orders that close a cycle are a finding where nothing deadlocks. */
const isWarned = (seen: ReadonlySet<string>, before: ReadonlySet<string>): boolean => {
  const has = (kind: string, names: ReadonlySet<string>) => [...names].some((name) => name.startsWith(`${kind} `))
  const isNew = [...seen].some((name) => name.startsWith("lock-order ") && !before.has(name))
  return has("lock-order", seen) && !has("deadlock", seen) && (isNew || has("deadlock", before))
}
