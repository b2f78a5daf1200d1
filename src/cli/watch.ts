/**
 * `heddle explore --watch`: explores, waits for a change to a file that a scenario is made of, and explores again the
 * cells of that scenario, after replaying the schedules that showed something undeclared last time.
 *
 * Each run has workers of its own, so that changed modules are loaded anew. Whatever happens during a run ends it.
 */
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { printable } from "../report/printable.ts"
import { count, kindInPrint, standingOf } from "../report/wording.ts"
import type { CellResult, Finding } from "../sim/result.ts"
import { exploreAll } from "./cells.ts"
import type { Source } from "./contract.ts"
import { codeOfResults, CommandError, exitCodes } from "./exit.ts"
import { type ExploreCommand, reportOn, searchOf, workersHere } from "./explore.ts"
import { FileWatch } from "./file-watch.ts"
import { type Event, Inbox } from "./inbox.ts"
import { paintForStdout, print, tell } from "./output.ts"
import { moduleAt, type Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { printReport, writeForms } from "./print-report.ts"
import { cellNameOf, isFile, selectCells, type Selected } from "./select.ts"

/** Watches until it is told to end; gives the exit code of the last run that came to its end. */
export const watch = async (place: Place, command: ExploreCommand): Promise<number> => {
  const inbox = new Inbox()
  const files = new FileWatch(() => inbox.put("changed"))
  const session = new Session(place, command, files, inbox)
  try {
    for (let event: Event = "all"; event !== "quit"; event = await inbox.take()) {
      await session.obey(event)
      if (!inbox.isFull) session.tellWhatIsWatched()
    }
    return session.code
  } finally {
    files.close()
    inbox.close()
  }
}

/** What is known of a cell. */
interface Known {
  readonly entry: string
  readonly result: CellResult
  /** Has nothing changed since that it is made of? */
  readonly isFresh: boolean
}

class Session {
  /** Of the last run that came to its end. */
  code: number = exitCodes.interrupted
  private isFailedOnly = false
  private readonly known = new Map<string, Known>()
  private readonly place: Place
  private readonly command: ExploreCommand
  private readonly files: FileWatch
  private readonly inbox: Inbox

  constructor(place: Place, command: ExploreCommand, files: FileWatch, inbox: Inbox) {
    this.place = place
    this.command = command
    this.files = files
    this.inbox = inbox
  }

  /** Does what was asked, and explores what is not known. */
  async obey(event: Event): Promise<void> {
    if (event !== "changed") this.isFailedOnly = event === "failed-only"
    this.forgetChanged()
    if (this.inbox.hasKeys) await print(clear)
    const { hangMillis, workers = workersHere() } = this.command
    const pool = new Pool(this.place, { size: workers, hangMillis, onImport: (found) => this.files.note(found) })
    this.inbox.onArrival = () => pool.stop()
    try {
      await this.run(pool)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      // What cannot be loaded as it is will be written again.
      if (!this.inbox.isFull) {
        tell(`heddle: ${error.message}`)
        this.code = error.code
      }
    } finally {
      this.inbox.onArrival = () => undefined
      await pool.close()
    }
    // Written while it ran.
    if (this.files.hasChanged) this.inbox.put("changed")
  }

  tellWhatIsWatched(): void {
    const keys = this.inbox.hasKeys ? " · f failed only · a all · q quit" : "; Ctrl-C ends it"
    tell(`heddle: watching ${count(this.files.size, "file")}${keys}`)
  }

  private async run(pool: Pool): Promise<void> {
    const { command, place } = this
    this.files.enter(this.entries())
    const selected = await selectCells(pool, command.words, command.filter)
    const cells = selected.filter((cell) => !this.isFailedOnly || this.hasFailed(cell))
    const known = cells.map((cell) => this.fresh(cell))
    await this.replayFailing(pool, cells.filter((_, i) => known[i] === undefined))
    const results = await exploreAll(pool, cells, { search: searchOf(command), quiet: command.quiet, known })
    for (const [i, result] of results.entries()) {
      if (result === undefined || result.bounds.includes("interrupted")) continue
      this.known.set(nameOf(cells[i]), { entry: this.entryOf(cells[i].source), result, isFresh: true })
    }
    if (this.inbox.isFull) return
    const report = await reportOn(place, pool, command, cells, results)
    const failed = writeForms(report, command.out)
    await printReport(report, command)
    this.code = codeOfResults(report.results, { strict: command.strict, interrupted: false })
    if (failed !== undefined) throw failed
  }

  /** The files that the user named, and heddle's own scenarios where they are asked for. */
  private entries(): ReadonlyArray<string> {
    const { words } = this.command
    const named = words.filter(isFile).map((word) => path.resolve(word))
    return named.length < words.length || words.length === 0 ? [...named, this.entryOf({ own: true })] : named
  }

  private entryOf(source: Source): string {
    return "own" in source ? fileURLToPath(moduleAt(this.place, "scenarios/index")) : source.file
  }

  private forgetChanged(): void {
    const changed = this.files.takeChanged(this.entries())
    for (const [name, known] of this.known) {
      if (changed.has(known.entry)) this.known.set(name, { ...known, isFresh: false })
    }
  }

  private fresh(selected: Selected): CellResult | undefined {
    const known = this.known.get(nameOf(selected))
    return known?.isFresh === true ? known.result : undefined
  }

  private hasFailed(selected: Selected): boolean {
    const known = this.known.get(nameOf(selected))
    return known === undefined || !["as-declared", "bounded"].includes(standingOf(known.result))
  }

  /** Says at once whether the schedules that showed something undeclared still do. */
  private async replayFailing(pool: Pool, cells: ReadonlyArray<Selected>): Promise<void> {
    const failing = cells.flatMap((selected) => {
      const result = this.known.get(nameOf(selected))?.result
      const undeclared = result?.findings.filter(({ kind }) => !result.declared.includes(kind)) ?? []
      return undeclared.map((finding) => ({ selected, finding }))
    })
    const lines = await Promise.all(failing.map(({ finding, selected }) => replayed(pool, selected, finding)))
    if (lines.length > 0 && !this.inbox.isFull) await print(`${lines.join("\n")}\n\n`)
  }
}

/** One line: whether the schedule of a finding shows its kind in the program as it is now. */
const replayed = async (
  pool: Pool,
  { cell, label, scenario, source }: Selected,
  { kind, token }: Finding
): Promise<string> => {
  const reply = await pool.ask(token, { type: "fit", source, scenario, cell, token })
  const paint = paintForStdout()
  const name = `${kindInPrint(kind)} ${cellNameOf({ cell, label })} ${token}`
  if (reply.type !== "fitted") return `  ${paint("doubt", "not replayed")}  ${name}`
  const { found, stopped } = reply.fit
  if (found.includes(kind)) return `  ${paint("bad", "still there")}   ${name}`
  if (stopped === undefined) return `  ${paint("good", "not there")}     ${name}: another schedule may show it`
  return `  ${paint("doubt", "does not fit")}  ${name}: ${printable(stopped)}`
}

const nameOf = ({ cell, file, label }: Selected): string => `${file ?? ""} ${cellNameOf({ cell, label })}`

/** Clears the screen and what was scrolled off it. */
const clear = "\u001b[2J\u001b[3J\u001b[H"
