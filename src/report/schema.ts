/**
 * `result.json`: what a search said, as one file from which every other output is derived.
 *
 * The schema is the published shape: changes inside version 1 only add. Decoding keeps unknown reasons as they are and
 * drops unknown fields, so an older heddle reads a newer file of the same version. Encoding writes the fields in the
 * order below and nothing of the machine it ran on: same results, same bytes.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Sim from "../sim/result.ts"
import type { Kind } from "../sim/scenario.ts"
import { Remedies } from "./remedy-schema.ts"
import { Frame, Trace } from "./trace-schema.ts"

/** The number in `version`: another one is another shape. */
export const version = 1

/** The kinds of finding, most specific first. */
export const kinds = [
  "torn-read",
  "window-read",
  "early-call",
  "data-race",
  "hijacked-call",
  "null-call",
  "use-after-free",
  "double-free",
  "read-only-write",
  "deadlock",
  "lock-order",
  "lost-function",
  "leak",
  "assertion",
  "livelock"
] as const satisfies ReadonlyArray<Kind>

const errors = [
  "throws",
  "nondeterministic",
  "shared-state",
  "outside",
  "endless",
  "limit",
  "misuse",
  "diverged",
  "hang",
  "internal",
  "load"
] as const satisfies ReadonlyArray<ErrorKind>

type ErrorKind = NonNullable<Sim.CellResult["error"]>["kind"]

/** A kind of finding. */
export const KindOf = Schema.Literals(kinds)

/** A reason: a tag, and values. Sentences are made in reasons.ts. */
export const Reason = Schema.StructWithRest(Schema.Struct({ tag: Schema.String }), [
  Schema.Record(Schema.String, Schema.Unknown)
])

/** Another choice along the schedule of a finding, and what comes of it. */
export const Alternative = Schema.Struct({
  at: Schema.Int,
  after: Schema.Int,
  token: Schema.String,
  found: Schema.Array(KindOf),
  steps: Schema.Array(
    Schema.Struct({ task: Schema.String, text: Schema.String, value: Schema.optionalKey(Schema.String) })
  ),
  count: Schema.Int
})

/** What another design does under the schedule of a finding. */
export const Comparison = Schema.Struct({
  design: Schema.String,
  kernel: Schema.String,
  shape: Schema.String,
  token: Schema.String,
  trace: Trace,
  pairs: Schema.Array(Schema.Struct({ a: Schema.NullOr(Schema.Int), b: Schema.NullOr(Schema.Int) })),
  stopped: Schema.optionalKey(Schema.Struct({
    at: Schema.Int,
    why: Schema.Literals(["waits", "ended", "not-created"]),
    task: Schema.String
  })),
  found: Schema.Array(KindOf)
})

/** How small an execution is. */
export const Size = Schema.Struct({ preemptions: Schema.Int, tasks: Schema.Int, steps: Schema.Int })

/** One defect with its steps and its reasons. */
export const Finding = Schema.Struct({
  kind: KindOf,
  key: Schema.String,
  title: Schema.String,
  token: Schema.String,
  tasks: Schema.Array(Schema.String),
  because: Schema.Array(Reason),
  trace: Trace,
  preemptions: Schema.Int,
  minimised: Schema.optionalKey(Schema.Struct({
    from: Size,
    executions: Schema.Int,
    proven: Schema.Literals(["whole", "preemptions", "no"])
  })),
  shares: Schema.optionalKey(Schema.Struct({
    exhaustive: Schema.Boolean,
    samples: Schema.Int,
    at: Schema.Array(Schema.Struct({ step: Schema.Int, failing: Schema.Int, total: Schema.Int }))
  })),
  remedies: Schema.optionalKey(Remedies),
  noReturn: Schema.optionalKey(Schema.Int),
  alternatives: Schema.optionalKey(Schema.Array(Alternative)),
  comparisons: Schema.optionalKey(Schema.Array(Comparison)),
  passing: Schema.optionalKey(Schema.Struct({
    token: Schema.String,
    at: Schema.Int,
    task: Schema.String,
    instead: Schema.optionalKey(Schema.String)
  }))
})

/** What was explored, in counts; no times. */
export const Stats = Schema.Struct({
  executions: Schema.Int,
  traces: Schema.Int,
  redundant: Schema.Int,
  steps: Schema.Int,
  stepsLongest: Schema.Int,
  tasks: Schema.Int,
  firstFinding: Schema.optionalKey(Schema.Int)
})

/** What a task does over and over at the limit of steps; `await`: the variable that it could wait for instead. */
export const Loop = Schema.Struct({
  task: Schema.String,
  steps: Schema.Array(Schema.String),
  frames: Schema.Array(Frame),
  await: Schema.optionalKey(Schema.String)
})

/** One cell's verdict. */
export const CellResult = Schema.Struct({
  scenario: Schema.String,
  design: Schema.String,
  kernel: Schema.String,
  shape: Schema.String,
  memory: Schema.Literal("SC"),
  provenance: Schema.Literals(["as-posted", "as-permitted", "counterfactual", ""]),
  declared: Schema.Array(KindOf),
  why: Schema.String,
  verdict: Schema.Literals(["verified", "no-finding", ...kinds]),
  asDeclared: Schema.Boolean,
  exhaustive: Schema.Boolean,
  assumptions: Schema.Array(Schema.String),
  bounds: Schema.Array(Schema.String),
  loops: Schema.optionalKey(Schema.Array(Loop)),
  strategy: Schema.optionalKey(Schema.String),
  stats: Stats,
  findings: Schema.Array(Finding),
  protections: Schema.optionalKey(Schema.Array(Schema.Array(Schema.String))),
  reached: Schema.Array(Schema.String),
  unreached: Schema.Array(Schema.String),
  never: Schema.optionalKey(Schema.Struct({
    ran: Schema.Array(Schema.String),
    updated: Schema.Array(Schema.String)
  })),
  tree: Schema.optionalKey(Schema.Struct({
    choices: Schema.Array(Schema.String),
    executions: Schema.Array(Schema.Struct({ runs: Schema.Array(Schema.Int), kinds: Schema.Array(KindOf) }))
  })),
  file: Schema.optionalKey(Schema.String),
  error: Schema.optionalKey(Schema.Struct({ kind: Schema.Literals(errors), message: Schema.String }))
})

/** How the search was asked for; null where nothing was said. */
export const Options = Schema.Struct({
  strategy: Schema.String,
  preemptions: Schema.NullOr(Schema.Int),
  executions: Schema.NullOr(Schema.Int),
  steps: Schema.NullOr(Schema.Int),
  timeMillis: Schema.NullOr(Schema.Int),
  seed: Schema.Int,
  mutation: Schema.Boolean
})

/** The whole file. */
export const Report = Schema.Struct({
  format: Schema.Literal("heddle.result"),
  version: Schema.Literal(version),
  tool: Schema.Struct({ version: Schema.String }),
  options: Options,
  results: Schema.Array(CellResult)
})

export type Options = typeof Options.Type

/** All results of one run of `explore`; every output is a function of this value. */
export interface Report {
  readonly format: "heddle.result"
  readonly version: typeof version
  readonly tool: { readonly version: string }
  readonly options: Options
  readonly results: ReadonlyArray<Sim.CellResult>
}

/**
 * The text of `result.json`.
 *
 * @example
 * fs.writeFileSync("result.json", encode(report))
 */
export const encode = (report: Report): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(Report)(report), null, 2)}\n`

/**
 * Reads `result.json`. Throws an `Error` that names the place and what was expected there.
 *
 * @example
 * decode(encode(report))   // equal to report
 */
export const decode = (text: string): Report => {
  const result = Schema.decodeUnknownResult(Schema.fromJsonString(Report))(text)
  if (Result.isFailure(result)) throw new Error(`not a heddle result of version ${version}: ${result.failure.message}`)
  // A reason of a newer heddle stays as it is: its tag is not one of ours, and reasons.ts prints it all the same.
  return result.success as Report
}
