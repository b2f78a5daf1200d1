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
  /** Under which values of which properties of a cell it holds: the fewest properties that tell. */
  readonly condition: { readonly properties: ReadonlyArray<string>; readonly values: ReadonlyArray<string> }
  readonly holds: number
  readonly broken: number
  /** Replays the first finding that breaks it, or empty. */
  readonly token: string
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

const properties = ["scenario", "kernel", "shape", "design"] as const

/** Judges a claim by results. A cell that was not explored to its end decides nothing. */
export const judge = ({ about, breaks, text, who }: Claim, results: ReadonlyArray<CellResult>): Judged => {
  const cells = results.filter((cell) => about(cell) && cell.exhaustive && cell.error === undefined)
  const breaking = (cell: CellResult) => cell.findings.find(({ kind }) => breaks.includes(kind))
  const broken = cells.filter((cell) => breaking(cell) !== undefined)
  const holding = cells.filter((cell) => breaking(cell) === undefined)
  const mixed = holding.length > 0 && broken.length > 0
  return {
    text,
    who,
    verdict: cells.length === 0 ? "not-decidable" : mixed ? "holds-if" : broken.length === 0 ? "holds" : "fails",
    condition: mixed ? conditionOf(holding, broken) : { properties: [], values: [] },
    holds: holding.length,
    broken: broken.length,
    token: broken.flatMap((cell) => breaking(cell)?.token ?? [])[0] ?? ""
  }
}

/** The fewest properties of cells whose values tell holding from broken ones, and the values under which it holds. */
const conditionOf = (holding: ReadonlyArray<CellResult>, broken: ReadonlyArray<CellResult>): Judged["condition"] => {
  const sets = Array.from({ length: 2 ** properties.length }, (_, set) => properties.filter((_p, i) => set & (1 << i)))
  for (const chosen of sets.toSorted((a, b) => a.length - b.length)) {
    const valueOf = (cell: CellResult) => chosen.map((property) => cell[property]).join(", ")
    const values = [...new Set(holding.map(valueOf))]
    if (!broken.some((cell) => values.includes(valueOf(cell)))) return { properties: chosen, values }
  }
  return { properties: [...properties], values: holding.map((cell) => properties.map((p) => cell[p]).join(", ")) }
}
