/**
 * `heddle replay TOKEN [SCENARIO]`: runs one execution and prints it in full, or steps through it (interactive.ts).
 *
 * A token fits one program. Where that has changed (changed-program.ts), the replay says at which step it leaves the
 * token and why, and ends with an exit code of its own.
 */
import { findingText } from "../report/finding.ts"
import type { Detail } from "../report/shorten.ts"
import { cellInPrint, stepsInPrint } from "../report/wording.ts"
import type { Finding } from "../sim/result.ts"
import { replayChanged } from "./changed-program.ts"
import type { Replayed } from "./contract.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { interact } from "./interactive.ts"
import { paintForStdout, print, widthForStdout } from "./output.ts"
import type { Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { type CellFilter, isFile, readable } from "./select.ts"

/** Everything `heddle replay` can be told. */
export interface ReplayCommand {
  readonly token: string
  /** The file of the scenario, or the name of one of heddle's own that may have changed. */
  readonly word: string | undefined
  readonly filter: CellFilter
  readonly interactive: boolean
  readonly fromPrefix: boolean
  readonly trace: Detail
  readonly hangMillis: number
}

/** Runs the command and gives its exit code. */
export const replay = async (place: Place, command: ReplayCommand): Promise<number> => {
  const { hangMillis, token, trace, word } = command
  const pool = new Pool(place, { size: 1, hangMillis })
  try {
    const { file, reply, source } = await replayOf(pool, token, word)
    if (reply === undefined) {
      if (word === undefined) throw fitsNothing(token)
      return await replayChanged(pool, { ...command, word })
    }
    if (command.interactive) return await interact(pool, source, token)
    await print(replayText(reply, { token, file, trace }))
    const isDeclared = reply.findings.every(({ kind }) => reply.cell.declared.includes(kind))
    return isDeclared ? exitCodes.ok : exitCodes.unexpected
  } finally {
    await pool.close()
  }
}

/** Runs the token's schedule, of a file or of heddle's own scenarios; no reply where no program fits the token. */
export const replayOf = async (pool: Pool, token: string, word: string | undefined) => {
  if (!/^hd\d+-[\w-]+-[\w-]*$/.test(token)) {
    throw new CommandError(`${JSON.stringify(token)} is no replay token: one looks like hd1-Ab3_x9-BAE`)
  }
  const file = word !== undefined && isFile(word) ? word : undefined
  const source = file === undefined ? { own: true } as const : { file: readable(file) }
  const reply = await pool.ask(token, { type: "replay", source, token })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type === "unknown-token") return { file, source, reply: undefined }
  if (reply.type !== "replayed") throw new CommandError("the replay was stopped", exitCodes.interrupted)
  return { file, source, reply }
}

export const fitsNothing = (token: string) =>
  new CommandError(
    `no scenario of heddle's own fits ${token}: name the file of the scenario (heddle replay ${token} FILE), or the ` +
      `scenario that has changed since (heddle replay ${token} races/lost-update)`
  )

/** Every finding of the execution; without one, the execution alone. */
const replayText = (
  { cell, findings, scenario, trace }: Replayed,
  { file, token, trace: detail }: Pick<ReplayCommand, "token" | "trace"> & { readonly file: string | undefined }
): string => {
  const name = { scenario, ...cell, ...(file === undefined ? {} : { file }) }
  const paint = paintForStdout()
  const options = { width: widthForStdout(), paint, trace: detail }
  if (findings.length > 0) return findings.map((finding) => findingText(name, finding, options)).join("\n")
  const tasks = trace.tasks.map((task) => task.name)
  const bare: Finding = { kind: "assertion", key: "", title: "", token, tasks, because: [], trace, preemptions: 0 }
  const [, , ...lines] = findingText(name, bare, options).split("\n")
  return [
    `${paint("good", "nothing found")}  ${paint("strong", cellInPrint(name))}`,
    `  ${stepsInPrint(trace.steps)}`,
    ...lines
  ].join("\n")
}
