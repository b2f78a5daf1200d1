/**
 * JUnit XML, which every CI shows: a suite for each scenario, a test for each cell.
 *
 * A cell that is not as declared is a failure and carries its diagrams and tokens; one that could not be explored is an
 * error. No times: the same results are the same bytes.
 * Source: the schema of the Jenkins xUnit plugin, junit-10.xsd.
 */
import type { CellResult } from "../sim/result.ts"
import { findingText } from "./finding.ts"
import { printable, printableLines } from "./printable.ts"
import type { Report } from "./schema.ts"
import { declaredInPrint, shortCell, standingOf, verdictInPrint } from "./wording.ts"

/**
 * The report as JUnit XML.
 *
 * @example
 * fs.writeFileSync("junit.xml", junit(report))
 */
export const junit = ({ results }: Report): string => {
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))]
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites${attributes({ name: "heddle", ...counts(results) })}>`,
    ...scenarios.flatMap((scenario) => suite(scenario, results.filter((result) => result.scenario === scenario))),
    "</testsuites>",
    ""
  ].join("\n")
}

const suite = (scenario: string, cells: ReadonlyArray<CellResult>): ReadonlyArray<string> => [
  `  <testsuite${attributes({ name: scenario, ...counts(cells) })}>`,
  ...cells.flatMap(testcase),
  "  </testsuite>"
]

const counts = (cells: ReadonlyArray<CellResult>) => ({
  tests: String(cells.length),
  failures: String(cells.filter((cell) => outcome(cell) === "failure").length),
  errors: String(cells.filter((cell) => outcome(cell) === "error").length)
})

const testcase = (cell: CellResult): ReadonlyArray<string> => {
  const head = `<testcase${attributes({ classname: cell.scenario, name: shortCell(cell) || cell.scenario })}`
  const kind = outcome(cell)
  const says = `declared ${declaredInPrint(cell)}, is ${verdictInPrint(cell)}`
  if (kind === "passed") return [`    ${head}>`, `      <system-out>${escaped(says)}</system-out>`, "    </testcase>"]
  const message = cell.error === undefined ? `${standingOf(cell)}: ${says}` : cell.error.message
  const type = cell.error?.kind ?? cell.verdict
  const text = cell.findings.map((finding) => findingText(cell, finding)).join("\n")
  return [
    `    ${head}>`,
    `      <${kind}${attributes({ message, type })}>${escaped(text)}</${kind}>`,
    "    </testcase>"
  ]
}

const outcome = (cell: CellResult): "passed" | "failure" | "error" => {
  const standing = standingOf(cell)
  if (standing === "error") return "error"
  return standing === "as-declared" || standing === "bounded" ? "passed" : "failure"
}

const attributes = (values: Record<string, string>): string =>
  Object.entries(values).map(([name, value]) => ` ${name}="${escaped(printable(value))}"`).join("")

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;" }

/** Without characters that XML forbids even as references: `printableLines` spells them. */
const escaped = (text: string): string => printableLines(text).join("\n").replace(/[&<>"']/g, (char) => entities[char]!)
