/**
 * A token of a program that has changed since: where it leaves the program as it is now, and why; and what can still
 * become of the steps that fit.
 */
import { findingText } from "../report/finding.ts"
import type { Detail } from "../report/shorten.ts"
import { boundsInPrint, count } from "../report/wording.ts"
import type { Fit } from "../sim/explore/replay.ts"
import { decode } from "../sim/explore/token.ts"
import type { CellResult } from "../sim/result.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { paintForStdout, print, tell, widthForStdout } from "./output.ts"
import type { Pool } from "./pool.ts"
import { type CellFilter, cellNameOf, selectCells, type Selected } from "./select.ts"

/** What is asked of a token that fits no program. */
export interface ChangedCommand {
  readonly token: string
  /** The scenario that the token was made from: its name, part of it, or its file. */
  readonly word: string
  readonly filter: CellFilter
  readonly fromPrefix: boolean
  readonly trace: Detail
}

interface Fitted extends Fit {
  readonly selected: Selected
}

/** Tells how far the token fits, or explores on from there; gives the exit code. */
export const replayChanged = async (pool: Pool, command: ChangedCommand): Promise<number> => {
  const { filter, fromPrefix, token, word } = command
  const cells = await selectCells(pool, [word], filter)
  const fitted = await Promise.all(cells.map((selected) => fitOf(pool, selected, token)))
  const [best] = fitted.toSorted((a, b) => b.taken - a.taken || b.moves.length - a.moves.length)
  const told = `${changed(token, best, cells.length)}\n${whyStopped(best)}`
  if (!fromPrefix) throw new CommandError(`${told}\n${whatNow(best, command)}`, exitCodes.unstable)
  tell(`heddle: ${told}`)
  return explorePrefix(pool, best, command)
}

const fitOf = async (pool: Pool, selected: Selected, token: string): Promise<Fitted> => {
  const { cell, scenario, source } = selected
  const reply = await pool.ask(token, { type: "fit", source, scenario, cell, token })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "fitted") throw new CommandError("the replay was stopped", exitCodes.interrupted)
  return { ...reply.fit, selected }
}

const changed = (token: string, best: Fitted, cells: number): string => {
  const others = cells === 1 ? "" : ` (of ${cells} cells the token fits this one furthest)`
  const { fingerprint } = decode(token)
  return `the program has changed since the token was made: its fingerprint was ${fingerprint}, ${
    cellNameOf(best.selected)
  } has ${best.fingerprint} now${others}`
}

const stepsOf = ({ moves }: Fitted) => count(moves.length - 1, "step")

const whyStopped = (best: Fitted): string =>
  best.stopped === undefined
    ? `all of it fits still: ${stepsOf(best)}`
    : `replay diverged after ${stepsOf(best)}: ${best.stopped}`

const whatNow = (best: Fitted, { filter, token, word }: ChangedCommand): string => {
  const names = Object.entries(filter).flatMap(([flag, values]) =>
    (values as CellFilter["design"]).map((value) => `--${flag} ${value} `)
  )
  const what = best.stopped === undefined ? "runs it as it is now" : "explores every way on from there"
  return `heddle replay ${token} ${word} ${names.join("")}--from-prefix ${what}`
}

const explorePrefix = async (pool: Pool, best: Fitted, { token, trace }: ChangedCommand): Promise<number> => {
  const { moves, selected: { cell, file, scenario, source } } = best
  const reply = await pool.ask(token, { type: "continue", source, scenario, cell, moves, options: { mutation: false } })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "explored") throw new CommandError("the replay was stopped", exitCodes.interrupted)
  const result: CellResult = file === undefined ? reply.result : { ...reply.result, file }
  const { findings, stats } = result
  const paint = paintForStdout()
  const found = findings.length === 0 ? paint("good", "nothing found") : paint("bad", count(findings.length, "finding"))
  await print(
    `${found}  ${paint("strong", cellNameOf(best.selected))}\n  ${count(stats.traces, "execution")}: ${
      boundsInPrint(result)
    }\n`
  )
  for (const finding of findings) {
    await print(`\n${findingText(result, finding, { width: widthForStdout(), paint, trace })}`)
  }
  return findings.every(({ kind }) => result.declared.includes(kind)) ? exitCodes.ok : exitCodes.unexpected
}
