/**
 * `heddle compare SCENARIO --design A --design B`: the schedule of a finding of one design, on the other.
 *
 * Without a token it is the first finding of either design, A's if it has one; with one, the token's.
 */
import { comparisonText } from "../report/comparison.ts"
import type { Detail } from "../report/shorten.ts"
import type { CellResult, Comparison, Finding } from "../sim/result.ts"
import { exploreAll } from "./cells.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { paintForStdout, print, widthForStdout } from "./output.ts"
import type { Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { type CellFilter, selectCells, type Selected } from "./select.ts"

/** Everything `heddle compare` can be told. */
export interface CompareCommand {
  readonly word: string
  readonly filter: CellFilter
  readonly token: string | undefined
  readonly trace: Detail
  readonly quiet: boolean
  readonly hangMillis: number
}

/** Two cells, and the execution of the first. */
interface Question {
  readonly one: Selected
  readonly other: Selected
  readonly finding: Finding
}

/** Runs the command and gives its exit code. */
export const compare = async (place: Place, command: CompareCommand): Promise<number> => {
  const { hangMillis, token, trace, word } = command
  const pool = new Pool(place, { size: 2, hangMillis })
  try {
    const { design, ...rest } = command.filter
    // Asked for by name first, so that a name nobody has is told as such.
    await selectCells(pool, [word], command.filter)
    const cells = await selectCells(pool, [word], { ...rest, design: [] })
    const names = [...new Set(cells.map(({ label }) => label.name))]
    if (names.length > 1) {
      throw new CommandError(`${word} is ${names.length} scenarios; name one of ${names.join(", ")}`)
    }
    const question = token === undefined
      ? await withFinding(pool, cells, design, command.quiet)
      : await withToken(pool, cells, design, token)
    const comparison = await ask(pool, question)
    const options = { width: widthForStdout(), paint: paintForStdout(), trace }
    await print(comparisonText(cellOf(question.one), question.finding, comparison, options))
    return exitCodes.ok
  } finally {
    await pool.close()
  }
}

const cellOf = (
  { cell, file, label }: Selected
): Pick<CellResult, "scenario" | "design" | "kernel" | "shape" | "file"> => {
  const { design, kernel, shape } = label.cells[cell]
  return { scenario: label.name, design, kernel, shape, ...(file === undefined ? {} : { file }) }
}

/** The first pair of cells, alike in kernel and shape, of which one has a finding. */
const withFinding = async (
  pool: Pool,
  cells: ReadonlyArray<Selected>,
  designs: ReadonlyArray<string>,
  quiet: boolean
): Promise<Question> => {
  const [first, second, ...more] = designs
  if (second === undefined || more.length > 0) throw new CommandError("compare two designs: --design A --design B")
  const pairs = ofDesign(cells, first).flatMap((one) => {
    const other = alike(cells, one, second)
    return other === undefined ? [] : [{ one, other }]
  })
  if (pairs.length === 0) throw new CommandError(`${first} and ${second} have no kernel and shape in common`)
  for (const { one, other } of pairs) {
    const results = await exploreAll(pool, [one, other], { search: { mutation: false }, quiet })
    for (const result of results) {
      if (result?.error !== undefined) throw new CommandError(result.error.message, codeOfFailure(result.error))
    }
    const [finding] = results[0]?.findings ?? []
    if (finding !== undefined) return { one, other, finding }
    const [reverse] = results[1]?.findings ?? []
    if (reverse !== undefined) return { one: other, other: one, finding: reverse }
  }
  throw new CommandError(`neither ${first} nor ${second} has a finding here: name a schedule with --token`)
}

/** The token's cell, and the one to compare it with. */
const withToken = async (
  pool: Pool,
  cells: ReadonlyArray<Selected>,
  designs: ReadonlyArray<string>,
  token: string
): Promise<Question> => {
  const { source } = cells[0]
  const reply = await pool.ask(token, { type: "replay", source, token })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "replayed") throw new CommandError(`no cell of this scenario fits ${token}`, exitCodes.unstable)
  const { cell, findings, trace } = reply
  const one = ofDesign(cells, cell.design).find((selected) => isAlike(cellOf(selected), cell))
  if (one === undefined) throw new CommandError(`${token} is of ${reply.scenario} [${cell.design}], not of these cells`)
  const others = designs.filter((design) => design !== cell.design)
  if (others.length !== 1) {
    throw new CommandError(`the token is of ${cell.design}: name one other design to compare with, --design B`)
  }
  const other = alike(cells, one, others[0])
  if (other === undefined) throw new CommandError(`${others[0]} has no cell with the kernel and shape of the token`)
  const tasks = trace.tasks.map(({ name }) => name)
  const bare: Finding = { kind: "assertion", key: "", title: "", token, tasks, because: [], trace, preemptions: 0 }
  return { one, other, finding: findings[0] ?? bare }
}

const ofDesign = (cells: ReadonlyArray<Selected>, name: string) =>
  cells.filter((selected) => cellOf(selected).design === name)

/** The cell of another design that is the same otherwise. */
const alike = (cells: ReadonlyArray<Selected>, one: Selected, design: string): Selected | undefined =>
  ofDesign(cells, design).find((selected) => isAlike(cellOf(selected), cellOf(one)))

const isAlike = (a: Pick<CellResult, "kernel" | "shape">, b: Pick<CellResult, "kernel" | "shape">): boolean =>
  a.kernel === b.kernel && a.shape === b.shape

const ask = async (pool: Pool, { finding, one, other }: Question): Promise<Comparison> => {
  const { cell, label, scenario, source } = one
  const executions = [{ token: finding.token, lines: finding.trace.steps.length }]
  const reply = await pool.ask(label.name, { type: "compare", source, scenario, cell, other: other.cell, executions })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "compared") throw new CommandError("stopped", exitCodes.interrupted)
  return reply.comparisons[0]
}
