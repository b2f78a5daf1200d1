/**
 * Checkpoints: a search under way as a file, from which a later one goes on to the same end.
 *
 * The file holds what was asked, the result of every cell that is done, and the state of every other that was begun. It
 * is written beside its name and then renamed, so a process that is killed leaves the last whole one. A digest tells a
 * damaged file from a good one; whether the scenarios are still the same is asked of the programs (explore/search.ts).
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { Campaign } from "../sim/explore/campaign.ts"
import { type Asked, Body, File, type Known, type Written } from "./checkpoint-schema.ts"
import { CommandError } from "./exit.ts"
import { tell, writeFile } from "./output.ts"
import type { Selected } from "./select.ts"

/** At most so often is the file written. */
const writeMillis = 1000

const version = 4

/** One checkpoint file, and what it is to hold next. */
export class Checkpoint {
  /** Set when the file could not be written; the search goes on. */
  failure: CommandError | undefined = undefined
  private readonly file: string
  private readonly asked: Asked
  private readonly cells: Array<Known & { readonly name: string }>
  private readonly latest = new Map<number, () => Known>()
  private writtenAt = Number.NEGATIVE_INFINITY

  /** `before`: what an earlier search wrote; its cells must be the same. */
  constructor(file: string, asked: Asked, cells: ReadonlyArray<Selected>, before?: Written) {
    this.file = file
    this.asked = asked
    const names = cells.map(({ cell, label }) => nameOf(label.name, label.cells[cell]))
    const known = new Map(before?.cells.map((one) => [one.name, one]))
    const gone = before?.cells.find(({ name }) => !names.includes(name)) ??
      names.find((name) => before && !known.has(name))
    if (gone !== undefined) {
      throw new CommandError(
        `${file} was written for other cells than there are now (${typeof gone === "string" ? gone : gone.name}): ` +
          `search from the start`
      )
    }
    this.cells = names.map((name) => known.get(name) ?? { name })
  }

  /** What an earlier search, or this one, has found out of a cell. */
  known(cell: number): Known {
    return this.cells[cell]
  }

  /** A round of the cell's search has ended, or all of it; what is known then is asked for when it is written. */
  note(cell: number, known: () => Known): void {
    this.latest.set(cell, known)
    if (performance.now() - this.writtenAt >= writeMillis) this.write()
  }

  /** Writes what is known. */
  write(): void {
    const { asked, cells, file, latest } = this
    for (const [cell, known] of latest) cells[cell] = { name: cells[cell].name, ...known() }
    latest.clear()
    this.writtenAt = performance.now()
    const body = JSON.stringify({ asked, cells })
    try {
      writeFile(
        file,
        `{"format":"heddle.checkpoint","version":${version},"digest":"${digestOf(body)}","body":${body}}\n`
      )
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      if (this.failure === undefined) tell(`heddle: ${error.message}; the search goes on without a checkpoint`)
      this.failure = error
    }
  }
}

const nameOf = (scenario: string, { design, kernel, shape }: Selected["label"]["cells"][number]): string =>
  JSON.stringify([scenario, design, kernel, shape])

const digestOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 32)

/** Reads a checkpoint. Throws a CommandError that says what is wrong with the file and what to do. */
export const readCheckpoint = (file: string): Written => {
  const refuse = (why: string) => new CommandError(`${file} ${why}: search from the start`)
  let text: string
  try {
    text = fs.readFileSync(file, "utf8")
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const opened = Schema.decodeUnknownResult(Schema.fromJsonString(File))(text)
  if (Result.isFailure(opened)) throw refuse("is no checkpoint of heddle, or was cut short")
  const { body, digest } = opened.success
  if (opened.success.version !== version) {
    throw refuse(`was written by another heddle (version ${opened.success.version})`)
  }
  if (digestOf(JSON.stringify(body)) !== digest) throw refuse("is damaged: its digest does not fit")
  const decoded = Schema.decodeUnknownResult(Body)(body)
  if (Result.isFailure(decoded)) throw refuse(`does not hold a search: ${decoded.failure.message.split("\n")[0]}`)
  const written = decoded.success as Written
  try {
    written.cells.forEach(({ state }) => state && new Campaign(state))
  } catch (error) {
    if (error instanceof RangeError) throw refuse(`does not hold a search: ${error.message}`)
    throw error
  }
  return written
}
