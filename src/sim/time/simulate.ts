/**
 * Timed runs of one cell: how long its windows are open, and how likely a run is to be hit.
 *
 * The machine, the program and the checkers are those of an exploration; only who moves next is decided by virtual time
 * (timed.ts). A hit is therefore a schedule, and its token is replayed by whoever doubts it.
 */
import type { Execution, Sighting } from "../check/checker.ts"
import { Dice } from "../explore/dice.ts"
import { programOf } from "../explore/fingerprint.ts"
import { prepare, type Prepared } from "../explore/prepare.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Cell, Kind, Scenario } from "../scenario.ts"
import type { CpuOptions } from "./cpus.ts"
import { happened } from "./hits.ts"
import { density } from "./latency.ts"
import { isPossible } from "./possible.ts"
import { propose } from "./rare.ts"
import { type Estimate, meanOf, proportion, type Spread, spread } from "./statistics.ts"
import { Timed, type TimedRun } from "./timed.ts"
import type { Arrival, Timing } from "./timing.ts"
import { type Open, windowsOf } from "./windows.ts"

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
  /** How the probabilities were found: by counting, or by letting users come when it matters. */
  readonly method: "counting" | "importance sampling"
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
 * Runs the cell again and again, ordered by virtual time.
 * Throws ScenarioError when the scenario cannot be run.
 *
 * @example
 * simulateCell(lostUpdate, lostUpdate.cells[0], { timing, seed: 1, runs: 1000, cpus: { count: 2, quantum: 3e6 } })
 */
export const simulateCell = (scenario: Scenario, cell: Cell, options: SimulateOptions): Simulation => {
  const counting = stretch(scenario, cell, options, undefined)
  const { arrival, runs } = options
  const enough = arrival === undefined || density(arrival.latency, 1) === undefined || counting.hitRuns >= 100 ||
    counting.runs < runs
  if (enough && counting.hitRuns > 0) return counting.concluded("counting")
  if (!isPossible(scenario, cell, arrival)) return { ...counting.concluded("counting"), verified: true }
  if (enough) return counting.concluded("counting")
  const weighted = stretch(scenario, cell, options, arrival)
  // Where nothing was hit, only the count says how much may have been missed.
  return weighted.hitRuns === 0 ? counting.concluded("counting") : weighted.concluded("importance sampling")
}

/** Does the cell have tasks that come as the arrival says? */
export const hasUsers = (scenario: Scenario, cell: Cell, options: SimulateOptions): boolean => {
  const { body, machine } = prepare(scenario, cell)
  const timed = new Timed(options.timing, options.cpus)
  timed.begin(machine, { seed: options.seed, arrival: options.arrival })
  machine.run(body, timed)
  return timed.hasUsers
}

/** Some runs, and what they add up to. */
const stretch = (scenario: Scenario, cell: Cell, options: SimulateOptions, rare: Arrival | undefined): Stretch => {
  const all = new Stretch(scenario, cell, options)
  const dice = new Dice(options.seed ^ 0x5bd1e995)
  while (all.runs < options.runs && all.nanos < (options.nanosMax ?? Number.POSITIVE_INFINITY)) {
    if (options.shouldStop?.() === true) break
    all.add(rare, dice)
    options.onRun?.(all.runs)
  }
  return all
}

interface Found {
  readonly kind: Kind
  readonly key: string
  readonly weights: Map<number, number>
  readonly first: TimedRun
}

class Stretch {
  runs = 0
  nanos = 0
  hitRuns = 0
  private readonly program: Prepared
  private readonly timed: Timed
  private readonly options: SimulateOptions
  private readonly seen = new Map<string, { readonly first: Open; readonly widths: Array<number> }>()
  private readonly found = new Map<string, Found>()
  private readonly weights: Array<number> = []

  constructor(scenario: Scenario, cell: Cell, options: SimulateOptions) {
    this.program = prepare(scenario, cell)
    this.options = options
    this.timed = new Timed(options.timing, options.cpus)
  }

  /** One more run; where hits are rare, its users come when it matters. */
  add(rare: Arrival | undefined, dice: Dice): void {
    const { arrival, seed } = this.options
    const number = this.runs++
    const plain: TimedRun = { seed: (Math.imul(seed, 0x01000193) + number) | 0, arrival }
    const { run, weight } = rare === undefined ? { run: plain, weight: 1 } : this.timely(rare, plain, dice)
    const execution = this.execute(run)
    this.nanos += this.timed.now
    for (const open of this.windows(execution)) {
      const seen = this.seen.get(open.name)
      if (seen === undefined) this.seen.set(open.name, { first: open, widths: [open.to - open.from] })
      else seen.widths.push(open.to - open.from)
    }
    const hits = this.hitsOf(execution)
    for (const hit of hits) this.note(hit, run, number, weight)
    if (hits.length > 0) this.hitRuns++
    this.weights.push(hits.length > 0 ? weight : 0)
  }

  concluded(method: Simulation["method"]): Simulation {
    const { cell, scenario } = this.program
    const { arrival, seed } = this.options
    const estimate = (weights: ReadonlyArray<number>, runs: number): Estimate =>
      method === "counting" ? proportion(runs, this.runs) : meanOf(weights)
    const hits = [...this.found.values()].map(({ first, key, kind, weights }): Hit => ({
      kind,
      key,
      probability: estimate(Array.from({ length: this.runs }, (_, run) => weights.get(run) ?? 0), weights.size),
      runs: weights.size,
      token: this.tokenOf(first)
    }))
    return {
      scenario: scenario.name,
      design: cell.design,
      kernel: cell.kernel,
      shape: cell.shape,
      arrival: arrival?.name ?? "",
      seed,
      runs: this.runs,
      nanos: this.nanos,
      method,
      windows: [...this.seen.values()].map(({ first: { closes, name, opens }, widths }) => ({
        name,
        ...spread(widths),
        opens,
        closes
      })),
      hit: estimate(this.weights, this.hitRuns),
      hits,
      verified: false,
      durations: [...this.timed.met].toSorted()
    }
  }

  /** When the users of this run are to come. */
  private timely(rare: Arrival, plain: TimedRun, dice: Dice): { readonly run: TimedRun; readonly weight: number } {
    const alone = this.execute({ ...plain, arriveAt: Number.POSITIVE_INFINITY })
    const anchor = this.timed.anchored
    if (anchor === undefined) return { run: plain, weight: 1 }
    const open = this.windows(alone).map(({ from, to }) => ({ from: from - anchor, to: to - anchor }))
    const late = this.timed.now * 2 + 1e9
    const { log } = this.execute({ ...plain, arriveAt: late })
    const steps: Array<number> = []
    for (let i = 1; i < log.count; i++) {
      if (rare.tasks.includes(log.records[i].task.name)) steps.push(this.timed.at[i] - late)
    }
    if (open.length === 0 || steps.length === 0) return { run: plain, weight: 1 }
    const { delay, weight } = propose(rare.latency, open, steps, dice)
    return { run: { ...plain, arriveAt: anchor + delay }, weight }
  }

  private execute(run: TimedRun): Execution {
    const { body, machine } = this.program
    this.timed.begin(machine, run)
    const ending = machine.run(body, this.timed)
    return { machine, log: machine.log, ending }
  }

  private windows(execution: Execution): ReadonlyArray<Open> {
    return windowsOf(execution, this.timed, this.options.timing.windows ?? [])
  }

  private hitsOf(execution: Execution): ReadonlyArray<Sighting> {
    const hits = new Map<string, Sighting>()
    for (const checker of this.program.checkers) {
      checker.check(execution, (sighting) => {
        if (happened(execution, sighting, this.timed)) hits.set(`${sighting.kind} ${sighting.key}`, sighting)
      })
    }
    return [...hits.values()]
  }

  private note({ key, kind }: Sighting, first: TimedRun, number: number, weight: number): void {
    const name = `${kind} ${key}`
    const known = this.found.get(name)
    if (known === undefined) this.found.set(name, { kind, key, weights: new Map([[number, weight]]), first })
    else known.weights.set(number, weight)
  }

  /** The schedule of a run, as departures from the default policy. */
  private tokenOf(run: TimedRun): string {
    const { body, machine } = this.program
    this.timed.begin(machine, run)
    const recorder = new Recorder(this.timed)
    machine.run(body, recorder)
    machine.timed = undefined
    return encode({ fingerprint: programOf(this.program), deviations: recorder.deviations })
  }
}
