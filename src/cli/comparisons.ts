/**
 * Each finding beside the designs that do not have it: the same schedule there, until it cannot be followed.
 */
import type { CellResult, Comparison, Finding } from "../sim/result.ts"
import type { Pool } from "./pool.ts"
import type { Selected } from "./select.ts"

/** Designs that a finding is compared with, those verified first. */
const othersMax = 2

/** The results with comparisons among them; a cell that cannot be compared is left as it is. */
export const withComparisons = (
  pool: Pool,
  cells: ReadonlyArray<Selected>,
  results: ReadonlyArray<CellResult | undefined>
): Promise<ReadonlyArray<CellResult | undefined>> =>
  Promise.all(results.map(async (result, i) => {
    if (result === undefined || result.findings.length === 0) return result
    const findings = await Promise.all(result.findings.map(async (finding) => {
      const others = othersOf(i, finding, cells, results)
      const comparisons = (await Promise.all(others.map((other) => ask(pool, cells[i], cells[other], finding)))).flat()
      return comparisons.length === 0 ? finding : { ...finding, comparisons }
    }))
    return { ...result, findings }
  }))

/** Cells of the same scenario, kernel and shape that were searched whole and do not show this kind. */
const othersOf = (
  i: number,
  { kind }: Finding,
  cells: ReadonlyArray<Selected>,
  results: ReadonlyArray<CellResult | undefined>
): ReadonlyArray<number> => {
  const [{ label }, own] = [cells[i], results[i]]
  const fits = (result: CellResult | undefined, at: number) =>
    at !== i && cells[at].label === label && result?.kernel === own?.kernel && result?.shape === own?.shape &&
    result?.exhaustive === true && result.findings.every((finding) => finding.kind !== kind)
  const others = results.flatMap((result, at) => fits(result, at) ? [at] : [])
  const isVerified = (at: number) => results[at]?.verdict === "verified" ? 0 : 1
  return others.toSorted((x, y) => isVerified(x) - isVerified(y) || x - y).slice(0, othersMax)
}

const ask = async (
  pool: Pool,
  { cell, label, scenario, source }: Selected,
  other: Selected,
  { token, trace }: Finding
): Promise<ReadonlyArray<Comparison>> => {
  const executions = [{ token, lines: trace.steps.length }]
  const reply = await pool.ask(label.name, { type: "compare", source, scenario, cell, other: other.cell, executions })
  return reply.type === "compared" ? reply.comparisons : []
}
