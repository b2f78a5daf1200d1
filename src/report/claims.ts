/**
 * What `heddle claims` says: the schema of its JSON, and its text.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, wrap } from "./printable.ts"
import { count } from "./wording.ts"

/** What became of a claim on some kernels; `values` of `property` under which it holds, or holds not. */
export const InKernels = Schema.Struct({
  kernels: Schema.Array(Schema.String),
  verdict: Schema.Literals(["holds", "fails", "holds-if", "holds-unless", "mixed"]),
  property: Schema.String,
  values: Schema.Array(Schema.String),
  holds: Schema.Int,
  broken: Schema.Int
})

/** One claim and what became of it. */
export const Judged = Schema.Struct({
  text: Schema.String,
  who: Schema.String,
  verdict: Schema.Literals(["holds", "fails", "holds-if", "not-decidable"]),
  kernels: Schema.Array(InKernels),
  holds: Schema.Int,
  broken: Schema.Int,
  token: Schema.String
})

/** The whole file. */
export const ClaimsReport = Schema.Struct({
  format: Schema.Literal("heddle.claims"),
  version: Schema.Literal(1),
  tool: Schema.Struct({ version: Schema.String }),
  claims: Schema.Array(Judged)
})

export type ClaimsReport = typeof ClaimsReport.Type

/** The text of the JSON file. */
export const encodeClaims = (report: ClaimsReport): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(ClaimsReport)(report), null, 2)}\n`

const words = { holds: "holds", fails: "fails", "holds-if": "holds if", "not-decidable": "not decidable here" }

/** `5.15, 5.16: holds unless shape is nfp or mlxsw (9 of 12 cells)`. */
const kernelLine = ({ broken, holds, kernels, property, values, verdict }: typeof InKernels.Type): string => {
  const under = `${property} is ${values.join(" or ")}`
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

/** A block for each claim: the words, who, the verdict and on which kernels and under what, a replay. */
export const claimsText = ({ claims, tool }: ClaimsReport, paint: Paint = plain, width = 100): string => {
  const blocks = claims.map(({ kernels, text, token, verdict, who }) => {
    const [first = "", ...others] = kernels.map(kernelLine)
    const lines: Array<readonly [string, string]> = [
      ["verdict", kernels.length === 0 ? words[verdict] : first],
      ...others.map((line) => ["", line] as const),
      ["replay", token === "" ? "" : `heddle replay ${token}`]
    ]
    return [
      ...wrap(`${who}: ${text}`, width, 2).map((line) => paint("strong", line)),
      ...lines.filter(([, line]) => line !== "").flatMap(([key, line]) =>
        wrap(line, width - 11, 2).map((part, i) => `  ${paint("dim", padEnd(i === 0 ? key : "", 8))} ${part}`)
      )
    ].join("\n")
  })
  return `heddle ${tool.version} · ${count(claims.length, "claim")}\n\n${blocks.join("\n\n")}\n`
}
