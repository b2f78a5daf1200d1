/**
 * What was said in the dispute, as data: in words close to theirs, who said it, which cells it is about.
 *
 * Verdicts are computed from the results of those cells and typed in nowhere. Quotations: Re: [PATCH net-next v2 3/5]
 * devlink: Allow set specific ops callbacks dynamically, netdev list, 5 October 2021.
 */
import type { CellResult } from "../sim/result.ts"
import type { Kind } from "../sim/scenario.ts"

/** One sentence of the dispute. */
export interface Claim {
  readonly text: string
  readonly who: "Romanovsky" | "Kicinski"
  /** The cells it is about; none where no run can decide it. */
  readonly about: (cell: CellResult) => boolean
  /** A finding of one of these kinds breaks the claim in its cell. */
  readonly breaks: ReadonlyArray<Kind>
}

/** What became of a claim. */
export interface Judged {
  readonly text: string
  readonly who: string
  readonly verdict: "holds" | "fails" | "holds-if" | "not-decidable"
  /** Kernels that say the same together, in the order of the matrix. */
  readonly kernels: ReadonlyArray<InKernels>
  readonly holds: number
  readonly broken: number
  /** Replays the first finding that breaks it, or empty. */
  readonly token: string
}

/** What became of it on some kernels. */
export interface InKernels {
  readonly kernels: ReadonlyArray<string>
  /** Whether `values` of `property` are those under which it holds, or those under which it does not. */
  readonly verdict: "holds" | "fails" | "holds-if" | "holds-unless" | "mixed"
  readonly property: string
  readonly values: ReadonlyArray<string>
  readonly holds: number
  readonly broken: number
}

const races: ReadonlyArray<Kind> = ["torn-read", "window-read", "data-race"]
const isOf = (scenarios: ReadonlyArray<string>, designs: ReadonlyArray<string> = []) => (cell: CellResult): boolean =>
  scenarios.some((name) => cell.scenario.startsWith(`devlink/${name}-`)) &&
  (designs.length === 0 || designs.includes(cell.design))
const constant = ["static-const", "second-table", "caps-mask", "fine-grained-caps", "per-variant-table"]
const masks = ["caps-mask", "caps-mask-unasserted", "fine-grained-caps", "fine-grained-caps-plain"]

/** The claims, in the order of the mail. */
export const claims: ReadonlyArray<Claim> = [
  {
    text: "Before devlink_register() callbacks are not invoked",
    who: "Romanovsky",
    about: (cell) => isOf(["s2", "s3", "s4"])(cell) && cell.provenance === "as-posted",
    breaks: ["early-call"]
  },
  {
    text: "set_ops before devlink_register() needs no lock: no parallel access to the ops is possible",
    who: "Romanovsky",
    about: isOf(["s1", "s3", "s4"], ["copied-struct"]),
    breaks: races
  },
  {
    text: "I need to add a check of if(devlink_register) inside devlink_compat_flash_update()",
    who: "Romanovsky",
    about: isOf(["s1", "s2"], ["copied-struct-mark-check"]),
    breaks: ["early-call", ...races]
  },
  {
    text: "We explicitly copy every function pointer, which is safe (one write to the heap does not redirect a call)",
    who: "Romanovsky",
    about: isOf(["s12"], ["copied-struct"]),
    breaks: ["hijacked-call"]
  },
  {
    text: "Ops in pages mapped read-only keep heap overflows from redirecting a call",
    who: "Kicinski",
    about: isOf(["s12"], constant),
    breaks: ["hijacked-call"]
  },
  {
    text: "Feature bits can mask off an operation for one device (multiport slave)",
    who: "Kicinski",
    about: isOf(["s15"], masks),
    breaks: ["assertion", ...races]
  },
  {
    text: "Ops may be set in the driver's own table (version 1 of the series)",
    who: "Romanovsky",
    about: isOf(["s15"], ["shared-table"]),
    breaks: ["assertion", ...races]
  },
  {
    text: "You can change the caps at run time, that's perfectly reasonable",
    who: "Kicinski",
    about: isOf(["s16"], masks),
    breaks: ["assertion", "lost-function", ...races]
  },
  {
    text: "Everything here will be easy to rewrite differently if such needs arise",
    who: "Romanovsky",
    about: () => false,
    breaks: []
  }
]

/** Judges a claim by results. A cell that was not explored to its end decides nothing. */
export const judge = ({ about, breaks, text, who }: Claim, results: ReadonlyArray<CellResult>): Judged => {
  const cells = results.filter((cell) => about(cell) && cell.exhaustive && cell.error === undefined)
  const breaking = (cell: CellResult) => cell.findings.find(({ kind }) => breaks.includes(kind))
  const broken = cells.filter((cell) => breaking(cell) !== undefined)
  const holding = cells.filter((cell) => breaking(cell) === undefined)
  const mixed = holding.length > 0 && broken.length > 0
  const of = (kernel: string) => (cell: CellResult) => cell.kernel === kernel
  const names = [...new Set(cells.map(({ kernel }) => kernel))]
  return {
    text,
    who,
    verdict: cells.length === 0 ? "not-decidable" : mixed ? "holds-if" : broken.length === 0 ? "holds" : "fails",
    kernels: together(names.map((kernel) => inKernel(kernel, holding.filter(of(kernel)), broken.filter(of(kernel))))),
    holds: holding.length,
    broken: broken.length,
    token: broken.flatMap((cell) => breaking(cell)?.token ?? [])[0] ?? ""
  }
}

/** Properties of a cell that may tell holding from broken ones: one where one does, those that say most first. */
const properties = [
  ["design"],
  ["shape"],
  ["scenario"],
  ["design", "shape"],
  ["scenario", "shape"],
  ["scenario", "design"]
] as const

/** More values than these are no condition, but a list. */
const valuesMax = 6

/** The properties whose values tell holding from broken cells, by the shorter list of the two. */
const inKernel = (
  kernel: string,
  holding: ReadonlyArray<CellResult>,
  broken: ReadonlyArray<CellResult>
): InKernels => {
  const counts = { kernels: [kernel], holds: holding.length, broken: broken.length }
  if (broken.length === 0) return { ...counts, verdict: "holds", property: "", values: [] }
  if (holding.length === 0) return { ...counts, verdict: "fails", property: "", values: [] }
  for (const names of properties) {
    const valueOf = (cell: CellResult) => names.map((name) => cell[name]).join(" · ")
    const property = names.join(" · ")
    const good = new Set(holding.map(valueOf))
    const bad = new Set(broken.map(valueOf))
    if ([...good].some((value) => bad.has(value)) || Math.min(good.size, bad.size) > valuesMax) continue
    return good.size <= bad.size
      ? { ...counts, verdict: "holds-if", property, values: [...good] }
      : { ...counts, verdict: "holds-unless", property, values: [...bad] }
  }
  return { ...counts, verdict: "mixed", property: "", values: [] }
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
