/**
 * Judges a claim by the results of the cells it is about, and looks for the conditions under which it holds.
 */
import type { CellResult } from "../../sim/result.ts"
import { kernelNames } from "../kernel/kernel-version.ts"
import type { Claim } from "./claim.ts"
import { tellApart, type Term } from "./condition.ts"

/** What became of a claim. */
export interface Judged {
  readonly id: string
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
  readonly verdict: "holds" | "fails" | "holds-if" | "holds-unless" | "mixed"
  /** Tells the cells in which it holds from the others: it holds where one of these terms is true, or none is. */
  readonly condition: ReadonlyArray<Term>
  readonly holds: number
  readonly broken: number
}

/** Judges a claim by results. A cell that was not explored to its end decides nothing. */
export const judge = (claim: Claim, results: ReadonlyArray<CellResult>): Judged => {
  const { asks, id, text, who } = claim
  const evidence = results.filter((cell) => claim.about(cell) && cell.exhaustive && cell.error === undefined)
    .map((cell) => evidenceOf(claim, cell))
  const broken = evidence.filter(({ holds }) => !holds)
  const holding = evidence.filter(({ holds }) => holds)
  const mixed = holding.length > 0 && broken.length > 0
  const of = (kernel: string) => (cell: Evidence) => cell.kernel === kernel
  const names = kernelNames.filter((name) => evidence.some(({ kernel }) => kernel === name))
  return {
    id,
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

/** More values than these are no condition, but a list. */
const valuesMax = 10

/** Under which condition it holds, or does not, whichever is shorter to say. */
const inKernel = (
  kernel: string,
  holding: ReadonlyArray<Evidence>,
  broken: ReadonlyArray<Evidence>
): InKernels => {
  const counts = { kernels: [kernel], holds: holding.length, broken: broken.length }
  if (broken.length === 0) return { ...counts, verdict: "holds", condition: [] }
  if (holding.length === 0) return { ...counts, verdict: "fails", condition: [] }
  const told = tellApart(holding, broken, valuesMax)
  return told === undefined
    ? { ...counts, verdict: "mixed", condition: [] }
    : { ...counts, verdict: `holds-${told.form}`, condition: told.condition }
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
