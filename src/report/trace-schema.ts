/**
 * An execution as it stands in `result.json`.
 */
import * as Schema from "effect/Schema"

/** A place in a source file; `file` is relative, so that the file says nothing of a machine. */
export const Frame = Schema.Struct({
  fn: Schema.String,
  file: Schema.String,
  line: Schema.Int,
  column: Schema.Int
})

/**
 * One executed step. `value`: what it gave its task; `was`: what it overwrote; `after`: steps it depends on
 * directly, and `by` how; `instead`: other tasks that could have moved; `changes`: what objects hold since.
 */
export const TraceStep = Schema.Struct({
  index: Schema.Int,
  task: Schema.Int,
  op: Schema.String,
  object: Schema.String,
  note: Schema.Boolean,
  text: Schema.String,
  value: Schema.optionalKey(Schema.String),
  was: Schema.optionalKey(Schema.String),
  frames: Schema.Array(Frame),
  role: Schema.String,
  after: Schema.Array(Schema.Int),
  by: Schema.optionalKey(
    Schema.Array(Schema.Literals(["lock", "release", "reads-from", "from-read", "overwrites"]))
  ),
  instead: Schema.optionalKey(Schema.Array(Schema.Int)),
  changes: Schema.optionalKey(Schema.Array(Schema.Struct({ object: Schema.Int, value: Schema.String })))
})

/** A step that was never granted: its task waits, or the execution ended first. */
export const Waiting = Schema.Struct({
  task: Schema.Int,
  op: Schema.String,
  object: Schema.String,
  frames: Schema.Array(Frame),
  holder: Schema.optionalKey(Schema.Int),
  spins: Schema.optionalKey(Schema.Literal(true))
})

/** One execution, step by step. */
export const Trace = Schema.Struct({
  tasks: Schema.Array(Schema.Struct({ name: Schema.String })),
  objects: Schema.optionalKey(
    Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.optionalKey(Schema.String) }))
  ),
  steps: Schema.Array(TraceStep),
  blocked: Schema.Array(Waiting),
  pending: Schema.Array(Waiting)
})
