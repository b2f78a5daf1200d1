/**
 * Judges a claim by the results of the cells it is about, and looks for the conditions under which it holds.
 */
import type { CellResult } from "../sim/result.ts"
import type { Claim } from "./claims.ts"

/** What became of a claim. */
export interface Judged {
  readonly text: string
  readonly who: string
  readonly asks: string
  readonly verdict: "holds" | "fails" | "holds-if" | "not-decidable"
  /** Kernels that say the same together, in the order of the matrix. */
  readonly kernels: ReadonlyArray<InKernels>
  readonly evidence: ReadonlyArray<Evidence>
  /** Replays the first finding that breaks it; where none does, the first that shows it; or empty. */
  readonly token: string
}

/** One cell that says something of a claim. */
export interface Evidence extends Pick<CellResult, "scenario" | "design" | "kernel" | "shape" | "verdict"> {
  readonly holds: boolean
  /** Replays the finding that decides; empty where the absence of one does. */
  readonly token: string
}

/** What became of it on some kernels. */
export interface InKernels {
  readonly kernels: ReadonlyArray<string>
  /** Whether `values` are those under which it holds, or those under which it does not. */
  readonly verdict: "holds" | "fails" | "holds-if" | "holds-unless" | "mixed"
  /** What of a cell tells holding from broken ones, and each combination of values. */
  readonly properties: ReadonlyArray<string>
  readonly values: ReadonlyArray<ReadonlyArray<string>>
  readonly holds: number
  readonly broken: number
}

/** Judges a claim by results. A cell that was not explored to its end decides nothing. */
export const judge = (claim: Claim, results: ReadonlyArray<CellResult>): Judged => {
  const { asks, text, who } = claim
  const evidence = results.filter((cell) => claim.about(cell) && cell.exhaustive && cell.error === undefined)
    .map((cell) => evidenceOf(claim, cell))
  const broken = evidence.filter(({ holds }) => !holds)
  const holding = evidence.filter(({ holds }) => holds)
  const mixed = holding.length > 0 && broken.length > 0
  const of = (kernel: string) => (cell: Evidence) => cell.kernel === kernel
  const names = [...new Set(evidence.map(({ kernel }) => kernel))]
  return {
    text,
    who,
    asks,
    verdict: evidence.length === 0 ? "not-decidable" : mixed ? "holds-if" : broken.length === 0 ? "holds" : "fails",
    kernels: together(names.map((kernel) => inKernel(kernel, holding.filter(of(kernel)), broken.filter(of(kernel))))),
    evidence,
    token: [...broken, ...holding].map(({ token }) => token).find((token) => token !== "") ?? ""
  }
}

const evidenceOf = ({ breaks = [], shows }: Claim, cell: CellResult): Evidence => {
  const { design, findings, kernel, scenario, shape, verdict } = cell
  const decides = findings.find(({ kind }) => (shows ?? breaks).includes(kind))
  const holds = (shows !== undefined) === (decides !== undefined)
  return { scenario, design, kernel, shape, verdict, holds, token: decides?.token ?? "" }
}

/** Properties of a cell that may tell holding from broken ones: one where one does, those that say most first. */
const properties = [
  ["design"],
  ["shape"],
  ["scenario"],
  ["design", "shape"],
  ["scenario", "design"],
  ["scenario", "shape"]
] as const

/** More values than these are no condition, but a list. */
const valuesMax = 6

/** The properties whose values tell holding from broken cells, by the shorter list of the two. */
const inKernel = (
  kernel: string,
  holding: ReadonlyArray<Evidence>,
  broken: ReadonlyArray<Evidence>
): InKernels => {
  const counts = { kernels: [kernel], holds: holding.length, broken: broken.length }
  if (broken.length === 0) return { ...counts, verdict: "holds", properties: [], values: [] }
  if (holding.length === 0) return { ...counts, verdict: "fails", properties: [], values: [] }
  for (const names of properties) {
    const valuesOf = (cells: ReadonlyArray<Evidence>) =>
      new Map(cells.map((cell) => [names.map((name) => cell[name]).join("\n"), names.map((name) => cell[name])]))
    const good = valuesOf(holding)
    const bad = valuesOf(broken)
    if ([...good.keys()].some((value) => bad.has(value)) || Math.min(good.size, bad.size) > valuesMax) continue
    return good.size <= bad.size
      ? { ...counts, verdict: "holds-if", properties: names, values: [...good.values()] }
      : { ...counts, verdict: "holds-unless", properties: names, values: [...bad.values()] }
  }
  return { ...counts, verdict: "mixed", properties: [], values: [] }
}

/** Kernels on which the same is to be said are one line. */
const together = (lines: ReadonlyArray<InKernels>): ReadonlyArray<InKernels> => {
  const same = new Map<string, InKernels>()
  for (const line of lines) {
    const key = JSON.stringify({ ...line, kernels: [] })
    const known = same.get(key)
    same.set(key, known === undefined ? line : { ...known, kernels: [...known.kernels, ...line.kernels] })
  }
  return [...same.values()]
}
