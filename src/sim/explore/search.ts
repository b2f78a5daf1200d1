/**
 * The loop that ties machine, strategy, checkers and budget together.
 *
 * The machine runs the program under the strategy's schedule -> checkers turn steps into sightings ->
 * the strategy picks the next schedule. A search may pause between two executions; its state is plain
 * data, from which any machine of the same program goes on to the same end.
 */
import type { Sighting } from "../check/checker.ts"
import { ScenarioError } from "../errors.ts"
import type { Stats } from "../result.ts"
import type { Kind } from "../scenario.ts"
import { Budget, type Counts } from "./budget.ts"
import { Guard } from "./determinism.ts"
import { OptimalDpor } from "./dpor.ts"
import type { ExploreOptions } from "./explore.ts"
import { programOf } from "./fingerprint.ts"
import { outside } from "./outside.ts"
import { pack, type PortablePart, unpack } from "./portable.ts"
import type { Prepared } from "./prepare.ts"
import { better, couldImprove, type Representative, representative } from "./representative.ts"
import { make } from "./strategies.ts"
import type { Strategy } from "./strategy.ts"

/** A search between two executions. */
export interface SearchState {
  /** Fingerprint of the program: no other can go on with it. */
  readonly program: string
  readonly part: PortablePart
  readonly counts: Counts
  readonly redundant: number
  /** The best representative of each finding. */
  readonly found: ReadonlyArray<Shown>
  readonly reached: ReadonlyArray<string>
  readonly protections: ReadonlyArray<string>
  readonly randomUsed: boolean
}

/** A representative as plain data. */
export type Shown = Omit<Representative, "pasts">

/** One search of one cell. */
export class Search {
  private readonly strategy: Strategy
  private readonly budget: Budget
  private readonly guard: Guard
  private readonly found = new Map<Kind, Map<string, Representative>>()
  private readonly reached = new Set<string>()
  private readonly program: Prepared
  private readonly options: ExploreOptions
  /** Executions that earlier stretches gave up. */
  private readonly redundantBefore: number

  /** `from`: a state of the same search, to go on from. */
  constructor(program: Prepared, options: ExploreOptions, from?: SearchState) {
    const { body, machine } = program
    this.program = program
    this.options = options
    this.guard = new Guard(machine, body)
    this.budget = new Budget(machine, options, from?.counts)
    this.redundantBefore = from?.redundant ?? 0
    if (from === undefined) {
      this.strategy = make(options)
      return
    }
    if (programOf(program) !== from.program) throw changed(program)
    this.strategy = new OptimalDpor(unpack(from.part, machine.names))
    for (const shown of from.found) this.foundOf(shown.sighting.kind).set(shown.sighting.key, unworn(shown))
    for (const place of from.reached) this.reached.add(place)
    for (const name of from.protections) machine.protections.add(name)
    machine.randomUsed = from.randomUsed
  }

  /** Goes on for at most so many executions; says whether the search is over. */
  run(executions: number = Number.POSITIVE_INFINITY): boolean {
    const { budget, guard, options, program, strategy } = this
    const { body, checkers, machine } = program
    const report = (sighting: Sighting) => this.note(sighting)
    const scheduler = budget.watch(strategy)
    const end = budget.executions + executions
    while (strategy.next()) {
      if (!budget.allows()) break
      if (budget.executions >= end) return false
      const ending = machine.run(body, scheduler)
      // Told to stop in the middle of it: whoever goes on begins with it.
      if (ending === "abandoned" && budget.isSpent) break
      budget.count(ending)
      if (ending === "stuck") outside(machine)
      if (ending !== "abandoned") {
        for (const checker of checkers) checker.check({ machine, log: machine.log, ending }, report)
        for (const { data, kind } of machine.log.notes) if (kind === "reached") this.reached.add(data.place)
      }
      if (this.found.size > 0) budget.found()
      strategy.done(machine, ending)
      if (options.first === true && this.found.size > 0) break
      if (options.clocks !== false) guard.check(ending, budget.executions)
    }
    if (!(options.first === true && this.found.size > 0)) guard.finish()
    return true
  }

  /** Can it be gone on with by another? */
  get pauses(): boolean {
    return this.strategy instanceof OptimalDpor
  }

  /** Is everything explored? */
  get isFinished(): boolean {
    return !(this.strategy instanceof OptimalDpor) || this.strategy.rest.path.length === 0
  }

  /** What is left and what was found. Only of a search that pauses. */
  get state(): SearchState | undefined {
    const { budget, found, program, reached, strategy } = this
    if (!(strategy instanceof OptimalDpor)) return undefined
    const { machine } = program
    return {
      part: pack(strategy.rest, machine.names),
      counts: budget.counts,
      redundant: this.redundant,
      found: [...found.values()].flatMap((ofKind) => [...ofKind.values()].map(worn)),
      reached: [...reached],
      protections: [...machine.protections],
      randomUsed: machine.randomUsed,
      program: programOf(program)
    }
  }

  /** Its strategy, once over, has covered every trace, and nothing bounded it. */
  get isExhaustive(): boolean {
    return this.strategy.exhaustive && this.bounds.length === 0
  }

  /** What bounds the verdict. */
  get bounds(): ReadonlyArray<string> {
    const drew = this.program.machine.randomUsed ? ["2 values a draw of Random"] : []
    return [...this.strategy.bounds(), ...this.budget.bounds(), ...drew]
  }

  get stats(): Stats {
    return this.budget.stats(this.redundant)
  }

  /** A lock order is a warning where no deadlock was reached; where one was, the deadlock says it. */
  get findings(): ReadonlyMap<Kind, ReadonlyMap<string, Representative>> {
    if (!this.found.has("deadlock")) return this.found
    return new Map([...this.found].filter(([kind]) => kind !== "lock-order"))
  }

  wasReached(place: string): boolean {
    return this.reached.has(place)
  }

  private get redundant(): number {
    return this.redundantBefore + this.strategy.redundant
  }

  /** Keeps the best representative of each finding. */
  private note(sighting: Sighting): void {
    const { machine } = this.program
    const ofKind = this.foundOf(sighting.kind)
    const known = ofKind.get(sighting.key)
    if (known === undefined) ofKind.set(sighting.key, representative(machine, sighting))
    else if (couldImprove(machine, sighting, known)) {
      ofKind.set(sighting.key, better(known, representative(machine, sighting, known.pasts)))
    }
  }

  private foundOf(kind: Kind): Map<string, Representative> {
    let ofKind = this.found.get(kind)
    if (ofKind === undefined) this.found.set(kind, ofKind = new Map())
    return ofKind
  }
}

/** Without what only spares this machine some work. */
const worn = ({ moves, sighting, switches, text }: Representative): Shown => ({ sighting, moves, switches, text })

const unworn = (shown: Shown): Representative => ({ ...shown, pasts: new Set() })

const changed = ({ cell, scenario }: Prepared): ScenarioError =>
  new ScenarioError(
    "diverged",
    `${scenario.name} [${cell.design}] has changed since the search was written down: its program has another ` +
      `fingerprint. Search it from the start`
  )
