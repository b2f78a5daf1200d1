/**
 * What the supervising thread and a worker say to each other: plain data only.
 *
 * A worker has one request at a time. While it works it cannot read messages, so the stop flag, the heartbeat and the
 * progress live in memory that both share.
 */
import type { Answer, AnswerOptions } from "../scenarios/orders/answer.ts"
import type { Question } from "../scenarios/orders/questions.ts"
import type { Position } from "../sim/explain/position.ts"
import type { Outcome, Share } from "../sim/explore/campaign.ts"
import type { ExploreOptions } from "../sim/explore/explore.ts"
import type { Fit, Replay } from "../sim/explore/replay.ts"
import type { Move } from "../sim/explore/schedule.ts"
import type { Tally } from "../sim/explore/tally.ts"
import type { CellResult, Comparison } from "../sim/result.ts"
import type { Cell } from "../sim/scenario.ts"
import type { SimulateOptions, Simulation } from "../sim/time/simulate.ts"
import type { Timing } from "../sim/time/timing.ts"

/** Where scenarios come from: heddle's own, or a file of the user's (an absolute path). */
export type Source = { readonly own: true } | { readonly file: string }

/** A cell without the layer, which cannot leave its thread. */
export type CellLabel = Omit<Cell, "layer">

/** A scenario as another thread sees it. */
export interface ScenarioLabel {
  readonly name: string
  readonly question: string
  readonly cells: ReadonlyArray<CellLabel>
}

/** What a search is asked to do; what is absent is left to the scenario and to heddle's defaults. */
export type SearchOptions = Pick<
  ExploreOptions,
  | "alternatives"
  | "delays"
  | "depth"
  | "fix"
  | "limits"
  | "minimise"
  | "mutation"
  | "preemptions"
  | "seed"
  | "strategy"
  | "tree"
  | "why"
>

/** What a worker is asked. */
export type Request =
  | { readonly type: "load"; readonly source: Source }
  | {
    readonly type: "explore"
    readonly source: Source
    /** Place of the scenario among those of its source, and of the cell in the scenario. */
    readonly scenario: number
    readonly cell: number
    readonly options: SearchOptions
    /** A part of the search, instead of all of it; and what earlier ones took of `--time`. */
    readonly share?: Share | undefined
    readonly spentMillis?: number
  }
  /** What was found out in all parts of a search: the result of it. */
  | {
    readonly type: "conclude"
    readonly source: Source
    readonly scenario: number
    readonly cell: number
    readonly options: SearchOptions
    readonly tally: Tally
  }
  | { readonly type: "replay"; readonly source: Source; readonly token: string }
  /** Where a token's schedule stands after some moves; after none given, at its end. */
  | {
    readonly type: "position"
    readonly source: Source
    readonly token: string
    readonly moves?: ReadonlyArray<Move>
  }
  /** How far a token fits a cell whose program has changed. */
  | {
    readonly type: "fit"
    readonly source: Source
    readonly scenario: number
    readonly cell: number
    readonly token: string
  }
  /** Every continuation of these moves. */
  | {
    readonly type: "continue"
    readonly source: Source
    readonly scenario: number
    readonly cell: number
    readonly moves: ReadonlyArray<Move>
    readonly options: SearchOptions
  }
  /** What another cell does under the schedules of one. */
  | {
    readonly type: "compare"
    readonly source: Source
    readonly scenario: number
    readonly cell: number
    readonly other: number
    /** With the number of lines of each execution that are compared; all, where nothing is said. */
    readonly executions: ReadonlyArray<{ readonly token: string; readonly lines?: number }>
  }
  | OrdersRequest
  | SimulateRequest

/** All orders of one question. */
export interface OrdersRequest extends Pick<AnswerOptions, "explained"> {
  readonly type: "orders"
  readonly source: Source
  readonly question: Question
}

/** Timed runs of one cell, once for each way in which users come. */
export interface SimulateRequest {
  readonly type: "simulate"
  readonly source: Source
  readonly scenario: number
  readonly cell: number
  readonly options: Pick<SimulateOptions, "cpus" | "nanosMax" | "runs" | "seed">
  /** Names of arrivals; all, if there is none. */
  readonly arrivals: ReadonlyArray<string>
  /** Laid over what the scenario says. */
  readonly timing: Partial<Timing> | undefined
  readonly sensitivity: boolean
}

/** Why a request could not be served. */
export type Failure = NonNullable<CellResult["error"]>

/** What a replayed token showed. */
export interface Replayed extends Omit<Replay, "cell"> {
  readonly type: "replayed"
  readonly cell: CellLabel
}

/** What a worker answers. */
export type Reply =
  | { readonly type: "loaded"; readonly scenarios: ReadonlyArray<ScenarioLabel> }
  | { readonly type: "explored"; readonly result: CellResult }
  /** A part of a search; with the result, where that part was all of it. */
  | { readonly type: "shared"; readonly outcome: Outcome; readonly result: CellResult | undefined }
  | Replayed
  | { readonly type: "compared"; readonly comparisons: ReadonlyArray<Comparison> }
  | { readonly type: "ordered"; readonly answer: Answer }
  | { readonly type: "simulated"; readonly simulations: ReadonlyArray<Simulation> }
  | { readonly type: "position"; readonly scenario: string; readonly cell: CellLabel; readonly position: Position }
  | { readonly type: "fitted"; readonly fit: Fit }
  | { readonly type: "unknown-token" }
  | { readonly type: "failed"; readonly error: Failure }
  /** The search was stopped before this request was begun. */
  | { readonly type: "skipped" }

/** What a worker says when it has loaded the engine: only then can a scenario be what keeps it from answering. */
export interface Ready {
  readonly type: "ready"
}

/** What a worker says of a file, of no package, that it is about to load, where it was asked to. */
export interface Imported {
  readonly type: "imported"
  readonly file: string
  /** The file that imports it. */
  readonly by: string
  /** What stands in it. */
  readonly digest: string
}

/** What a worker is given when it starts. */
export interface WorkerStart {
  /** Does somebody want to know what files are loaded? */
  readonly watched: boolean
  readonly shared: SharedArrayBuffer
  /** The current folder: paths below it are printed relative to it. */
  readonly folder: string
}
