/**
 * What would fix a finding, as it stands in `result.json`; sentences are made in remedies.ts.
 */
import * as Schema from "effect/Schema"
import { Frame } from "./trace-schema.ts"

/** A place that a change to the program is about. */
const EditPlace = Schema.Struct({
  ...Frame.fields,
  text: Schema.String,
  callee: Schema.String,
  tasks: Schema.Array(Schema.String)
})
const stretch = { first: EditPlace, last: EditPlace }

/** A change to the program. */
const Edit = Schema.Union([
  Schema.Struct({
    tag: Schema.Literal("order"),
    object: Schema.String,
    stores: Schema.Array(EditPlace),
    loads: Schema.Array(EditPlace)
  }),
  Schema.Struct({ tag: Schema.Literal("declared"), name: Schema.String }),
  Schema.Struct({
    tag: Schema.Literal("hold"),
    object: Schema.String,
    found: Schema.Array(EditPlace),
    last: EditPlace,
    frees: Schema.Array(EditPlace)
  }),
  Schema.Struct({
    tag: Schema.Literal("rcu"),
    domain: Schema.String,
    section: Schema.optionalKey(Schema.Struct(stretch)),
    free: Schema.optionalKey(Schema.Struct({
      block: Schema.String,
      by: Schema.Literals(["synchronize_rcu", "call_rcu"]),
      at: Schema.Array(EditPlace)
    }))
  }),
  Schema.Struct({ tag: Schema.Literal("move"), what: EditPlace, past: EditPlace }),
  Schema.Struct({
    tag: Schema.Literal("check"),
    object: Schema.String,
    skip: Schema.Literals(["while", "unless"]),
    value: Schema.String,
    what: EditPlace,
    instances: Schema.Array(Schema.String),
    answer: Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Number, Schema.Boolean])))
  }),
  Schema.Struct({
    tag: Schema.Literal("lock"),
    object: Schema.String,
    mode: Schema.Literals(["alone", "reading"]),
    form: Schema.Literals(["around", "inside", "ahead", "earlier", "later", "wider", "joined", "upgraded"]),
    nested: Schema.Boolean,
    ...stretch
  })
])

/** Sorts of change. */
const EditTag = Schema.Literals(["order", "declared", "hold", "rcu", "move", "check", "lock"])

/** What would fix a finding. */
export const Remedies = Schema.Struct({
  tried: Schema.Array(Schema.Struct({ tag: EditTag, count: Schema.Int })),
  pairs: Schema.Int,
  triples: Schema.Int,
  exhaustive: Schema.Boolean,
  found: Schema.Array(Schema.Struct({
    edits: Schema.Array(Edit),
    traces: Schema.Int,
    leaves: Schema.Array(Schema.String)
  }))
})
