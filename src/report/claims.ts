/**
 * What `heddle claims` says: the schema of its JSON, and its text.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, wrap } from "./printable.ts"
import { count } from "./wording.ts"

/** One claim and what became of it. `values`: those of `properties` under which it holds. */
export const Judged = Schema.Struct({
  text: Schema.String,
  who: Schema.String,
  verdict: Schema.Literals(["holds", "fails", "holds-if", "not-decidable"]),
  condition: Schema.Struct({ properties: Schema.Array(Schema.String), values: Schema.Array(Schema.String) }),
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

/** A block for each claim: the words, who, the verdict, its condition, its evidence. */
export const claimsText = ({ claims, tool }: ClaimsReport, paint: Paint = plain, width = 100): string => {
  const blocks = claims.map(({ broken, condition, holds, text, token, verdict, who }) => {
    const said = condition.values.map((value) => `${condition.properties.join(", ")} is ${value}`).join("; or ")
    const lines: Array<readonly [string, string]> = [
      ["verdict", said === "" ? words[verdict] : `${words[verdict]} ${said}`],
      ["cells", holds + broken === 0 ? "" : `holds in ${holds}, broken in ${broken}`],
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
