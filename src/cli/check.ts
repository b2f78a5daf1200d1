/**
 * `heddle check`: explores, and compares with what `heddle.lock.json` says; `--update` writes it.
 *
 * What was explored is written in the forms of `--out`, so that CI can mark the lines of what is new.
 */
import * as fs from "node:fs"
import type { FormName } from "../report/form-names.ts"
import { changesText } from "../report/lock-changes.ts"
import { decodeLock, differences, encodeLock, type Lock, lockOf } from "../report/lock.ts"
import { count } from "../report/wording.ts"
import { CommandError, exitCodes } from "./exit.ts"
import { exploreCells, reportOf } from "./explore.ts"
import type { OutFile } from "./flags.ts"
import { paintForStdout, print, widthForStdout, writeFile } from "./output.ts"
import type { Place } from "./place.ts"
import { writeForms } from "./print-report.ts"

/** Everything `heddle check` can be told. */
export interface CheckCommand {
  readonly words: ReadonlyArray<string>
  readonly lock: string
  readonly out: ReadonlyArray<OutFile<FormName>>
  readonly update: boolean
  readonly quiet: boolean
}

/** Runs the command and gives its exit code. */
export const check = async (place: Place, { lock: file, out, quiet, update, words }: CheckCommand): Promise<number> => {
  const locked = fs.existsSync(file) ? readLock(file) : undefined
  if (locked === undefined && !update) {
    throw new CommandError(`there is no ${file}: write it with heddle check ${[...words, "--update"].join(" ")}`)
  }
  // Making schedules small takes more than half of the time, and what is as locked shows none.
  const isShown = out.length > 0
  const seen = await exploreCells(place, words, quiet, isShown ? {} : { minimise: 0 })
  const is = lockOf(seen)
  const all = words.length === 0
  const cells = count(Object.keys(is.cells).length, "cell")
  const changed = locked === undefined ? [] : differences(locked, is, all)
  const results = changed.length > 0 && !isShown ? await exploreCells(place, words, quiet) : seen
  const failed = writeForms(reportOf(place, { mutation: false }, results), out)
  // What was not asked for stays as it is.
  if (update) writeFile(file, encodeLock({ ...is, cells: sorted({ ...(all ? {} : locked?.cells), ...is.cells }) }))
  const end = update
    ? `${file}: ${cells} locked`
    : changed.length === 0
    ? `${cells} as locked in ${file}`
    : `${count(changed.length, "cell")} not as locked in ${file}. Accept: heddle check ${
      [...words, "--update"].join(" ")
    }`
  const options = { width: widthForStdout(), paint: paintForStdout() }
  await print(`${changesText(changed, results, options)}${end}\n`)
  if (failed !== undefined) throw failed
  return update || changed.length === 0 ? exitCodes.ok : exitCodes.unexpected
}

const sorted = (cells: Lock["cells"]): Lock["cells"] =>
  Object.fromEntries(Object.entries(cells).toSorted(([a], [b]) => a < b ? -1 : 1))

const readLock = (file: string): Lock => {
  try {
    return decodeLock(fs.readFileSync(file, "utf8"))
  } catch (error) {
    throw new CommandError(`${file} ${error instanceof Error ? error.message : String(error)}`)
  }
}
