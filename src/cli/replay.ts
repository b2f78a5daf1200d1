/**
 * `heddle replay TOKEN [FILE]`: runs one execution and prints it in full.
 *
 * A token fits one program. Where the program has changed, the replay says at which step it left the token, and ends
 * with an exit code of its own.
 */
import { findingText } from "../report/finding.ts"
import type { Detail } from "../report/shorten.ts"
import { cellInPrint, count } from "../report/wording.ts"
import type { Finding } from "../sim/result.ts"
import type { Replayed } from "./contract.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { paintForStdout, print, widthForStdout } from "./output.ts"
import type { Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { readable } from "./select.ts"

/** Everything `heddle replay` can be told. */
export interface ReplayCommand {
  readonly token: string
  readonly file: string | undefined
  readonly trace: Detail
  readonly hangMillis: number
}

/** Runs the command and gives its exit code. */
export const replay = async (place: Place, { file, hangMillis, token, trace }: ReplayCommand): Promise<number> => {
  if (!/^hd\d+-[\w-]+-[\w-]*$/.test(token)) {
    throw new CommandError(`${JSON.stringify(token)} is no replay token: one looks like hd1-Ab3_x9-BAE`)
  }
  const pool = new Pool(place, { size: 1, hangMillis })
  try {
    const source = file === undefined ? { own: true } as const : { file: readable(file) }
    const reply = await pool.ask(token, { type: "replay", source, token })
    if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
    if (reply.type === "unknown-token") throw fitsNothing(token, file)
    if (reply.type !== "replayed") throw new CommandError("the replay was stopped", exitCodes.interrupted)
    await print(replayText(reply, { token, file, trace }))
    const isDeclared = reply.findings.every(({ kind }) => reply.cell.declared.includes(kind))
    return isDeclared ? exitCodes.ok : exitCodes.unexpected
  } finally {
    await pool.close()
  }
}

const fitsNothing = (token: string, file: string | undefined) =>
  file === undefined
    ? new CommandError(
      `no scenario of heddle's own fits ${token}: name the file of the scenario (heddle replay ${token} FILE), ` +
        `or it was made by another version`
    )
    : new CommandError(
      `no scenario of ${file} fits ${token}: the scenario, its cells or its first steps have changed since`,
      exitCodes.unstable
    )

/** Every finding of the execution; without one, the execution alone. */
const replayText = (
  { cell, findings, scenario, trace }: Replayed,
  { file, token, trace: detail }: Pick<ReplayCommand, "file" | "token" | "trace">
): string => {
  const name = { scenario, ...cell, ...(file === undefined ? {} : { file }) }
  const paint = paintForStdout()
  const options = { width: widthForStdout(), paint, trace: detail }
  if (findings.length > 0) return findings.map((finding) => findingText(name, finding, options)).join("\n")
  const tasks = trace.tasks.map((task) => task.name)
  const bare: Finding = { kind: "assertion", key: "", title: "", token, tasks, because: [], trace, preemptions: 0 }
  const [, , ...lines] = findingText(name, bare, options).split("\n")
  const steps = count(trace.steps.filter((step) => !step.note).length, "step")
  return [`${paint("good", "nothing found")}  ${paint("strong", cellInPrint(name))}`, `  ${steps}`, ...lines].join("\n")
}
