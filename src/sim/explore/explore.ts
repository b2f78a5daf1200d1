/**
 * Explores one cell: the loop that ties machine, strategy, checkers and budget together.
 *
 * scenario -> the machine runs it under a schedule -> checkers turn steps into sightings -> the
 * strategy picks the next schedule. At the end each finding's canonical schedule is run once more
 * and explained. Nothing here prints, and nothing knows of kernels, files or terminals.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Checker, Sighting } from "../check/checker.ts"
import { checkers as allCheckers } from "../check/checkers.ts"
import { ScenarioError } from "../errors.ts"
import { explain } from "../explain/explain.ts"
import { defaults, type Limits } from "../limits.ts"
import { Machine } from "../machine.ts"
import type { CellResult, Stats, Verdict } from "../result.ts"
import { type Assumption, type Cell, type Kind, kinds, type Scenario } from "../scenario.ts"
import { Budget } from "./budget.ts"
import { Guard } from "./determinism.ts"
import { outside } from "./outside.ts"
import { protectingSets } from "./protections.ts"
import { better, couldImprove, type Representative, representative } from "./representative.ts"
import { make, type StrategyOptions } from "./strategies.ts"
import type { Strategy } from "./strategy.ts"

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
  const search = run(program, options)
  const exhaustive = search.strategy.exhaustive && search.bounds.length === 0
  const findings = options.first === true
    ? []
    : explain(program, [...search.found.values()].flatMap((ofKind) => [...ofKind.values()]))
  const found = new Set(search.found.keys())
  const clean = found.size === 0 && exhaustive
  const protections = options.mutation === true && clean ? restsOn(program, options) : undefined
  const unreached = scenario.reaches.filter((place) => !search.reached.has(place))
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
    bounds: search.bounds,
    stats: search.stats,
    findings,
    ...(protections === undefined ? {} : { protections }),
    reached: scenario.reaches.filter((place) => search.reached.has(place)),
    unreached
  }
}

/** A scenario's cell with its services built: what can be run again and again. */
export interface Prepared {
  readonly scenario: Scenario
  readonly cell: Cell
  readonly machine: Machine
  readonly body: () => Generator<any, any, any>
  readonly checkers: ReadonlyArray<Checker>
}

/** Builds the services of the cell and its machine. */
export const prepare = (scenario: Scenario, cell: Cell, options: ExploreOptions = {}): Prepared => {
  const machine = new Machine({
    limits: { ...defaults, ...scenario.limits, ...options.limits },
    services: servicesOf(scenario, cell),
    deadlineOrder: scenario.assumes.includes("deadline-order"),
    ...(options.clocks === undefined ? {} : { clocks: options.clocks }),
    ...(options.direct === undefined ? {} : { direct: options.direct }),
    ...(options.removed === undefined && options.mutation !== true ? {} : { removed: options.removed ?? new Set() })
  })
  const { design, kernel, shape } = cell
  const body = () => scenario.program({ design, kernel, shape })
  return { scenario, cell, machine, body, checkers: options.checkers ?? allCheckers }
}

/** Assumptions in words of the verdict. */
const assumptions: { readonly [A in Assumption]: string } = {
  "deadline-order": "sleeps end in the order of their deadlines"
}

const servicesOf = (scenario: Scenario, cell: Cell): Context.Context<any> => {
  try {
    return Effect.runSync(Layer.buildWithScope(cell.layer ?? Layer.empty, Scope.makeUnsafe())) as Context.Context<any>
  } catch (error) {
    throw new ScenarioError(
      "throws",
      `the layer of ${scenario.name} [${cell.design}] could not be built: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error }
    )
  }
}

/** The best representative of each finding, by kind and key. */
type Found = Map<Kind, Map<string, Representative>>

/** What a search found out. */
interface Search {
  readonly strategy: Strategy
  readonly found: Found
  readonly bounds: ReadonlyArray<string>
  readonly reached: ReadonlySet<string>
  readonly stats: Stats
}

const run = (program: Prepared, options: ExploreOptions): Search => {
  const { body, checkers, machine } = program
  const guard = new Guard(machine, body)
  const strategy = make(options)
  const budget = new Budget(machine, options)
  const found: Found = new Map()
  const reached = new Set<string>()
  const report = (sighting: Sighting) => note(found, machine, sighting)
  const scheduler = budget.watch(strategy)
  while (strategy.next()) {
    if (!budget.allows()) break
    const ending = machine.run(body, scheduler)
    budget.count(ending)
    if (ending === "stuck") outside(machine)
    if (ending !== "abandoned") {
      for (const checker of checkers) checker.check({ machine, log: machine.log, ending }, report)
      for (const { data, kind } of machine.log.notes) if (kind === "reached") reached.add(data.place)
    }
    if (found.size > 0) budget.found()
    strategy.done(machine, ending)
    if (options.first === true && found.size > 0) break
    if (options.clocks !== false) guard.check(ending, budget.executions)
  }
  if (!(options.first === true && found.size > 0)) guard.finish()
  // A lock order is a warning where no deadlock was reached; where one was, the deadlock says it.
  if (found.has("deadlock")) found.delete("lock-order")
  const drew = machine.randomUsed ? ["2 values a draw of Random"] : []
  const stats = budget.stats(strategy.redundant)
  return {
    strategy,
    found,
    bounds: [...strategy.bounds(), ...budget.bounds(), ...drew],
    reached,
    stats
  }
}

/** Keeps the best representative of each finding. */
const note = (found: Found, machine: Machine, sighting: Sighting): void => {
  let ofKind = found.get(sighting.kind)
  if (ofKind === undefined) found.set(sighting.kind, ofKind = new Map())
  const known = ofKind.get(sighting.key)
  if (known === undefined) ofKind.set(sighting.key, representative(machine, sighting))
  else if (couldImprove(machine, sighting, known)) {
    ofKind.set(sighting.key, better(known, representative(machine, sighting, known.pasts)))
  }
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
