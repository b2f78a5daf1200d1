/**
 * The shape of a checkpoint file: checked when it is read, for it comes from outside.
 */
import * as Schema from "effect/Schema"
import * as Report from "../report/schema.ts"
import type { CampaignState } from "../sim/explore/campaign.ts"
import type { CellResult } from "../sim/result.ts"
import type { SearchOptions } from "./contract.ts"
import type { CellFilter } from "./select.ts"

/** What a search was asked for. */
export interface Asked {
  readonly words: ReadonlyArray<string>
  readonly filter: CellFilter
  readonly search: SearchOptions
}

/** What is known of a cell: its result, or where its search stands. */
export interface Known {
  readonly result?: CellResult | undefined
  readonly state?: CampaignState | undefined
}

/** What a checkpoint file holds. */
export interface Written {
  readonly asked: Asked
  readonly cells: ReadonlyArray<Known & { readonly name: string }>
}

/** The file around it. */
export const File = Schema.Struct({
  format: Schema.Literal("heddle.checkpoint"),
  version: Schema.Int,
  digest: Schema.String,
  body: Schema.Unknown
})

const Numbers = Schema.Array(Schema.Int)
const Words = Schema.Array(Schema.String)
const Event = Schema.Struct({
  task: Schema.Int,
  draws: Schema.Struct({ values: Numbers, widths: Numbers, open: Schema.Boolean }),
  accesses: Schema.NullOr(Numbers),
  foretold: Schema.Boolean
})

const Part = Schema.Struct({
  nodes: Numbers,
  base: Schema.Int,
  fresh: Schema.Int,
  uncertain: Schema.Boolean
})

const Late = Schema.Array(Schema.Struct({ index: Schema.Int, sequence: Numbers }))

const Tally = Schema.Struct({
  counts: Schema.Struct({
    loops: Schema.Array(Report.Loop),
    executions: Schema.Int,
    traces: Schema.Int,
    steps: Schema.Int,
    stepsLongest: Schema.Int,
    tasks: Schema.Int,
    firstFinding: Schema.optionalKey(Schema.Int)
  }),
  redundant: Schema.Int,
  found: Schema.Array(Schema.Struct({
    sighting: Schema.Struct({ kind: Report.KindOf, key: Schema.String, whole: Schema.Boolean }),
    moves: Schema.Array(Schema.Struct({ task: Schema.String, draws: Numbers })),
    switches: Schema.Int,
    text: Schema.String,
    seen: Report.Size
  })),
  reached: Schema.Array(Schema.String),
  coverage: Schema.Struct({ tasks: Words, ran: Words, read: Words, written: Words }),
  protections: Schema.Array(Schema.String),
  randomUsed: Schema.Boolean
})

const State = Schema.Struct({
  program: Schema.String,
  executionsMax: Schema.NullOr(Schema.Int),
  byWalks: Schema.Finite,
  tally: Tally,
  words: Schema.Struct({ tasks: Words, locations: Words, events: Schema.Array(Event) }),
  frontier: Schema.Struct({
    begun: Schema.Boolean,
    born: Schema.Int,
    held: Schema.Array(
      Schema.Struct({
        id: Schema.Int,
        giver: Schema.Int,
        at: Schema.Int,
        part: Part,
        late: Late
      })
    ),
    finished: Schema.Array(Schema.Struct({ id: Schema.Int, last: Schema.Int, late: Late }))
  })
})

const Names = Schema.Array(Schema.String)

/** What the file says. */
export const Body = Schema.Struct({
  asked: Schema.Struct({
    words: Names,
    filter: Schema.Struct({ design: Names, kernel: Names, shape: Names }),
    search: Schema.Record(Schema.String, Schema.Unknown)
  }),
  cells: Schema.Array(Schema.Struct({
    name: Schema.String,
    result: Schema.optionalKey(Report.CellResult),
    state: Schema.optionalKey(State)
  }))
})
