/**
 * A file of durations for `heddle simulate --timing FILE`: JSON, laid over what the scenario says, key by key.
 */
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Timing } from "../sim/time/timing.ts"
import { CommandError } from "./exit.ts"

const Nanos = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

const Latency = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("constant"), nanos: Nanos }),
  Schema.Struct({ kind: Schema.Literal("uniform"), min: Nanos, max: Nanos }),
  Schema.Struct({ kind: Schema.Literal("exponential"), mean: Nanos }),
  Schema.Struct({ kind: Schema.Literal("log-normal"), median: Nanos, sigma: Nanos }),
  Schema.Struct({ kind: Schema.Literal("empirical"), values: Schema.NonEmptyArray(Nanos) })
])

const timed = { latency: Latency, source: Schema.String }
const Timed = Schema.Struct(timed)
const Activity = Schema.Struct({ ...timed, waits: Schema.optionalKey(Schema.Boolean) })
const Arrival = Schema.Struct({
  ...timed,
  name: Schema.String,
  tasks: Schema.NonEmptyArray(Schema.String),
  after: Schema.optionalKey(Schema.String),
  chooses: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))
})

const TimingFile = Schema.Struct({
  step: Schema.optionalKey(Timed),
  operations: Schema.optionalKey(Schema.Record(Schema.String, Timed)),
  activities: Schema.optionalKey(Schema.Record(Schema.String, Activity)),
  wakeup: Schema.optionalKey(Timed),
  interrupts: Schema.optionalKey(Schema.Struct({ every: Timed, lasts: Timed })),
  arrivals: Schema.optionalKey(Schema.Array(Arrival)),
  windows: Schema.optionalKey(Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String })))
})

/** Reads the file; a CommandError says what is wrong with it. */
export const readTiming = (file: string): Partial<Timing> => {
  try {
    const said = JSON.parse(fs.readFileSync(file, "utf8"), (_, value) => measured(value, path.dirname(file)))
    return Schema.decodeUnknownSync(TimingFile, { onExcessProperty: "error" })(said)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n")
    throw new CommandError(`${file} is no file of durations: ${reason}. See docs/simulate.md for an example`)
  }
}

/** A model whose values stand in a file of their own, one a line, with these values in its place. */
const measured = (value: unknown, folder: string): unknown => {
  if (typeof value !== "object" || value === null || !("kind" in value) || value.kind !== "empirical") return value
  if (!("file" in value) || typeof value.file !== "string") return value
  const { file, ...model } = value
  const lines = fs.readFileSync(path.resolve(folder, file), "utf8").split("\n").map((line) => line.trim())
  const values = lines.filter((line) => line !== "").map(Number)
  if (values.length === 0 || values.some(Number.isNaN)) throw new Error(`${file} is not one number a line`)
  return { ...model, values }
}
