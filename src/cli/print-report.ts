/**
 * A report as it is shown and written: the verdict table, then every finding; and the files of `--out`.
 */
import { coverageText } from "../report/coverage.ts"
import { findingText, likeText, looksOf } from "../report/finding.ts"
import type { FormName } from "../report/form-names.ts"
import { forms } from "../report/forms.ts"
import type { Report } from "../report/schema.ts"
import type { Detail } from "../report/shorten.ts"
import { summaryLine, verdictTable } from "../report/verdict-table.ts"
import { shortCell } from "../report/wording.ts"
import { CommandError } from "./exit.ts"
import type { OutFile } from "./flags.ts"
import { paintForStdout, print, rowWidthForStdout, widthForStdout, writeFile } from "./output.ts"

/** Writes every `--out` file; gives the first that failed, to be told after the results are printed. */
export const writeForms = (report: Report, out: ReadonlyArray<OutFile<FormName>>): CommandError | undefined => {
  let failed: CommandError | undefined
  for (const { file, format } of out) {
    try {
      writeFile(file, forms[format](report))
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      failed ??= error
    }
  }
  return failed
}

/** Prints the table and, unless told to be quiet, every finding; one that looks like another is told in two lines. */
export const printReport = async (
  report: Report,
  { quiet, trace, verbose = false }: { readonly quiet: boolean; readonly trace: Detail; readonly verbose?: boolean }
): Promise<void> => {
  const paint = paintForStdout()
  const width = widthForStdout()
  await print(verdictTable(report, paint, width, rowWidthForStdout()))
  if (verbose) await print(coverageText(report, width))
  if (quiet) return
  const shown = new Map<string, string>()
  for (const result of report.results) {
    for (const finding of result.findings) {
      const options = { width, paint, trace }
      const same = `${result.scenario} ${looksOf(finding)}`
      const before = result.declared.includes(finding.kind) ? shown.get(same) : undefined
      if (before === undefined) shown.set(same, shortCell(result))
      await print(
        before === undefined
          ? `\n${findingText(result, finding, options)}`
          : `\n${likeText(result, finding, before, options)}`
      )
    }
  }
  // After pages of diagrams the verdict has left the screen.
  if (shown.size > 0) await print(`\n${summaryLine(report, paint, rowWidthForStdout())}\n`)
}
