/**
 * The words of results, in one place: a kind in print, a verdict with its memory model or its bound, a cell's name.
 *
 * A bounded search never reads `verified`: the bound stands beside the verdict.
 */
import type { CellResult, Finding } from "../sim/result.ts"
import type { Kind } from "../sim/scenario.ts"
import { printable } from "./printable.ts"

/** `torn-read` as printed: TORN READ. */
export const kindInPrint = (kind: Kind): string => kind === "read-only-write" ? "READ-ONLY WRITE" : words(kind)

const words = (kind: string) => printable(kind).replaceAll("-", " ").toUpperCase()

/** How a cell ended, as one word for code that has to decide. */
export type Standing =
  /** as declared, and the search left nothing out */
  | "as-declared"
  /** as declared as far as a bound allowed to look */
  | "bounded"
  /** a finding that was not declared, or a declared one that did not appear */
  | "unexpected"
  /** verified, but no protection matters to it or a place was never reached: it does not ask what it means to ask */
  | "vacuous"
  /** it could not be explored */
  | "error"

/** The standing of a result against what its cell declares. */
export const standingOf = (result: CellResult): Standing => {
  if (result.error !== undefined) return "error"
  if (isVacuous(result)) return "vacuous"
  if (!result.asDeclared) return "unexpected"
  return result.verdict === "no-finding" ? "bounded" : "as-declared"
}

/** Verified as declared, but for no reason that has to do with the question. */
const isVacuous = ({ declared, protections, unreached, verdict }: CellResult): boolean =>
  verdict === "verified" && declared.length === 0 && (protections?.length === 0 || unreached.length > 0)

/** `verified (SC)`, `no finding (10000 executions)`, `TORN READ`, `error`. */
export const verdictInPrint = (result: CellResult): string => {
  if (result.error !== undefined) return "error"
  if (result.verdict === "verified") return `verified (${result.memory})`
  if (result.verdict === "no-finding") return `no finding (${boundsInPrint(result)})`
  return kindInPrint(result.verdict)
}

/** The bounds of a search, as one phrase; with the strategy, where it is not the one above the table. */
export const boundsInPrint = ({ bounds, strategy }: CellResult): string => {
  const all = strategy === undefined ? bounds : [strategy, ...bounds]
  return all.length === 0 ? "not exhaustive" : printable(all.join(", "))
}

/** What the cell declares: `verified`, or the kinds. */
export const declaredInPrint = (result: Pick<CellResult, "declared">): string =>
  result.declared.length === 0 ? "verified" : result.declared.map(kindInPrint).join(" and ")

/** A scenario's cell: `devlink/flash [copied-struct, netnext-2021-10, mlx5]`. */
export const cellInPrint = (cell: Pick<CellResult, "scenario" | "design" | "kernel" | "shape">): string =>
  `${printable(cell.scenario)} ${shortCell(cell)}`.trimEnd()

/** A cell among those of its scenario: `[copied-struct, netnext-2021-10, mlx5]`. */
export const shortCell = ({ design, kernel, shape }: Pick<CellResult, "design" | "kernel" | "shape">): string => {
  const parts = [design, kernel, shape].filter((part) => part !== "")
  return parts.length === 0 ? "" : `[${printable(parts.join(", "))}]`
}

/** `1 step`, `2 steps`; `1 execution`, `34650 executions`. */
export const count = (n: number, singular: string, plural = `${singular}s`): string =>
  `${grouped(n)} ${n === 1 ? singular : plural}`

/** `32 steps and 8 notes`: notes are numbered among the steps, and are no steps. */
export const stepsInPrint = (lines: ReadonlyArray<{ readonly note: boolean }>): string => {
  const notes = lines.filter(({ note }) => note).length
  const steps = lines.length - notes
  const kinds = [...steps > 0 || notes === 0 ? [count(steps, "step")] : [], ...notes > 0 ? [count(notes, "note")] : []]
  return kinds.join(" and ")
}

/** How small it is, from what it was shrunk, and whether it could be smaller. */
export const sizeInPrint = ({ minimised, preemptions, trace }: Finding): string => {
  const size = `${stepsInPrint(trace.steps)}, ${count(preemptions, "preemption")}`
  if (minimised === undefined) return size
  const steps = trace.steps.filter((step) => !step.note).length
  const { executions, from, proven } = minimised
  const shrunk = [
    ...(from.steps > steps ? [`${grouped(from.steps)} -> ${count(steps, "step")}`] : []),
    ...(from.preemptions === preemptions
      ? []
      : [`${grouped(from.preemptions)} -> ${count(preemptions, "preemption")}`]),
    // Where it was met first, what has to come in between came before or after: nothing orders it.
    ...(from.preemptions < preemptions ? ["to show it in this order"] : [])
  ]
  const changes = shrunk.length === 0 ? "" : `: ${shrunk.join(", ")}`
  return `${size}, ${provens[proven]}${changes} (${count(executions, "execution")})`
}

const provens: { readonly [P in NonNullable<Finding["minimised"]>["proven"]]: string } = {
  whole: "minimal",
  preemptions: "fewest preemptions, perhaps not fewest steps",
  no: "perhaps not minimal"
}

/** Thousands apart: 34,650. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",")

/** `30 %`; all and none are said of all and none alone. */
export const percentOf = ({ failing, total }: { readonly failing: number; readonly total: number }): string => {
  const percent = Math.round(100 * failing / Math.max(1, total))
  return failing > 0 && percent === 0 ? "<1 %" : failing < total && percent === 100 ? ">99 %" : `${percent} %`
}
