/**
 * Writing: results to stdout, the rest to stderr, files for --out.
 *
 * A reader that goes away (`heddle list | head -1`) is no error. A disk that is full is one, said once, after
 * everything else was written.
 */
import * as fs from "node:fs"
import { styleText } from "node:util"
import type { Paint, Role } from "../report/paint.ts"
import { plain } from "../report/paint.ts"
import { cut, printableLines } from "../report/printable.ts"
import { CommandError } from "./exit.ts"

/** Writes results. Resolves when they are written, or when nobody reads them any more. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined || isClosed(error)) resolve()
      else reject(unwritten(error))
    })
  })

/** The error of a full disk behind stdout. */
export const unwritten = (error: Error): CommandError => new CommandError(`cannot write to stdout: ${error.message}`)

/** A line of a file that is quoted in an error may be a whole minified program, or no text at all. */
const toldWidthMax = 400

/** Writes a message for the user that is no result: messages quote names and lines of files, which may be hostile. */
export const tell = (message: string): void => {
  const lines = printableLines(message).map((line) => cut(line, toldWidthMax))
  process.stderr.write(`${lines.join("\n")}\n`)
}

/**
 * Without listeners, a closed pipe would end the process with a stack. What else goes wrong with stdout is kept for the
 * end: help and completions are written by a console, which tells nobody.
 */
export const listenToStreams = (): { readonly failure: () => Error | undefined } => {
  let failure: Error | undefined
  process.stdout.on("error", (error) => {
    if (!isClosed(error)) failure ??= error
  })
  process.stderr.on("error", () => undefined)
  return { failure: () => failure }
}

/** Writes a file beside its name first, so that an old result is never left half overwritten. */
export const writeFile = (file: string, text: string): void => {
  const draft = `${file}.part`
  try {
    // A device or a pipe (`--out json=/dev/stdout`) is written as it is.
    const isPlain = !fs.existsSync(file) || fs.statSync(file).isFile()
    fs.writeFileSync(isPlain ? draft : file, text)
    if (isPlain) fs.renameSync(draft, file)
  } catch (error) {
    if (fs.statSync(draft, { throwIfNoEntry: false })?.isFile() === true) fs.rmSync(draft)
    throw new CommandError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Can stdout show colours, and has the user not said no? */
export const hasColours = (): boolean => {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0" && FORCE_COLOR !== "false"
  return forced || (process.stdout.isTTY && TERM !== "dumb")
}

/** Colours for stdout, where it has them. */
export const paintForStdout = (): Paint => hasColours() ? colours : plain

/** How wide reports may be: the terminal, within reason; 100 columns in a file. */
export const widthForStdout = (): number =>
  process.stdout.isTTY ? Math.min(160, Math.max(48, process.stdout.columns || 100)) : 100

/** How wide a row of a table may be: in a file it is one line, for those who search it. */
export const rowWidthForStdout = (): number => process.stdout.isTTY ? widthForStdout() : Number.POSITIVE_INFINITY

const styles: Record<Role, Parameters<typeof styleText>[0]> = {
  bad: ["red", "bold"],
  good: "green",
  doubt: "yellow",
  dim: "dim",
  strong: "bold"
}

const colours: Paint = (role, text) => styleText(styles[role], text, { validateStream: false })

const isClosed = (error: Error) => "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")
