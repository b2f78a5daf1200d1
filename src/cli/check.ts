/**
 * `heddle check`: explores, and compares with what `heddle.lock.json` says; `--update` writes it.
 */
import * as fs from "node:fs"
import { decodeLock, differences, encodeLock, type Lock, lockOf } from "../report/lock.ts"
import { count } from "../report/wording.ts"
import { CommandError, exitCodes } from "./exit.ts"
import { exploreCells } from "./explore.ts"
import { print, writeFile } from "./output.ts"
import type { Place } from "./place.ts"

/** Everything `heddle check` can be told. */
export interface CheckCommand {
  readonly words: ReadonlyArray<string>
  readonly lock: string
  readonly update: boolean
  readonly quiet: boolean
}

/** Runs the command and gives its exit code. */
export const check = async (place: Place, { lock: file, quiet, update, words }: CheckCommand): Promise<number> => {
  const locked = fs.existsSync(file) ? readLock(file) : undefined
  if (locked === undefined && !update) {
    throw new CommandError(`there is no ${file}: write it with heddle check ${[...words, "--update"].join(" ")}`)
  }
  const is = lockOf(await exploreCells(place, words, quiet))
  const all = words.length === 0
  const cells = count(Object.keys(is.cells).length, "cell")
  const changed = locked === undefined ? [] : differences(locked, is, all)
  if (update) {
    // What was not asked for stays as it is.
    writeFile(file, encodeLock({ ...is, cells: sorted({ ...(all ? {} : locked?.cells), ...is.cells }) }))
    await print([...changed, `${file}: ${cells} locked`, ""].join("\n"))
    return exitCodes.ok
  }
  if (changed.length === 0) {
    await print(`${cells} as locked in ${file}\n`)
    return exitCodes.ok
  }
  await print(
    [
      ...changed,
      "",
      `${
        count(changed.length, "cell")
      } not as locked in ${file}. See one: heddle explore PATTERN. Accept: heddle check ` +
      [...words, "--update"].join(" "),
      ""
    ].join("\n")
  )
  return exitCodes.unexpected
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
