/**
 * What has changed since the lock was written, for a terminal: each cell with what is another and how to see each new
 * finding, and the first of these in full.
 */
import type { CellResult, Finding } from "../sim/result.ts"
import { findingText } from "./finding.ts"
import type { Difference } from "./lock.ts"
import { type Paint, plain } from "./paint.ts"
import { printable, wrap } from "./printable.ts"
import { replayCommand } from "./replay-command.ts"
import { cellInPrint } from "./wording.ts"

/** How it is printed. */
export interface ChangesOptions {
  readonly width?: number
  readonly paint?: Paint
}

/**
 * The text of all differences, ending in a line feed; nothing where there are none.
 *
 * @param results in which the findings are that the differences name
 */
export const changesText = (
  changed: ReadonlyArray<Difference>,
  results: ReadonlyArray<CellResult>,
  { paint = plain, width = 100 }: ChangesOptions = {}
): string => {
  const found = changed.map((difference) => findingsOf(difference, results))
  const [first] = found.flat()
  const lines = changed.flatMap(({ cell, says }, i) => [
    paint("strong", printable(cell)),
    ...says.flatMap((text) => wrap(`  ${printable(text)}`, width, 4)),
    ...found[i].flatMap(({ finding, result }) => [
      ...wrap(`  new finding: ${printable(finding.title)}`, width, 4),
      `    ${replayCommand(result, finding)}`
    ]),
    ""
  ])
  return lines.map((line) => `${line}\n`).join("") +
    (first === undefined ? "" : `${findingText(first.result, first.finding, { paint, width })}\n`)
}

interface Found {
  readonly result: CellResult
  readonly finding: Finding
}

/** The findings of a cell that are not locked. */
const findingsOf = ({ cell, found }: Difference, results: ReadonlyArray<CellResult>): ReadonlyArray<Found> =>
  results.filter((result) => cellInPrint(result) === cell).flatMap((result) =>
    result.findings.filter(({ key }) => found.includes(key)).map((finding) => ({ result, finding }))
  )
