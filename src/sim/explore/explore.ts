/**
 * Explores one cell: searches it (search.ts), runs each finding's canonical schedule once more and
 * explains it, and sums up. Nothing here prints, and nothing knows of kernels, files or terminals.
 */
import type { Checker } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import { explain, type ExplainOptions } from "../explain/explain.ts"
import type { Limits } from "../limits.ts"
import { withRemedies } from "../remedy/remedies.ts"
import type { CellResult, Tree, Verdict } from "../result.ts"
import { type Assumption, type Cell, type Kind, kinds, type Scenario } from "../scenario.ts"
import type { Follower } from "../world.ts"
import { missed } from "./coverage.ts"
import { prepare, type Prepared } from "./prepare.ts"
import { protectingSets } from "./protections.ts"
import { searchOf } from "./search-of.ts"
import { search } from "./search.ts"
import { make, type StrategyOptions } from "./strategies.ts"
import type { Strategy } from "./strategy.ts"
import type { Shown, Tally } from "./tally.ts"

/** How to search. */
export interface ExploreOptions extends StrategyOptions, ExplainOptions {
  readonly limits?: Partial<Limits> | undefined
  readonly checkers?: ReadonlyArray<Checker> | undefined
  /** false: no clocks, so no trace order; for strategies and checkers that need none. */
  readonly clocks?: boolean | undefined
  /** false: a fiber evaluates each step of its task, instead of the machine (host.ts); slower, the same results. */
  readonly direct?: boolean | undefined
  /** Look for the protections a verified cell rests on. Off unless asked for. */
  readonly mutation?: boolean | undefined
  /** Names of protections to take away. */
  readonly removed?: ReadonlySet<string> | undefined
  /** Keep the executions of a small search (tree.ts). */
  readonly tree?: boolean | undefined
  /** false: that the program is deterministic and shares no state is not looked at (determinism.ts). */
  readonly guarded?: boolean | undefined
  /** Look for what would fix each finding. Off unless asked for. */
  readonly fix?: boolean | undefined
  /** Changes the program while it runs. */
  readonly follower?: Follower | undefined
  /** Asked after each execution: true ends the search, and what it says of the rest is nothing. */
  readonly enough?: (() => boolean) | undefined
  /** Stop at the first finding. */
  readonly first?: boolean | undefined
  /** Polled between executions and every few thousand steps: true ends the search with the bound `interrupted`. */
  readonly shouldStop?: (() => boolean) | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Wall clock in milliseconds, for `timeMaxMillis`. */
  readonly now?: (() => number) | undefined
  /** What earlier stretches took of `timeMaxMillis`. */
  readonly spentMillis?: number | undefined
}

/** What a long search says while it runs. */
export interface Progress {
  readonly executions: number
  readonly steps: number
  readonly depth: number
  /** Changes to the program that were tried as remedies. */
  readonly changes?: number
}

/**
 * Explores one cell of a scenario.
 * Throws ScenarioError when the scenario cannot be run.
 *
 * @example
 * const result = exploreCell(lostUpdate, lostUpdate.cells[0], { strategy: "dpor" })
 */
export const exploreCell = (scenario: Scenario, cell: Cell, asked: ExploreOptions = {}): CellResult => {
  const options = searchOf(cell, asked)
  const program = prepare(scenario, cell, options)
  const strategy = make(options, program.machine.limits.executionsMax)
  const result = conclude(program, search(program, strategy, options), options, strategy)
  return options === asked ? result : { ...result, strategy: strategy.name }
}

/** The result of a search in which this was found out, by the optimal strategy if nothing else is said. */
export const conclude = (
  program: Prepared,
  tally: Tally,
  options: ExploreOptions = {},
  strategy: Pick<Strategy, "bounds" | "exhaustive"> = make({})
): CellResult => {
  const { cell, scenario } = program
  const bounds = [...strategy.bounds(), ...boundsOf(program, tally)]
  const exhaustive = strategy.exhaustive && bounds.length === 0
  const shown = sightedIn(tally)
  const told = options.first === true ? [] : explain(program, shown, options)
  const findings = options.fix === true
    ? withRemedies(program, told, options, tally.counts.stepsLongest)
    : told.map(({ finding }) => finding)
  const found = new Set(shown.map(({ sighting }) => sighting.kind))
  const clean = found.size === 0 && exhaustive
  const protections = options.mutation === true && clean ? restsOn(program, tally, options) : undefined
  const reached = scenario.reaches.filter((place) => tally.reached.includes(place))
  const unreached = scenario.reaches.filter((place) => !tally.reached.includes(place))
  const { executions, loops, traces, ...counts } = tally.counts
  return {
    scenario: scenario.name,
    design: cell.design,
    kernel: cell.kernel,
    shape: cell.shape,
    memory: "SC",
    provenance: cell.provenance,
    declared: cell.declared,
    why: cell.why,
    verdict: verdictOf(found, exhaustive),
    asDeclared: sameKinds(found, cell.declared) && unreached.length === 0 && protections?.length !== 0,
    exhaustive,
    assumptions: scenario.assumes.map((assumption) => assumptions[assumption]),
    bounds,
    ...(loops.length === 0 ? {} : { loops }),
    stats: { executions, traces, redundant: tally.redundant, ...counts },
    findings,
    ...(protections === undefined ? {} : { protections }),
    reached,
    unreached,
    never: missed(tally.coverage),
    ...(tally.tree === undefined ? {} : { tree: found.has("deadlock") ? withoutLockOrder(tally.tree) : tally.tree })
  }
}

const boundsOf = ({ machine }: Prepared, { counts, randomUsed, spent }: Tally): ReadonlyArray<string> => [
  ...(counts.loops.length > 0 ? [`${machine.limits.stepsMax} steps an execution`] : []),
  ...(spent === undefined ? [] : [spent]),
  ...(randomUsed ? ["2 values a draw of Random"] : [])
]

/** A lock order is a warning where no deadlock was reached; where one was, the deadlock says it. */
const sightedIn = ({ found }: Tally): ReadonlyArray<Shown> =>
  found.some(({ sighting }) => sighting.kind === "deadlock")
    ? found.filter(({ sighting }) => sighting.kind !== "lock-order")
    : found

const withoutLockOrder = ({ choices, executions }: Tree): Tree => ({
  choices,
  executions: executions.map(({ kinds: seen, runs }) => ({ runs, kinds: seen.filter((kind) => kind !== "lock-order") }))
})

/** Assumptions in words of the verdict. */
const assumptions: { readonly [A in Assumption]: string } = {
  "deadline-order": "sleeps end in the order of their deadlines"
}

const verdictOf = (found: ReadonlySet<Kind>, exhaustive: boolean): Verdict =>
  kinds.find((kind) => found.has(kind)) ?? (exhaustive ? "verified" : "no-finding")

const sameKinds = (found: ReadonlySet<Kind>, declared: ReadonlyArray<Kind>): boolean =>
  found.size === declared.length && declared.every((kind) => found.has(kind))

/** The protections a clean cell rests on; undefined when the search was told to stop before they were known. */
const restsOn = (
  { cell, machine, scenario }: Prepared,
  tally: Tally,
  options: ExploreOptions
): CellResult["protections"] => {
  const { now, shouldStop } = options
  const deadline = now === undefined ? Number.POSITIVE_INFINITY : now() + machine.limits.timeMaxMillis
  const stopped = () => shouldStop?.() === true || (now !== undefined && now() > deadline)
  const brings = (removed: ReadonlySet<string>) => !stopped() && breaks(scenario, cell, options, removed)
  const sets = protectingSets(new Set(tally.protections), brings)
  return stopped() ? undefined : sets
}

/** Does the cell have a finding with these protections taken away? */
const breaks = (scenario: Scenario, cell: Cell, options: ExploreOptions, removed: ReadonlySet<string>): boolean => {
  const limits = { ...options.limits, executionsMax: mutationExecutionsMax }
  try {
    // The program was held against determinism.ts as it is; there is no more of it here than that.
    const trial = { limits, removed, mutation: false, first: true, guarded: false }
    const { verdict } = exploreCell(scenario, cell, { ...options, ...trial })
    return verdict !== "verified" && verdict !== "no-finding"
  } catch (error) {
    // Without the protection the program cannot even be run to its end: that tells nothing.
    if (error instanceof ScenarioError) return false
    throw error
  }
}

/** Executions spent on one set of protections. */
const mutationExecutionsMax = 20_000
