/**
 * The matrix of the dispute as data: which Layers stand under a cell.
 *
 * A cell is design x kernel x shape; adding a design or a kernel is one line here and one file
 * there. The Layers hold no state: every global of the kernel lives in its execution.
 */
import * as Layer from "effect/Layer"
import type { CellSpec, Declaration, Provenance } from "../sim/scenario.ts"
import * as CallbackCheck from "./designs/callback-check.ts"
import * as CapsMask from "./designs/caps-mask.ts"
import * as CopiedStructLocked from "./designs/copied-struct-locked.ts"
import * as CopiedStructMemcpy from "./designs/copied-struct-memcpy.ts"
import * as CopiedStructRelease from "./designs/copied-struct-release.ts"
import * as CopiedStruct from "./designs/copied-struct.ts"
import * as FineGrainedCaps from "./designs/fine-grained-caps.ts"
import * as PerVariantTable from "./designs/per-variant-table.ts"
import * as RegisteredCheck from "./designs/registered-check.ts"
import * as SecondTable from "./designs/second-table.ts"
import * as SharedTable from "./designs/shared-table.ts"
import * as StaticConst from "./designs/static-const.ts"
import type { KernelName } from "./kernel/kernel-version.ts"
import * as NetNext2021_10 from "./kernel/netnext-2021-10.ts"
import * as V5_15 from "./kernel/v5.15.ts"
import * as V5_16 from "./kernel/v5.16.ts"
import * as V6_1 from "./kernel/v6.1.ts"
import * as V6_12 from "./kernel/v6.12.ts"

/** The designs, by the name a cell gives. */
export const designs = {
  "static-const": StaticConst.layer,
  "shared-table": SharedTable.layer,
  "copied-struct": CopiedStruct.layer,
  "copied-struct-locked": CopiedStructLocked.layer,
  "copied-struct-memcpy": CopiedStructMemcpy.layer,
  "copied-struct-release": CopiedStructRelease.layer,
  "copied-struct-mark-check": RegisteredCheck.copiedStruct,
  "second-table": SecondTable.layer,
  "caps-mask": CapsMask.layer,
  "caps-mask-unasserted": CapsMask.unasserted,
  "fine-grained-caps": FineGrainedCaps.layer,
  "fine-grained-caps-plain": FineGrainedCaps.plainWord,
  "per-variant-table": PerVariantTable.layer,
  "callback-check": CallbackCheck.layer,
  "registered-check": RegisteredCheck.layer
} as const

/** The kernels, by the name a cell gives. */
export const kernels = {
  "5.15": V5_15.layer,
  "netnext-2021-10": NetNext2021_10.layer,
  "5.16": V5_16.layer,
  "6.1": V6_1.layer,
  "6.1-mark": V6_1.with_mark_check,
  "6.12": V6_12.layer
} as const satisfies Record<KernelName, Layer.Layer<any>>

/** Name of a design. */
export type DesignName = keyof typeof designs
export type { KernelName }

/** The designs that were on the table in October 2021: what was, what was posted, what was merged. */
export const posted = ["static-const", "copied-struct", "caps-mask"] as const satisfies ReadonlyArray<DesignName>

/** Versions 1 to 3 of the series, posted for that tree: in these a driver hands over what it learns late. */
export const versions: ReadonlySet<DesignName> = new Set(["shared-table", "copied-struct", "second-table"])

/** The trees, without the one that was proposed and refused. */
export const trees = ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"] as const satisfies ReadonlyArray<KernelName>

/** The design each tree has itself: questions that are not about ops are asked of this one. */
export const own = {
  "5.15": "static-const",
  "netnext-2021-10": "static-const",
  "5.16": "caps-mask",
  "6.1": "caps-mask",
  "6.1-mark": "caps-mask",
  "6.12": "callback-check"
} as const satisfies Record<KernelName, DesignName>

/**
 * The designs that have a meaning in a tree. At 5.15 drivers register first: what has to be said before that cannot be
 * said. Since 6.1 they hold devlink->lock themselves, which two of the designs would take again; and they call
 * devlink_reload_enable() no more, so that static-const would refuse each reload.
 */
const meaningful = (kernel: KernelName): ReadonlyArray<DesignName> => {
  const all = Object.keys(designs) as Array<DesignName>
  if (kernel === "5.15") return ["static-const", "per-variant-table", "callback-check", "registered-check"]
  const taken: ReadonlySet<DesignName> = new Set(["static-const", "registered-check", "copied-struct-locked"])
  return kernel === "netnext-2021-10" || kernel === "5.16" ? all : all.filter((name) => !taken.has(name))
}

/** The designs that WARN when something is handed over, and the instance is registered by then. */
export const warnsOnceRegistered: ReadonlySet<DesignName> = new Set([
  "shared-table",
  "second-table",
  "caps-mask",
  "copied-struct",
  "copied-struct-locked",
  "copied-struct-memcpy",
  "copied-struct-release",
  "copied-struct-mark-check"
])

/** The designs in which what a device cannot do is left out of its table, and not masked. */
export const leavesOut: ReadonlySet<DesignName> = new Set(
  [...warnsOnceRegistered].filter((name) => name !== "caps-mask")
)

/** What a row of the matrix says. */
export interface Row<Shape extends string> {
  readonly design: DesignName
  readonly shape: Shape
  readonly provenance: Provenance
  readonly declared: Declaration
  readonly why: string
}

/** The rows of several designs and shapes for which the same is declared, for the same reason. */
export const over = <Shape extends string>(
  names: ReadonlyArray<DesignName>,
  shapes: ReadonlyArray<Shape>,
  said: Omit<Row<Shape>, "design" | "shape">
): ReadonlyArray<Row<Shape>> => names.flatMap((design) => shapes.map((shape) => ({ design, shape, ...said })))

/** Puts design and kernel under each row: the cells of a scenario. */
export const cells = <Shape extends string>(kernel: KernelName, rows: ReadonlyArray<Row<Shape>>) =>
  rows.map((row) => ({
    ...row,
    kernel,
    layer: Layer.mergeAll(kernels[kernel], designs[row.design])
  })) satisfies ReadonlyArray<CellSpec>

/** What a scenario says of one place of the matrix; nothing where the question has no meaning there. */
export interface Answer {
  readonly declared: Declaration
  readonly why: string
  readonly provenance?: Provenance
}

/** Where a question is asked. */
export interface Places<Shape extends string> {
  readonly kernels: ReadonlyArray<KernelName>
  readonly shapes: ReadonlyArray<Shape>
  /** The designs to ask, or all that have a meaning in the tree; of each tree its own one, if left out. */
  readonly designs?: ReadonlyArray<DesignName> | "all"
}

/** The cells of every combination of kernel, shape and design for which there is an answer, in that order. */
export const grid = <Shape extends string>(
  places: Places<Shape>,
  answer: (kernel: KernelName, shape: Shape, design: DesignName) => Answer | undefined
) =>
  places.kernels.flatMap((kernel) =>
    cells(kernel, places.shapes.flatMap((shape) => rows(places, kernel, shape, answer)))
  )

const rows = <Shape extends string>(
  { designs: asked }: Places<Shape>,
  kernel: KernelName,
  shape: Shape,
  answer: (kernel: KernelName, shape: Shape, design: DesignName) => Answer | undefined
): ReadonlyArray<Row<Shape>> =>
  (asked === "all" ? meaningful(kernel) : asked ?? [own[kernel]]).flatMap((design) => {
    const said = answer(kernel, shape, design)
    return said === undefined ? [] : [{ design, shape, provenance: inTree(kernel, design), ...said }]
  })

/** A design on a tree it was neither in nor posted for is a counterfactual. */
const inTree = (kernel: KernelName, design: DesignName): Provenance => {
  const postedThere = kernel === "netnext-2021-10" && (versions.has(design) || posted.some((name) => name === design))
  if (kernel === "6.1-mark") return "counterfactual"
  return postedThere || own[kernel] === design ? "as-posted" : "counterfactual"
}

/** The same for what the driver of the cell never did, but might have done by the rules of the design. */
export const ifPermitted = (kernel: KernelName, design: DesignName): Provenance =>
  inTree(kernel, design) === "as-posted" ? "as-permitted" : "counterfactual"
