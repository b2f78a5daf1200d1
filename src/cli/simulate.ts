/**
 * `heddle simulate`: the selected cells by virtual time, once for each way in which users come.
 *
 * Each is a request of its own, so that all cores work; what is printed stands in the order of selection.
 */
import { availableParallelism } from "node:os"
import { encodeSimulations, type SimulationReport, simulationText } from "../report/simulation.ts"
import { millis } from "../sim/time/latency.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { paintForStdout, print, rowWidthForStdout, writeFile } from "./output.ts"
import { type Place, versionOf } from "./place.ts"
import { Pool } from "./pool.ts"
import { showProgress } from "./progress.ts"
import { type CellFilter, cellNameOf, selectCells } from "./select.ts"
import { readTiming } from "./timing-file.ts"

/** Everything `heddle simulate` can be told. */
export interface SimulateCommand {
  readonly words: ReadonlyArray<string>
  readonly filter: CellFilter
  /** Names of arrivals; all that the timing has, if none is named. */
  readonly arrival: ReadonlyArray<string>
  readonly seed: number
  readonly runs: number
  readonly forMillis: number | undefined
  readonly cpus: number
  readonly quantumMillis: number
  /** A file that replaces what the scenario's timing says. */
  readonly timing: string | undefined
  /** Say which durations matter. */
  readonly sensitivity: boolean
  readonly out: ReadonlyArray<{ readonly format: "json"; readonly file: string }>
  readonly hangMillis: number
  readonly quiet: boolean
}

/** Runs the command and gives its exit code. */
export const simulate = async (place: Place, command: SimulateCommand): Promise<number> => {
  const { arrival, cpus: count, hangMillis, quantumMillis, runs, seed, sensitivity } = command
  const timing = command.timing === undefined ? undefined : readTiming(command.timing)
  const cpus = { count, quantum: quantumMillis * millis }
  const nanosMax = command.forMillis === undefined ? undefined : command.forMillis * millis
  const pool = new Pool(place, { size: availableParallelism(), hangMillis })
  let stopped = false
  const onSignal = () => {
    if (stopped) process.exit(exitCodes.interrupted)
    stopped = true
    pool.stop()
  }
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal)
  let endProgress = () => {}
  try {
    const cells = await selectCells(pool, command.words, command.filter)
    let done = 0
    if (!command.quiet) {
      endProgress = showProgress({ running: () => pool.running(), done: () => done, total: cells.length })
    }
    const simulations = await Promise.all(cells.map(async ({ cell, label, scenario, source }) => {
      const options = { cpus, nanosMax, runs, seed }
      const request = {
        type: "simulate",
        source,
        scenario,
        cell,
        options,
        arrivals: arrival,
        timing,
        sensitivity
      } as const
      const reply = await pool.ask(cellNameOf({ cell, label }), request)
      done += 1
      if (reply.type === "simulated") return reply.simulations
      if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
      return []
    }))
    endProgress()
    const report: SimulationReport = {
      format: "heddle.simulation",
      version: 1,
      tool: { version: versionOf(place) },
      cpus,
      simulations: simulations.flat()
    }
    for (const { file } of command.out) writeFile(file, encodeSimulations(report))
    await print(simulationText(report, paintForStdout(), rowWidthForStdout()))
    return stopped ? exitCodes.interrupted : exitCodes.ok
  } finally {
    endProgress()
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal)
    await pool.close()
  }
}
