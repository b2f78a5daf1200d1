/**
 * Which cells a command is about: patterns name heddle's own scenarios, paths name files, flags narrow the cells.
 *
 * A word that selects nothing is an error, never an empty success.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { cellInPrint } from "../report/wording.ts"
import type { ScenarioLabel, Source } from "./contract.ts"
import { CommandError } from "./exit.ts"
import { codeOfFailure } from "./exit.ts"
import { didYouMean } from "./nearest.ts"
import type { Pool } from "./pool.ts"

/** One cell to explore. */
export interface Selected {
  readonly source: Source
  /** As the user named it, for the replay line; absent for heddle's own. */
  readonly file: string | undefined
  readonly scenario: number
  readonly cell: number
  readonly label: ScenarioLabel
}

/** The cell as it is shown. */
export const cellNameOf = ({ cell, label }: Pick<Selected, "cell" | "label">): string =>
  cellInPrint({ scenario: label.name, ...label.cells[cell] })

/** Narrows cells; a name given more than once is any of them. */
export interface CellFilter {
  readonly design: ReadonlyArray<string>
  readonly kernel: ReadonlyArray<string>
  readonly shape: ReadonlyArray<string>
}

/** The cells that the words and the filter select, in the order of the words. */
export const selectCells = async (
  pool: Pool,
  words: ReadonlyArray<string>,
  filter: CellFilter
): Promise<ReadonlyArray<Selected>> => {
  const scenarios = await selectScenarios(pool, words)
  const all = scenarios.flatMap((selected) =>
    selected.label.cells.map((_, cell) => Object.assign({}, selected, { cell }))
  )
  checkFilter(all, filter)
  const cells = all.filter((selected) => {
    const { design, kernel, shape } = selected.label.cells[selected.cell]
    const fits = (names: ReadonlyArray<string>, name: string) => names.length === 0 || names.includes(name)
    return fits(filter.design, design) && fits(filter.kernel, kernel) && fits(filter.shape, shape)
  })
  if (cells.length === 0) throw new CommandError("no cell has this design, kernel and shape together")
  return cells
}

/** The scenarios that the words select; all of heddle's own without a word. */
export const selectScenarios = async (
  pool: Pool,
  words: ReadonlyArray<string>
): Promise<ReadonlyArray<Omit<Selected, "cell">>> => {
  if (words.includes("")) throw emptyWord()
  const own = words.length === 0 || words.some((word) => !isFile(word)) ? await load(pool, { own: true }) : []
  if (words.length === 0) return own
  const chosen = new Map<string, Omit<Selected, "cell">>()
  for (const word of words) {
    const found = isFile(word)
      ? await load(pool, { file: readable(word) }, word)
      : matching(own, word)
    for (const one of found) chosen.set(`${one.file ?? ""}:${one.label.name}`, one)
  }
  return [...chosen.values()]
}

/** A word that ends or begins as paths do is one, even if nothing is there: then that is the error. */
export const isFile = (word: string): boolean => /\.[cm]?[jt]s$|^\.{0,2}\/|^\.{1,2}$/.test(word)

/** The absolute path of a file that can be read. */
export const readable = (word: string): string => {
  try {
    fs.accessSync(word, fs.constants.R_OK)
    if (fs.statSync(word).isFile()) return path.resolve(word)
  } catch (error) {
    throw new CommandError(`cannot read ${word}: ${whyUnreadable(error)}`)
  }
  throw new CommandError(`cannot read ${word}: it is not a file; name the file of a scenario, such as my-scenario.ts`)
}

const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "ENOENT") return "there is no such file"
  if (code === "EACCES") return "permission denied"
  return error instanceof Error ? error.message : String(error)
}

/** Scenarios whose name contains the word; `*` stands for anything. */
export const matches = (word: string, name: string): boolean => {
  const parts = word.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(parts.join(".*"), "i").test(name)
}

const matching = (own: ReadonlyArray<Omit<Selected, "cell">>, word: string) => {
  const found = own.filter(({ label }) => matches(word, label.name))
  if (found.length === 0) throw noScenario(word, own.map(({ label }) => label.name))
  return found
}

/** The error for a word without a letter, as of a shell variable that is not set: it would fit every scenario. */
export const emptyWord = (): CommandError =>
  new CommandError("an empty pattern selects nothing: leave it out to mean every scenario")

/** The error for a pattern that fits no scenario. */
export const noScenario = (word: string, names: ReadonlyArray<string>): CommandError => {
  const areas = names.map((name) => name.slice(0, name.lastIndexOf("/") + 1)).filter((area) => area !== "")
  const file = `./${word.replace(/\.[^./]*$/, "")}.ts`
  const hint = didYouMean(word, [...names, ...areas]) || ` (a file of your own is named by its path, such as ${file})`
  return new CommandError(`no scenario matches ${word}${hint}; \`heddle list\` shows all`)
}

const load = async (pool: Pool, source: Source, file?: string): Promise<ReadonlyArray<Omit<Selected, "cell">>> => {
  const reply = await pool.ask(file ?? "heddle's scenarios", { type: "load", source })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "loaded") throw new CommandError("stopped", 130)
  return reply.scenarios.map((label, scenario) => ({ source, file, scenario, label }))
}

/** A name that no selected cell has is a mistake, not a filter. */
const checkFilter = (all: ReadonlyArray<Selected>, filter: CellFilter): void => {
  for (const key of ["design", "kernel", "shape"] as const) {
    const known = new Set(all.map(({ cell, label }) => label.cells[cell][key]).filter((name) => name !== ""))
    const unknown = filter[key].find((name) => !known.has(name))
    if (unknown === undefined) continue
    const names = [...known].join(", ")
    throw new CommandError(
      `no cell has the ${key} ${unknown}${didYouMean(unknown, known) || (names === "" ? "" : `; there are: ${names}`)}`
    )
  }
}
