/**
 * A search whose parts are explored by others: it says what to explore next, and puts together what came of it.
 *
 * All that passes is plain data, and so is its state between two rounds. The result is that of a search on one
 * machine (dpor-rounds.ts), to the byte, however many explore its parts.
 */
import { ScenarioError } from "../errors.ts"
import { Names } from "../names.ts"
import { OptimalDpor } from "./dpor.ts"
import type { ExploreOptions } from "./explore.ts"
import { programOf } from "./fingerprint.ts"
import { Frontier, type FrontierState, type Rounds } from "./frontier.ts"
import { isDone } from "./part.ts"
import { Packer, type PortablePart, type PortableReversal, Unpacker, type Words } from "./portable.ts"
import type { Prepared } from "./prepare.ts"
import { search } from "./search.ts"
import { none, type Shown, sum, type Tally } from "./tally.ts"
import type { Item } from "./wakeup.ts"
import { tracesByWalks } from "./walks.ts"

/** One part to explore, by anybody who has the same program. */
export interface Share {
  /** Fingerprint of the program; absent of the first. */
  readonly program?: string | undefined
  readonly words: Words
  readonly part: PortablePart
  readonly executions: number
  /** Executions of the search before these. */
  readonly before: number
  readonly found: ReadonlyArray<Shown>
}

/** What came of it. */
export interface Outcome {
  readonly program: string
  readonly words: Words
  readonly part: PortablePart
  readonly emitted: ReadonlyArray<PortableReversal>
  readonly tally: Tally
  /** How many executions the whole search may have; null: no limit. */
  readonly executionsMax: number | null
  /** There is nothing else to explore, or nothing else may be: the first part was the whole search. */
  readonly isAll: boolean
  /** Of a first part that is not all: about how many traces there are, by random walks. */
  readonly byWalks?: number
}

/** Random walks for an estimate: they take a few hundredths of the time that the first part takes. */
const walks = 128

/** Explores one part. Throws ScenarioError when the scenario cannot be run, or is another than it was. */
export const exploreShare = (program: Prepared, share: Share, options: ExploreOptions): Outcome => {
  const { machine } = program
  if (share.program !== undefined && share.program !== programOf(program)) throw changed(program)
  const strategy = new OptimalDpor(new Unpacker(share.words, machine.names).part(share.part))
  const tally = search(program, strategy, options, share)
  const { emitted, rest } = strategy
  const packer = new Packer(machine.names)
  const { executionsMax } = machine.limits
  const isFirst = share.program === undefined
  const isAll = isFirst && (isDone(rest) || tally.spent !== undefined)
  return {
    program: share.program ?? programOf(program),
    part: packer.part(rest),
    emitted: emitted.map(packer.reversal),
    words: packer.words,
    tally,
    executionsMax: executionsMax === Number.POSITIVE_INFINITY ? null : executionsMax,
    isAll,
    ...(isFirst && !isAll ? { byWalks: tracesByWalks(program, walks, options.shouldStop) } : {})
  }
}

const changed = ({ cell, scenario }: Prepared): ScenarioError =>
  new ScenarioError(
    "diverged",
    `${scenario.name} [${cell.design}] has changed since the search began: its program has another fingerprint. ` +
      `Search it from the start`
  )

/** A search between two rounds. */
export interface CampaignState {
  readonly program: string
  readonly executionsMax: number | null
  /** About how many traces there are, by random walks; 0: not known. */
  readonly byWalks: number
  readonly tally: Tally
  readonly words: Words
  readonly frontier: PortableFrontier
}

/** A frontier without a machine. */
export interface PortableFrontier {
  readonly begun: boolean
  readonly born: number
  readonly held: ReadonlyArray<
    & Pick<FrontierState["held"][number], "at" | "giver" | "id">
    & { readonly part: PortablePart; readonly late: ReadonlyArray<PortableReversal> }
  >
  readonly finished: ReadonlyArray<
    & { readonly id: number }
    & { readonly last: number; readonly late: ReadonlyArray<PortableReversal> }
  >
}

/** About how many executions a search has, and how that is known. */
export interface Estimate {
  readonly executions: number
  readonly by: "random walks" | "known branches"
}

/** A search in rounds. */
export class Campaign {
  /** What has been found out. */
  tally: Tally
  /** What had been at the end of the last round. */
  private kept: Tally
  private readonly frontier: Frontier
  private shared = 0
  private readonly names = new Names()
  private program: string | undefined
  private executionsMax: number | null
  private byWalks: number
  private readonly how: Rounds | undefined

  /** `from`: a state to go on from. `how`: for tests. */
  constructor(from?: CampaignState, how?: Rounds) {
    // Main is the first task of every program.
    this.names.task(undefined, 0)
    this.how = how
    this.program = from === undefined || from.program === "" ? undefined : from.program
    this.executionsMax = from?.executionsMax ?? null
    this.byWalks = from?.byWalks ?? 0
    this.tally = this.kept = from?.tally ?? none
    this.frontier = from === undefined ? new Frontier(how) : this.opened(from)
    this.countUp()
  }

  /** Nothing is left to explore. */
  get isDone(): boolean {
    return this.frontier.isDone
  }

  /** Nothing is left to explore, or nothing more may be. */
  get isOver(): boolean {
    return this.isDone || this.tally.spent !== undefined
  }

  /** The parts of the next round. */
  shares(): ReadonlyArray<Share> {
    const { counts: { executions: before }, found } = this.tally
    const shares: Array<Share> = []
    let earlier = 0
    for (const { executions, part } of this.frontier.share(this.left)) {
      const packer = new Packer(this.names)
      const packed = packer.part(part)
      shares.push({
        program: this.program,
        words: packer.words,
        part: packed,
        executions,
        before: before + earlier,
        found
      })
      earlier += executions
    }
    this.shared = shares.length
    return shares
  }

  /**
   * Ends a round with what came of its shares, in their order. Of a round that was stopped, or of which not every share
   * was explored, only the tally counts: who goes on from the state explores that round again.
   */
  take(outcomes: ReadonlyArray<Outcome>): void {
    for (const { tally } of outcomes) this.tally = sum(this.tally, tally)
    if (outcomes.length < this.shared) this.tally = { spent: "interrupted", ...this.tally }
    if (this.tally.spent !== undefined) return
    this.program = outcomes[0].program
    this.executionsMax = outcomes[0].executionsMax
    this.byWalks = outcomes[0].byWalks ?? this.byWalks
    this.kept = this.tally
    this.frontier.take(outcomes.map(({ emitted, part, words }) => {
      const unpacker = new Unpacker(words, this.names)
      return { part: unpacker.part(part), emitted: emitted.map(unpacker.reversal) }
    }))
    this.countUp()
  }

  /** Ends the search where it may not have more executions. */
  private countUp(): void {
    if (this.frontier.isDone || this.left > 0) return
    this.tally = { ...this.tally, spent: `${this.tally.counts.executions} executions` }
  }

  /** How many parts of the search are unfinished. */
  get parts(): number {
    return this.frontier.size
  }

  /**
   * About how many executions there are in all. Both ways of knowing are mostly too low: random walks (walks.ts), where
   * few of them come to an end; and those so far by the share of the known branches that is behind them, until most
   * branches are known. So the larger is told.
   */
  get estimate(): Estimate {
    const byBranches = Math.round(this.kept.counts.executions / Math.max(this.frontier.behind, Number.EPSILON))
    return this.byWalks > byBranches && !this.isDone
      ? { executions: this.byWalks, by: "random walks" }
      : { executions: byBranches, by: "known branches" }
  }

  /** All of it, as plain data. */
  get state(): CampaignState {
    const { born, begun, finished, held } = this.frontier.state
    const packer = new Packer(this.names)
    const frontier = {
      begun,
      born,
      held: held.map(({ late, part, ...rest }) => ({
        ...rest,
        part: packer.part(part),
        late: late.map(packer.reversal)
      })),
      finished: finished.map(({ last, late, ...rest }) => ({
        ...rest,
        last: packer.event(last),
        late: late.map(packer.reversal)
      }))
    }
    const { byWalks, executionsMax, kept: tally, program = "" } = this
    return { program, executionsMax, byWalks, tally, words: packer.words, frontier }
  }

  private get left(): number {
    return (this.executionsMax ?? Number.POSITIVE_INFINITY) - this.tally.counts.executions
  }

  private opened({ frontier: { begun, born, finished, held }, words }: CampaignState): Frontier {
    const unpacker = new Unpacker(words, this.names)
    return Frontier.from({
      begun,
      born,
      held: held.map(({ late, part, ...rest }) => ({
        ...rest,
        part: unpacker.part(part),
        late: late.map(unpacker.reversal)
      })),
      finished: finished.map(({ last, late, ...rest }) => ({
        ...rest,
        last: unpacker.event(last) as Item,
        late: late.map(unpacker.reversal)
      }))
    }, this.how)
  }
}
