/**
 * What `heddle claims` says: the schema of its JSON, and its text.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, wrap } from "./printable.ts"
import { CellResult } from "./schema.ts"
import { count } from "./wording.ts"

/** What became of a claim on some kernels; `values` of `properties` under which it holds, or holds not. */
export const InKernels = Schema.Struct({
  kernels: Schema.Array(Schema.String),
  verdict: Schema.Literals(["holds", "fails", "holds-if", "holds-unless", "mixed"]),
  properties: Schema.Array(Schema.String),
  values: Schema.Array(Schema.Array(Schema.String)),
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
  text: Schema.String,
  who: Schema.String,
  asks: Schema.String,
  verdict: Schema.Literals(["holds", "fails", "holds-if", "not-decidable"]),
  kernels: Schema.Array(InKernels),
  evidence: Schema.Array(Evidence),
  token: Schema.String
})

/** The whole file. */
export const ClaimsReport = Schema.Struct({
  format: Schema.Literal("heddle.claims"),
  version: Schema.Literal(2),
  tool: Schema.Struct({ version: Schema.String }),
  claims: Schema.Array(Judged)
})

export type ClaimsReport = typeof ClaimsReport.Type

/** The text of the JSON file. */
export const encodeClaims = (report: ClaimsReport): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(ClaimsReport)(report), null, 2)}\n`

const words = { holds: "holds", fails: "fails", "holds-if": "holds if", "not-decidable": "not decidable here" }

/** `5.15, 5.16: holds unless shape is nfp or mlxsw (9 of 12 cells)`. */
const kernelLine = (line: typeof InKernels.Type): string => {
  const { broken, holds, kernels, verdict } = line
  const under = conditionOf(line)
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

/** `shape is nfp`; `design is caps-mask and shape is granted or withdrawn`. Combinations that share a value are one. */
const conditionOf = ({ properties, values }: typeof InKernels.Type): string => {
  const [a = "", b] = properties
  if (b === undefined) return `${a} is ${values.map(([value]) => value).join(" or ")}`
  const groupings = [0, 1].map((by) => {
    const groups = Map.groupBy(values, (value) => value[by]!)
    return [...groups].map(([same, others]) =>
      `${properties[by]} is ${same} and ${properties[1 - by]} is ${others.map((value) => value[1 - by]).join(" or ")}`
    )
  })
  const [fewest] = groupings.toSorted((x, y) => x.length - y.length)
  return fewest!.join(", or ")
}

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
