/**
 * Annotations of GitHub Actions: printed by a step of a workflow, they mark the line of each undeclared finding.
 *
 * Source: GitHub, "Workflow commands for GitHub Actions"; escapes as in actions/toolkit, packages/core/src/command.ts.
 */
import type { CellResult, Finding } from "../sim/result.ts"
import { printable } from "./printable.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { boundsInPrint, cellInPrint, declaredInPrint, kindInPrint, standingOf, verdictInPrint } from "./wording.ts"

/**
 * One line for each finding that its cell does not declare, for each cell that is otherwise not as declared, and a
 * warning for each that a bound kept from its end.
 *
 * @example
 * process.stdout.write(github(report)) // ::error file=src/a.ts,line=3,title=DATA RACE my/counter::...
 */
export const github = ({ results }: Report): string => results.flatMap(annotations).map((line) => `${line}\n`).join("")

const annotations = (cell: CellResult): ReadonlyArray<string> => {
  const name = cellInPrint(cell)
  const standing = standingOf(cell)
  if (standing === "as-declared") return []
  if (standing === "bounded") {
    return [command("warning", { title: name }, `no finding, but bounded: ${boundsInPrint(cell)}`)]
  }
  if (cell.error !== undefined) return [command("error", { title: name }, cell.error.message)]
  const undeclared = cell.findings.filter(({ kind }) => !cell.declared.includes(kind))
  if (undeclared.length > 0) return undeclared.map((finding) => mark(cell, name, finding))
  const message = `${standing}: declared ${declaredInPrint(cell)}, is ${verdictInPrint(cell)}`
  return [command("error", { title: name }, message)]
}

/** At the last step of the finding that has a source line: there the damage shows. */
const mark = (cell: CellResult, name: string, finding: Finding): string => {
  const { kind, title, trace } = finding
  const own = [...trace.steps.filter(({ role }) => role !== ""), ...trace.blocked]
  const frame = own.findLast(({ frames }) => frames.length > 0)?.frames[0]
  const place: Record<string, string> = frame === undefined ? {} : { file: frame.file, line: String(frame.line) }
  return command(
    "error",
    { ...place, title: `${kindInPrint(kind)} ${name}` },
    `${title} (${replayCommand(cell, finding)})`
  )
}

const command = (level: "error" | "warning", properties: Record<string, string>, message: string): string => {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`)
  return `::${level} ${list.join(",")}::${data(message)}`
}

/** Line feeds become the escape that the annotation shows as one; whatever else is hidden is spelled out. */
const data = (text: string): string =>
  text.split(/\r?\n/).map((line) => printable(line).replaceAll("%", "%25")).join("%0A")

const property = (text: string): string =>
  printable(text).replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C")
