/**
 * `heddle report FILE`: shows what an earlier search wrote with `--out json=FILE`, or writes it in other forms.
 */
import * as fs from "node:fs"
import type { FormName } from "../report/form-names.ts"
import { forms } from "../report/forms.ts"
import { decode, type Report } from "../report/schema.ts"
import type { Detail } from "../report/shorten.ts"
import { codeOfResults, CommandError } from "./exit.ts"
import type { OutFile } from "./flags.ts"
import { print } from "./output.ts"
import { printReport, writeForms } from "./print-report.ts"

/** Everything `heddle report` can be told. */
export interface ReportCommand {
  readonly file: string
  /** Printed in this form, instead of table and findings. */
  readonly style: FormName | undefined
  readonly out: ReadonlyArray<OutFile<FormName>>
  readonly trace: Detail
  readonly quiet: boolean
  readonly strict: boolean
}

/** Runs the command and gives its exit code: that of the search whose results these are. */
export const report = async (command: ReportCommand): Promise<number> => {
  const { file, out, strict, style } = command
  const read = readReport(file)
  const failed = writeForms(read, out)
  if (style !== undefined) await print(forms[style](read))
  else if (out.length === 0) await printReport(read, command)
  if (failed !== undefined) throw failed
  const interrupted = read.results.some(({ bounds }) => bounds.includes("interrupted"))
  return codeOfResults(read.results, { strict, interrupted })
}

const readReport = (file: string): Report => {
  let text: string
  try {
    text = fs.readFileSync(file, "utf8")
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return decode(text)
  } catch (error) {
    const [why] = String(error instanceof Error ? error.message : error).split("\n")
    throw new CommandError(`${file}: ${why}. Write one with: heddle explore --out json=FILE`)
  }
}
