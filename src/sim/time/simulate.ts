/**
 * Timed runs of one cell: how long its windows are open, and how likely a run is to be hit.
 *
 * The machine, the program and the checkers are those of an exploration; only who moves next is decided by virtual time
 * (timed.ts). A hit is therefore a schedule, and its token is replayed by whoever doubts it.
 */
import { Dice } from "../explore/dice.ts"
import type { Cell, Kind, Scenario } from "../scenario.ts"
import type { CpuOptions } from "./cpus.ts"
import { isPossible } from "./possible.ts"
import { rareHits } from "./rare-hits.ts"
import type { Doubt, Rare } from "./rare.ts"
import { Runs } from "./runs.ts"
import { Scores } from "./scores.ts"
import { type Estimate, proportion, type Spread, spread } from "./statistics.ts"
import type { TimedRun } from "./timed.ts"
import type { Arrival, Timing } from "./timing.ts"
import { waysToHits } from "./ways.ts"
import type { Open } from "./windows.ts"

/** How to simulate. */
export interface SimulateOptions {
  readonly timing: Timing
  readonly seed: number
  /** Runs at most. */
  readonly runs: number
  /** Virtual time at most, summed over the runs, in nanoseconds. */
  readonly nanosMax?: number | undefined
  readonly cpus: CpuOptions
  readonly arrival?: Arrival | undefined
  /** Polled between runs: true ends the simulation with what it has. */
  readonly shouldStop?: (() => boolean) | undefined
  readonly onRun?: ((runs: number) => void) | undefined
}

/** One kind of hit. */
export interface Hit {
  readonly kind: Kind
  readonly key: string
  /** How likely one run is hit so. */
  readonly probability: Estimate
  /** Runs that were. */
  readonly runs: number
  /** Replays the first of them, as a schedule. */
  readonly token: string
}

/** How long a window was open, and the steps with which it opened and closed when it was seen first. */
export interface Window extends Spread {
  readonly name: string
  readonly opens: string
  readonly closes: string
}

/** What timed runs of a cell showed. */
export interface Simulation {
  readonly scenario: string
  readonly design: string
  readonly kernel: string
  readonly shape: string
  readonly arrival: string
  readonly seed: number
  readonly runs: number
  /** Virtual time of all runs, in nanoseconds. */
  readonly nanos: number
  /** How the probabilities were found: by counting, or by runs that were made likelier and count less. */
  readonly method: "counting" | "importance sampling"
  /** Of importance sampling: how many runs were weighed, and how many hits that count alike would say as much. */
  readonly weighed?: { readonly runs: number; readonly effective: number }
  /** Hits are rarer than can be counted, and this is why there is no estimate of how rare. */
  readonly doubt?: Doubt
  readonly windows: ReadonlyArray<Window>
  /** How likely a run is hit at all. */
  readonly hit: Estimate
  readonly hits: ReadonlyArray<Hit>
  /** Exhaustive search has shown that nothing can go wrong where these users come. */
  readonly verified: boolean
  /** The activities and operations whose durations went into this, besides `step` and `wakeup`. */
  readonly durations: ReadonlyArray<string>
  /** By how much a run is likelier to be hit when one duration is doubled, the greatest effect first. */
  readonly sensitivity?: ReadonlyArray<{ readonly name: string; readonly factor: number }>
}

/**
 * Runs the cell again and again, ordered by virtual time; where hits are too rare to be counted, they are made likelier
 * and weighed.
 * Throws ScenarioError when the scenario cannot be run.
 *
 * @example
 * simulateCell(lostUpdate, lostUpdate.cells[0], { timing, seed: 1, runs: 1000, cpus: { count: 2, quantum: 3e6 } })
 */
export const simulateCell = (scenario: Scenario, cell: Cell, options: SimulateOptions): Simulation => {
  const { arrival, cpus, runs: asked, seed, timing } = options
  const runs = new Runs(scenario, cell, timing, cpus)
  const counting = new Counting(runs, options)
  while (counting.goesOn) counting.add()
  const counted = counting.concluded
  if (counting.hitRuns === 0 && !isPossible(scenario, cell, arrival)) return { ...counted, verified: true }
  if (counting.hitRuns >= manyHits || counting.runs < asked || asked < fewRuns) return counted
  const dice = new Dice(seed ^ 0x5bd1e995)
  const ways = waysToHits(scenario, cell, arrival)
  let extra = counting.runs
  const goesOn = () => {
    options.onRun?.(++extra)
    return options.shouldStop?.() !== true
  }
  const { comes, found: rare } = rareHits(runs, ways, { arrival, count: asked, dice, goesOn })
  if (typeof rare === "string") return counting.hitRuns > 0 ? counted : { ...counted, doubt: rare }
  // What could be counted was there: an estimate that leaves it out has missed a way.
  if (rare.hit.high < counted.hit.low || rare.hit.low > counted.hit.high) {
    return { ...counted, doubt: "it differs from the count" }
  }
  return {
    ...counted,
    method: "importance sampling",
    weighed: { runs: rare.runs, effective: Math.round(rare.effective) },
    hit: rare.hit,
    hits: weighedHits(runs, rare, (scores) => comes(runs, scores, arrival).run)
  }
}

/** Hits enough to count, and runs too few to look for rare ones. */
const manyHits = 100
const fewRuns = 500

const weighedHits = (runs: Runs, { hits }: Rare, runOf: (scores: Scores) => TimedRun): ReadonlyArray<Hit> =>
  hits.map(({ first, name, probability, runs: seen }) => {
    const run = runOf(new Scores(new Dice(0), first))
    const { key, kind } = runs.shots(runs.execute(run)).hits.get(name)!
    return { kind, key, probability, runs: seen, token: runs.tokenOf(run) }
  })

/** Does the cell have tasks that come as the arrival says? */
export const hasUsers = (scenario: Scenario, cell: Cell, options: SimulateOptions): boolean => {
  const { arrival, cpus, seed, timing } = options
  const runs = new Runs(scenario, cell, timing, cpus)
  runs.execute({ seed, arrival })
  return runs.timed.hasUsers
}

interface Found {
  readonly kind: Kind
  readonly key: string
  readonly first: TimedRun
  runs: number
}

/** Runs as they come, and what they add up to. */
class Counting {
  runs = 0
  hitRuns = 0
  private nanos = 0
  private readonly of: Runs
  private readonly options: SimulateOptions
  private readonly seen = new Map<string, { readonly first: Open; readonly widths: Array<number> }>()
  private readonly found = new Map<string, Found>()

  constructor(of: Runs, options: SimulateOptions) {
    this.of = of
    this.options = options
  }

  get goesOn(): boolean {
    const { nanosMax = Number.POSITIVE_INFINITY, runs, shouldStop } = this.options
    return this.runs < runs && this.nanos < nanosMax && shouldStop?.() !== true
  }

  add(): void {
    const { arrival, onRun, seed } = this.options
    const run: TimedRun = { seed: (Math.imul(seed, 0x01000193) + this.runs++) | 0, arrival }
    const execution = this.of.execute(run)
    this.nanos += this.of.timed.now
    for (const open of this.of.windows(execution)) {
      const seen = this.seen.get(open.name)
      if (seen === undefined) this.seen.set(open.name, { first: open, widths: [open.to - open.from] })
      else seen.widths.push(open.to - open.from)
    }
    const { hits } = this.of.shots(execution)
    for (const [name, { key, kind }] of hits) {
      const known = this.found.get(name)
      if (known === undefined) this.found.set(name, { kind, key, first: run, runs: 1 })
      else known.runs++
    }
    if (hits.size > 0) this.hitRuns++
    onRun?.(this.runs)
  }

  get concluded(): Simulation {
    const { cell, scenario } = this.of.program
    const { arrival, seed } = this.options
    return {
      scenario: scenario.name,
      design: cell.design,
      kernel: cell.kernel,
      shape: cell.shape,
      arrival: arrival?.name ?? "",
      seed,
      runs: this.runs,
      nanos: this.nanos,
      method: "counting",
      windows: [...this.seen.values()].map(({ first: { closes, name, opens }, widths }) => ({
        name,
        ...spread(widths),
        opens,
        closes
      })),
      hit: proportion(this.hitRuns, this.runs),
      hits: [...this.found.values()].map(({ first, key, kind, runs }) => ({
        kind,
        key,
        probability: proportion(runs, this.runs),
        runs,
        token: this.of.tokenOf(first)
      })),
      verified: false,
      durations: [...this.of.timed.met].toSorted()
    }
  }
}
