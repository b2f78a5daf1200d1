/**
 * `heddle list`: scenarios, their question, their cells and what each declares.
 *
 * heddle's own are listed without a worker and without the engine, so that listing is quick.
 */
import { plain } from "../report/paint.ts"
import { printable, wrap } from "../report/printable.ts"
import { tableLines } from "../report/table.ts"
import { kindInPrint } from "../report/wording.ts"
import type { ScenarioLabel } from "./contract.ts"
import { labelOf, ownRegistry } from "./load.ts"
import { print, rowWidthForStdout, widthForStdout } from "./output.ts"
import type { Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { emptyWord, isFile, matches, noScenario, selectScenarios } from "./select.ts"

/** Runs the command and gives its exit code. */
export const list = async (place: Place, words: ReadonlyArray<string>): Promise<number> => {
  const labels = words.some(isFile) ? await fromWorker(place, words) : await own(place, words)
  await print(`${labels.map(scenarioText).join("\n")}`)
  return 0
}

const own = async (place: Place, words: ReadonlyArray<string>): Promise<ReadonlyArray<ScenarioLabel>> => {
  const all = (await ownRegistry(place)).scenarios.map(labelOf)
  const names = all.map(({ name }) => name)
  if (words.includes("")) throw emptyWord()
  const unknown = words.find((word) => !names.some((name) => matches(word, name)))
  if (unknown !== undefined) throw noScenario(unknown, names)
  return words.length === 0 ? all : all.filter(({ name }) => words.some((word) => matches(word, name)))
}

const fromWorker = async (place: Place, words: ReadonlyArray<string>): Promise<ReadonlyArray<ScenarioLabel>> => {
  const pool = new Pool(place, { size: 1, hangMillis: 10_000 })
  try {
    return (await selectScenarios(pool, words)).map(({ label }) => label)
  } finally {
    await pool.close()
  }
}

const scenarioText = ({ cells, name, question }: ScenarioLabel): string => {
  const rows = cells.map((cell) => {
    const parts = [cell.design, cell.kernel, cell.shape, cell.provenance].map(printable)
    const declared = cell.declared.length === 0 ? "verified" : cell.declared.map(kindInPrint).join(", ")
    return [...parts, declared]
  })
  const table = tableLines(rows.map((row) => row.map((text) => ({ text }))), {
    width: rowWidthForStdout(),
    fold: 3,
    indent: 4,
    paint: plain
  }).flat()
  const prose = question.split("\n").map((line) => printable(line.trim())).filter((line) => line !== "").join(" ")
  const lines = prose === "" ? [] : wrap(prose, widthForStdout() - 2).map((line) => `  ${line}`)
  return `${[printable(name), ...lines, ...table].join("\n")}\n`
}
