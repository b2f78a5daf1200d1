/**
 * What `heddle claims` says: the schema of its JSON, and its text.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, wrap } from "./printable.ts"
import { CellResult } from "./schema.ts"
import { count } from "./wording.ts"

/** One of the terms of a condition: each of these properties is one of these values. */
const Term = Schema.Array(Schema.Struct({
  property: Schema.Literals(["scenario", "design", "shape"]),
  values: Schema.Array(Schema.String)
}))

/** What became of a claim on some kernels: it holds, or holds not, where a term of the condition is true. */
export const InKernels = Schema.Struct({
  kernels: Schema.Array(Schema.String),
  verdict: Schema.Literals(["holds", "fails", "holds-if", "holds-unless", "mixed"]),
  condition: Schema.Array(Term),
  holds: Schema.Int,
  broken: Schema.Int
})

/** One cell that says something of a claim, and what replays the finding that decides it. */
export const Evidence = Schema.Struct({
  scenario: Schema.String,
  design: Schema.String,
  kernel: Schema.String,
  shape: Schema.String,
  verdict: CellResult.fields.verdict,
  holds: Schema.Boolean,
  token: Schema.String
})

/** One claim, what of it is asked, and what became of it. */
export const Judged = Schema.Struct({
  id: Schema.String,
  text: Schema.String,
  who: Schema.String,
  asks: Schema.String,
  verdict: Schema.Literals(["holds", "fails", "holds-if", "not-decidable"]),
  kernels: Schema.Array(InKernels),
  evidence: Schema.Array(Evidence),
  token: Schema.String
})

/** What became of one side's answer to a question: right where a term of the condition is true, or where none is. */
const Standing = Schema.Struct({
  verdict: Schema.Literals(["right", "wrong", "right-if", "right-unless", "in-part"]),
  condition: Schema.Array(Term),
  holds: Schema.Int,
  broken: Schema.Int
})

/** One question of the dispute, and who was right; null where a side said nothing of it. */
export const Answered = Schema.Struct({
  text: Schema.String,
  because: Schema.String,
  romanovsky: Schema.NullOr(Standing),
  kicinski: Schema.NullOr(Standing),
  scenarios: Schema.Array(Schema.String)
})

/** The whole file. */
export const ClaimsReport = Schema.Struct({
  format: Schema.Literal("heddle.claims"),
  version: Schema.Literal(3),
  tool: Schema.Struct({ version: Schema.String }),
  claims: Schema.Array(Judged),
  questions: Schema.Array(Answered)
})

export type ClaimsReport = typeof ClaimsReport.Type

/** The text of the JSON file. */
export const encodeClaims = (report: ClaimsReport): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(ClaimsReport)(report), null, 2)}\n`

const words = { holds: "holds", fails: "fails", "holds-if": "holds if", "not-decidable": "not decidable here" }

/** `5.15, 5.16: holds unless shape is nfp or mlxsw (9 of 12 cells)`. */
const kernelLine = ({ broken, condition, holds, kernels, verdict }: typeof InKernels.Type): string => {
  const under = conditionInPrint(condition)
  const said = {
    holds: "holds",
    fails: "fails",
    "holds-if": `holds if ${under}`,
    "holds-unless": `holds unless ${under}`,
    mixed: "holds in some cells, by no short rule"
  }
  const each = kernels.length > 1 ? " each" : ""
  return `${kernels.join(", ")}: ${said[verdict]} (${holds} of ${count(holds + broken, "cell")}${each})`
}

/** `design is caps-mask and shape is granted or withdrawn; or shape is ice` */
const conditionInPrint = (condition: ReadonlyArray<typeof Term.Type>): string =>
  condition.map((term) => term.map(({ property, values }) => `${property} is ${values.join(" or ")}`).join(" and "))
    .join("; or ")

/** A block for each claim: the words, who, what is asked, the verdict kernel by kernel, the cells, a replay. */
export const claimsText = ({ claims, tool }: ClaimsReport, paint: Paint = plain, width = 100): string => {
  const blocks = claims.map(({ asks, evidence, kernels, text, token, verdict, who }, i) => {
    const [first = "", ...others] = kernels.map(kernelLine)
    const lines: Array<readonly [string, string]> = [
      [kernels.length === 0 ? "" : "asked", asks],
      ["verdict", kernels.length === 0 ? words[verdict] : first],
      ...others.map((line) => ["", line] as const),
      ["cells", placesOf(evidence)],
      ["replay", token === "" ? "" : `heddle replay ${token}`]
    ]
    const said = text === claims[i - 1]?.text ? [] : wrap(`${who}: "${text}"`, width, 2)
    return [
      ...said.map((line) => paint("strong", line)),
      ...lines.filter(([, line]) => line !== "").flatMap(([key, line]) =>
        wrap(line, width - 11, 2).map((part, at) => `  ${paint("dim", padEnd(at === 0 ? key : "", 8))} ${part}`)
      )
    ].join("\n")
  })
  return `heddle ${tool.version} · ${count(claims.length, "claim")}\n\n${blocks.join("\n\n")}\n`
}

/** Which scenarios the cells are of. */
const placesOf = (evidence: (typeof Judged.Type)["evidence"]): string => {
  const counts = Map.groupBy(evidence, ({ scenario }) => scenario)
  return [...counts].map(([scenario, of]) => `${scenario} ${of.length}`).join(", ")
}
