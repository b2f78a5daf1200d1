/**
 * Explores one cell: searches it (search.ts), runs each finding's canonical schedule once more and
 * explains it, and sums up. Nothing here prints, and nothing knows of kernels, files or terminals.
 */
import type { Checker } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import { explain } from "../explain/explain.ts"
import type { Limits } from "../limits.ts"
import type { CellResult, Verdict } from "../result.ts"
import { type Assumption, type Cell, type Kind, kinds, type Scenario } from "../scenario.ts"
import { prepare, type Prepared } from "./prepare.ts"
import { protectingSets } from "./protections.ts"
import { Search, type SearchState } from "./search.ts"
import type { StrategyOptions } from "./strategies.ts"

/** How to search. */
export interface ExploreOptions extends StrategyOptions {
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
}

/**
 * Explores one cell of a scenario.
 * Throws ScenarioError when the scenario cannot be run.
 *
 * @example
 * const result = exploreCell(lostUpdate, lostUpdate.cells[0], { strategy: "dpor" })
 */
export const exploreCell = (scenario: Scenario, cell: Cell, options: ExploreOptions = {}): CellResult => {
  const program = prepare(scenario, cell, options)
  const search = new Search(program, options)
  search.run()
  return resultOf(program, search, options)
}

/** What a stretch of a search came to. */
export interface Stretch {
  /** Absent while the search is not over. */
  readonly result: CellResult | undefined
  /** To go on from; absent when everything is explored, and of searches that cannot pause. */
  readonly state: SearchState | undefined
}

/**
 * Explores one cell for at most so many executions, from where an earlier stretch ended. The stretches
 * of a search, on whichever machines, come to the same result as `exploreCell`. Only the strategy `dpor`
 * pauses; the others are explored to their end.
 * Throws ScenarioError when the scenario cannot be run, or has changed since `from`.
 *
 * @example
 * let { result, state } = exploreStretch(lostUpdate, cell, {}, 1000)
 * while (result === undefined) ({ result, state } = exploreStretch(lostUpdate, cell, {}, 1000, state))
 */
export const exploreStretch = (
  scenario: Scenario,
  cell: Cell,
  options: ExploreOptions,
  executions: number,
  from?: SearchState
): Stretch => {
  const program = prepare(scenario, cell, options)
  const search = new Search(program, options, from)
  const isOver = search.run(search.pauses ? executions : undefined)
  // Explaining runs the machine again; the state holds nothing of it.
  const state = search.isFinished ? undefined : search.state
  return { state, result: isOver ? resultOf(program, search, options) : undefined }
}

const resultOf = (program: Prepared, search: Search, options: ExploreOptions): CellResult => {
  const { cell, scenario } = program
  const { bounds, findings: sighted, isExhaustive: exhaustive, stats } = search
  const shown = options.first === true ? [] : [...sighted.values()].flatMap((ofKind) => [...ofKind.values()])
  const findings = explain(program, shown)
  const found = new Set(sighted.keys())
  const clean = found.size === 0 && exhaustive
  const protections = options.mutation === true && clean ? restsOn(program, options) : undefined
  const reached = scenario.reaches.filter((place) => search.wasReached(place))
  const unreached = scenario.reaches.filter((place) => !search.wasReached(place))
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
    stats,
    findings,
    ...(protections === undefined ? {} : { protections }),
    reached,
    unreached
  }
}

/** Assumptions in words of the verdict. */
const assumptions: { readonly [A in Assumption]: string } = {
  "deadline-order": "sleeps end in the order of their deadlines"
}

const verdictOf = (found: ReadonlySet<Kind>, exhaustive: boolean): Verdict =>
  kinds.find((kind) => found.has(kind)) ?? (exhaustive ? "verified" : "no-finding")

const sameKinds = (found: ReadonlySet<Kind>, declared: ReadonlyArray<Kind>): boolean =>
  found.size === declared.length && declared.every((kind) => found.has(kind))

/** The protections a clean cell rests on; undefined when the search was told to stop before they were known. */
const restsOn = ({ cell, machine, scenario }: Prepared, options: ExploreOptions): CellResult["protections"] => {
  const { now, shouldStop } = options
  const deadline = now === undefined ? Number.POSITIVE_INFINITY : now() + machine.limits.timeMaxMillis
  const stopped = () => shouldStop?.() === true || (now !== undefined && now() > deadline)
  const brings = (removed: ReadonlySet<string>) => !stopped() && breaks(scenario, cell, options, removed)
  const sets = protectingSets(machine.protections, brings)
  return stopped() ? undefined : sets
}

/** Does the cell have a finding with these protections taken away? */
const breaks = (scenario: Scenario, cell: Cell, options: ExploreOptions, removed: ReadonlySet<string>): boolean => {
  const limits = { ...options.limits, executionsMax: mutationExecutionsMax }
  try {
    const { verdict } = exploreCell(scenario, cell, { ...options, limits, removed, mutation: false, first: true })
    return verdict !== "verified" && verdict !== "no-finding"
  } catch (error) {
    // Without the protection the program cannot even be run to its end: that tells nothing.
    if (error instanceof ScenarioError) return false
    throw error
  }
}

/** Executions spent on one set of protections. */
const mutationExecutionsMax = 20_000
