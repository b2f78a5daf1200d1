/**
 * Who was right about what, as Markdown: computed by `heddle claims`, question by question.
 */
import { type ClaimsReport, conditionInPrint } from "../src/report/claims.ts"
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

/** `S2` of `devlink/s2-early-flash` */
const shortName = (scenario: string): string => scenario.replace(/^devlink\/([a-z]\d+)-.*$/, "$1").toUpperCase()

/** `right if shape is nfp` */
const standingInPrint = (standing: Answered["romanovsky"]): string => {
  if (standing === null) return ""
  const { broken, condition, holds, verdict } = standing
  const under = conditionInPrint(condition).replaceAll(/devlink\/[a-z]\d+-[\w-]+/g, shortName)
  return {
    right: "**right**",
    wrong: "wrong",
    "right-if": `right if ${under}`,
    "right-unless": `right unless ${under}`,
    "in-part": `right in ${holds} of ${count(holds + broken, "cell")}`
  }[verdict]
}
