/**
 * Who was right about what, as Markdown: computed by `heddle claims`, question by question.
 */
import type { ClaimsReport } from "../src/report/claims.ts"
import { count } from "../src/report/wording.ts"
import type { Written } from "./blocks.ts"
import { table } from "./operation-table.ts"

/** The command whose verdicts the table shows; where a document shows what it prints, it is run once for both. */
const command = "heddle claims --quiet --out json=claims.json"

type Answered = ClaimsReport["questions"][number]

/** Question, what became of either side, why. */
export const sidesTable = (written: Written): string => {
  const { questions }: ClaimsReport = JSON.parse(written(command, "claims.json"))
  return table([
    ["question", "Romanovsky", "Kicinski", "what heddle found"],
    ...questions.map(({ because, kicinski, romanovsky, scenarios, text }) => [
      text,
      standingInPrint(romanovsky),
      standingInPrint(kicinski),
      `${because} (${scenarios.map(shortName).join(", ")})`
    ])
  ])
}

/** `S2` of `devlink/s2-early-flash`; anything else as it is. */
const shortName = (name: string): string => name.replace(/^devlink\/([a-z]\d+)-.*$/, (_, short) => short.toUpperCase())

type Standing = NonNullable<Answered["romanovsky"]>

/** `right for nfp or ice` */
const standingInPrint = (standing: Standing | null): string => {
  if (standing === null) return ""
  const { broken, condition, holds, verdict } = standing
  const under = condition.map(termInPrint).join("; or ")
  return {
    right: "**right**",
    wrong: "wrong",
    "right-if": `right ${under}`,
    "right-unless": `right, but not ${under}`,
    "in-part": `right in ${holds} of ${count(holds + broken, "cell")}`
  }[verdict]
}

const prepositions = { scenario: "in", design: "with", shape: "for" }

/** `in S2 for netdevsim, nfp or mlxsw` */
const termInPrint = (term: Standing["condition"][number]): string =>
  term.map(({ property, values }) => `${prepositions[property]} ${listed(values.map(shortName))}`).join(" ")

const listed = (values: ReadonlyArray<string>): string =>
  [values.slice(0, -1).join(", "), values.at(-1)].filter((part) => part !== "").join(" or ")
