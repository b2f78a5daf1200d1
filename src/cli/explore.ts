/**
 * `heddle explore`: explores the selected cells on all cores and prints the verdict table, then every finding.
 *
 * Results stand in the order of selection, whichever worker was faster. What is known is printed whatever happens:
 * Ctrl-C ends the searches under way and prints their verdicts as bounded; a cell that cannot be run is one row among
 * the others.
 */
import { availableParallelism } from "node:os"
import type { FormName } from "../report/form-names.ts"
import { type Report, version as schemaVersion } from "../report/schema.ts"
import type { Detail } from "../report/shorten.ts"
import type { CellResult } from "../sim/result.ts"
import { exploreAll } from "./cells.ts"
import { Checkpoint, readCheckpoint } from "./checkpoint.ts"
import { withComparisons } from "./comparisons.ts"
import type { SearchOptions } from "./contract.ts"
import { codeOfResults, exitCodes } from "./exit.ts"
import type { OutFile } from "./flags.ts"
import { tell } from "./output.ts"
import { type Place, versionOf } from "./place.ts"
import { Pool } from "./pool.ts"
import { printReport, writeForms } from "./print-report.ts"
import { type CellFilter, selectCells, type Selected } from "./select.ts"

/** More workers than this gain little and take memory each. */
const workersMax = 8

/** One thread for each core, where nothing is said. */
export const workersHere = () => Math.min(workersMax, availableParallelism())

/** A task in an endless loop does not see Ctrl-C; after so many milliseconds the user is told what does end it. */
const stopPatience = 1000

/** Everything `heddle explore` can be told. */
export interface ExploreCommand {
  readonly words: ReadonlyArray<string>
  readonly filter: CellFilter
  readonly search: SearchOptions
  readonly trace: Detail
  readonly out: ReadonlyArray<OutFile<FormName>>
  readonly quiet: boolean
  /** Say what verified cells cover. */
  readonly verbose: boolean
  readonly strict: boolean
  readonly hangMillis: number
  /** Threads; one for each core if nothing is said. */
  readonly workers: number | undefined
  /** File in which the search is kept while it runs. */
  readonly checkpoint: string | undefined
  /** Checkpoint to go on from: it says what is searched, and is kept up. */
  readonly resume: string | undefined
}

/** Runs the command and gives its exit code. */
export const explore = async (place: Place, asked: ExploreCommand): Promise<number> => {
  const before = asked.resume === undefined ? undefined : readCheckpoint(asked.resume)
  const command = before === undefined ? asked : { ...asked, ...before.asked }
  const { hangMillis, workers = workersHere() } = command
  const pool = new Pool(place, { size: workers, hangMillis })
  const interruption = listenToCtrlC(pool)
  try {
    const cells = await selectCells(pool, command.words, command.filter)
    const kept = command.checkpoint ?? command.resume
    const checkpoint = kept === undefined ? undefined : new Checkpoint(kept, askedOf(command), cells, before)
    const explored = await exploreAll(pool, cells, { ...command, search: searchOf(command), checkpoint })
    checkpoint?.write()
    const report = await reportOn(place, pool, command, cells, explored)
    const failed = writeForms(report, command.out)
    await printReport(report, command)
    const skipped = cells.length - report.results.length
    if (interruption.isStopped()) {
      tell(`heddle: interrupted${skipped > 0 ? `, ${skipped} of ${cells.length} cells not explored` : ""}`)
    }
    if (failed !== undefined) throw failed
    if (checkpoint?.failure !== undefined) throw checkpoint.failure
    if (interruption.isStopped() && kept !== undefined) tell(`heddle: go on with: heddle explore --resume ${kept}`)
    return codeOfResults(report.results, { strict: command.strict, interrupted: interruption.isStopped() })
  } finally {
    interruption.end()
    await pool.close()
  }
}

/** The results of all cells whose scenario matches, without looking for what verified ones rest on. */
export const exploreCells = async (
  place: Place,
  words: ReadonlyArray<string>,
  quiet: boolean,
  search: SearchOptions = {}
): Promise<ReadonlyArray<CellResult>> => {
  const pool = new Pool(place, { size: workersHere(), hangMillis: 10_000 })
  try {
    const cells = await selectCells(pool, words, { design: [], kernel: [], shape: [] })
    const results = await exploreAll(pool, cells, { search: { ...search, mutation: false }, quiet })
    return withFiles(cells, results)
  } finally {
    await pool.close()
  }
}

/** Trees, other choices and comparisons are for those who look at a page, now or later. */
const isKept = (out: ExploreCommand["out"]): boolean => out.some(({ format }) => format === "html" || format === "json")

/** How the cells are searched. */
export const searchOf = ({ out, search }: ExploreCommand): SearchOptions => {
  const kept = isKept(out)
  return { ...search, tree: kept, alternatives: kept }
}

/** What is told of the cells that were explored. */
export const reportOn = async (
  place: Place,
  pool: Pool,
  command: ExploreCommand,
  cells: ReadonlyArray<Selected>,
  explored: ReadonlyArray<CellResult | undefined>
): Promise<Report> => {
  const results = isKept(command.out) ? await withComparisons(pool, cells, explored) : explored
  return reportOf(place, command.search, withFiles(cells, results))
}

/** The results there are, each with the file that the user named. */
const withFiles = (
  cells: ReadonlyArray<Selected>,
  results: ReadonlyArray<CellResult | undefined>
): ReadonlyArray<CellResult> =>
  cells.flatMap(({ file }, i) => {
    const result = results[i]
    return result === undefined ? [] : [file === undefined ? result : { ...result, file }]
  })

const askedOf = ({ filter, search, words }: ExploreCommand) => ({ words, filter, search })

/** First Ctrl-C: stop and tell what is known. Second: at once. */
const listenToCtrlC = (pool: Pool) => {
  let stopped = false
  const onSignal = () => {
    if (stopped) process.exit(exitCodes.interrupted)
    stopped = true
    pool.stop()
    setTimeout(() => tell("heddle: stopping at the next step; Ctrl-C again ends at once"), stopPatience).unref()
  }
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal)
  return {
    isStopped: () => stopped,
    end: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal)
  }
}

/** What is written of these results. */
export const reportOf = (place: Place, search: SearchOptions, results: ReadonlyArray<CellResult>): Report => ({
  format: "heddle.result",
  version: schemaVersion,
  tool: { version: versionOf(place) },
  options: {
    strategy: search.strategy ?? "dpor",
    preemptions: search.preemptions ?? null,
    executions: search.limits?.executionsMax ?? null,
    steps: search.limits?.stepsMax ?? null,
    timeMillis: search.limits?.timeMaxMillis ?? null,
    seed: search.seed ?? 1,
    mutation: search.mutation ?? true
  },
  results
})
