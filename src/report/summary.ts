/**
 * A summary of a job in GitHub's Markdown: what is not as declared first, then the whole table, folded.
 *
 * For `$GITHUB_STEP_SUMMARY`, which may hold 1 MiB a step: GitHub, "Workflow commands for GitHub Actions".
 */
import type { CellResult } from "../sim/result.ts"
import { findingText } from "./finding.ts"
import { printable } from "./printable.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { count, declaredInPrint, grouped, kindInPrint, shortCell, standingOf, verdictInPrint } from "./wording.ts"

/**
 * The report as Markdown.
 *
 * @example
 * fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, summary(report))
 */
export const summary = ({ results }: Report): string => {
  const wrong = results.filter((cell) => !["as-declared", "bounded"].includes(standingOf(cell)))
  const head = wrong.length === 0
    ? `### heddle: ${count(results.length, "cell")} as declared`
    : `### heddle: ${grouped(wrong.length)} of ${count(results.length, "cell")} not as declared`
  return [
    head,
    "",
    ...(wrong.length === 0 ? [] : [...table(wrong), "", ...inRoom(wrong.flatMap(findings))]),
    "<details><summary>All cells</summary>",
    "",
    ...table(results),
    "",
    "</details>",
    ""
  ].join("\n")
}

/** So many bytes of findings are told; the tables take what is left. */
const bytesMax = 700_000

/** The first blocks, and how many there are that found no room. */
const inRoom = (blocks: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  let left = bytesMax
  const fits = blocks.findIndex((block) => (left -= new TextEncoder().encode(block.join("\n")).length) < 0)
  if (fits < 0) return blocks.flat()
  return [...blocks.slice(0, fits).flat(), `${count(blocks.length - fits, "more finding")} in the other results.`, ""]
}

const table = (cells: ReadonlyArray<CellResult>): ReadonlyArray<string> => [
  "| scenario | cell | verdict | traces | declared |",
  "| --- | --- | --- | ---: | --- |",
  ...cells.map((cell) => {
    const standing = standingOf(cell)
    const fields = [
      cell.scenario,
      shortCell(cell),
      verdictInPrint(cell),
      grouped(cell.stats.traces),
      standing === "as-declared" ? declaredInPrint(cell) : `${declaredInPrint(cell)}: ${standing}`
    ]
    return `| ${fields.map(inText).join(" | ")} |`
  })
]

/** A block for each finding that is not declared. */
const findings = (cell: CellResult): ReadonlyArray<ReadonlyArray<string>> => {
  if (cell.error !== undefined) return [[`**${inText(cell.error.kind)}** ${inText(cell.error.message)}`, ""]]
  return cell.findings.filter(({ kind }) => !cell.declared.includes(kind)).map((finding) => [
    `<details><summary>${inHtml(`${kindInPrint(finding.kind)} ${finding.title}`)}: <code>${
      inHtml(replayCommand(cell, finding))
    }</code></summary>`,
    "",
    ...fenced(findingText(cell, finding)),
    "",
    "</details>",
    ""
  ])
}

/** A block of code whose fence is longer than any in it. */
const fenced = (text: string): ReadonlyArray<string> => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = "`".repeat(longest + 1)
  return [`${fence}text`, text.trimEnd(), fence]
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

const inHtml = (text: string): string => printable(text).replace(/[&<>]/g, (char) => entities[char]!)

/** Names are text: neither HTML nor Markdown. */
const inText = (text: string): string => inHtml(text).replace(/[\\`*_~[\]|@#]/g, "\\$&")
