/**
 * The loop that ties machine, strategy, checkers and budget together.
 *
 * The machine runs the program under the strategy's schedule -> checkers turn steps into sightings -> the
 * strategy picks the next schedule. What comes of it is plain data (tally.ts).
 */
import type { Sighting } from "../check/checker.ts"
import type { Kind } from "../scenario.ts"
import { Budget } from "./budget.ts"
import { Covering } from "./coverage.ts"
import { Guard } from "./determinism.ts"
import type { ExploreOptions } from "./explore.ts"
import { outside } from "./outside.ts"
import type { Prepared } from "./prepare.ts"
import { better, couldImprove, type Representative, representative } from "./representative.ts"
import type { Strategy } from "./strategy.ts"
import type { Shown, Tally } from "./tally.ts"
import { TreeKeeper } from "./tree.ts"

/** Where a stretch of a search stands in the whole of it. */
export interface Stretch {
  /** Executions of the search before these. */
  readonly before: number
  /** At most so many executions. */
  readonly executions: number
  /** The best representatives so far: worse ones need not be made. */
  readonly found: ReadonlyArray<Shown>
}

/** All of a search. */
export const unbounded: Stretch = { before: 0, executions: Number.POSITIVE_INFINITY, found: [] }

/** Runs what the strategy asks for. Throws ScenarioError when the scenario cannot be run. */
export const search = (
  program: Prepared,
  strategy: Strategy,
  options: ExploreOptions,
  stretch: Stretch = unbounded
): Tally => {
  const { body, machine } = program
  const checkers = program.checkers.filter((checker) => strategy.mayAsk?.(checker) !== false)
  const guard = new Guard(machine, body)
  const isGuarded = options.clocks !== false && options.guarded !== false
  const budget = new Budget(machine, options)
  const findings = new Findings(program, stretch.found)
  const reached = new Set<string>()
  const covering = new Covering()
  const kinds = new Set<Kind>()
  const report = (sighting: Sighting) => {
    kinds.add(sighting.kind)
    findings.note(sighting, budget)
  }
  const keeper = options.tree === true && stretch.before === 0 ? new TreeKeeper() : undefined
  const scheduler = budget.watch(strategy)
  /** So many steps are in common with the last execution that was checked. */
  let shown = 0
  const isEnough = () => (options.first === true && findings.any) || options.enough?.() === true
  while (budget.executions < stretch.executions && strategy.next()) {
    if (!budget.allows()) break
    const ending = machine.run(body, scheduler)
    // Told to stop in the middle of it: whoever goes on begins with it.
    if (ending === "abandoned" && budget.spent !== undefined) break
    budget.count(ending)
    if (ending === "stuck") outside(machine)
    shown = Math.min(shown, machine.log.common)
    if (ending !== "abandoned") {
      kinds.clear()
      // What an execution showed is kept with it in the tree, whether another showed it or not.
      const execution = { machine, log: machine.log, ending, shown: keeper?.keeps === true ? 0 : shown }
      for (const checker of checkers) checker.check(execution, report)
      shown = Number.POSITIVE_INFINITY
      for (const { data, kind } of machine.log.notes) if (kind === "reached") reached.add(data.place)
      covering.note(machine)
      keeper?.note(machine, [...kinds])
    }
    if (findings.any) budget.found()
    strategy.done(machine, ending)
    if (isEnough()) break
    if (isGuarded) guard.check(ending, stretch.before + budget.executions)
  }
  // Whoever tells it to stop waits for no further execution, which may be as long as its first.
  if (!isEnough() && !budget.isInterrupted) guard.finish()
  budget.finish()
  const { counts } = budget
  const { redundant, repeated = 0 } = strategy
  return {
    counts: { ...counts, traces: counts.traces - repeated },
    redundant: redundant + repeated,
    found: findings.shown,
    reached: [...reached],
    coverage: covering.result,
    protections: [...machine.protections],
    randomUsed: machine.randomUsed,
    ...(keeper?.tree === undefined ? {} : { tree: keeper.tree }),
    ...(budget.spent === undefined ? {} : { spent: budget.spent })
  }
}

/** The best representative of each finding, by kind and key. */
class Findings {
  /** Has anything been found in this stretch? */
  any = false
  private readonly found = new Map<Kind, Map<string, Known>>()
  private readonly program: Prepared

  constructor(program: Prepared, known: ReadonlyArray<Shown>) {
    this.program = program
    for (const shown of known) this.ofKind(shown.sighting.kind).set(shown.sighting.key, { ...shown, pasts: new Set() })
  }

  note(sighting: Sighting, budget: Budget): void {
    const { machine } = this.program
    this.any = true
    const ofKind = this.ofKind(sighting.kind)
    const known = ofKind.get(sighting.key)
    if (known === undefined) ofKind.set(sighting.key, { ...representative(machine, sighting), seen: budget.size })
    else if (couldImprove(machine, sighting, known)) {
      const { seen } = known
      ofKind.set(sighting.key, { ...better(known, representative(machine, sighting, known.pasts)), seen })
    }
  }

  get shown(): ReadonlyArray<Shown> {
    return [...this.found.values()].flatMap((ofKind) => [...ofKind.values()].map(worn))
  }

  private ofKind(kind: Kind): Map<string, Known> {
    let ofKind = this.found.get(kind)
    if (ofKind === undefined) this.found.set(kind, ofKind = new Map())
    return ofKind
  }
}

type Known = Representative & Pick<Shown, "seen">

const worn = ({ moves, seen, sighting, switches, text }: Known): Shown => ({ sighting, moves, switches, text, seen })
