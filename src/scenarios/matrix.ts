/**
 * The matrix of the dispute as data: which Layers stand under a cell.
 *
 * A cell is design x kernel x shape; adding a design or a kernel is one line here and one file
 * there. The Layers hold no state: every global of the kernel lives in its execution.
 */
import * as Layer from "effect/Layer"
import type { CellSpec, Declaration, Provenance } from "../sim/scenario.ts"
import * as CapsMask from "./designs/caps-mask.ts"
import * as CopiedStruct from "./designs/copied-struct.ts"
import * as StaticConst from "./designs/static-const.ts"
import * as NetNext2021_10 from "./kernel/netnext-2021-10.ts"

/** The designs, by the name a cell gives. */
export const designs = {
  "static-const": StaticConst.layer,
  "copied-struct": CopiedStruct.layer,
  "caps-mask": CapsMask.layer
} as const

/** The kernels, by the name a cell gives. */
export const kernels = {
  "netnext-2021-10": NetNext2021_10.layer
} as const

/** Name of a design. */
export type DesignName = keyof typeof designs
/** Name of a kernel. */
export type KernelName = keyof typeof kernels

/** What a row of the matrix says. */
export interface Row<Shape extends string> {
  readonly design: DesignName
  readonly shape: Shape
  readonly provenance: Provenance
  readonly declared: Declaration
  readonly why: string
}

/** Puts design and kernel under each row: the cells of a scenario. */
export const cells = <Shape extends string>(kernel: KernelName, rows: ReadonlyArray<Row<Shape>>) =>
  rows.map((row) => ({
    ...row,
    kernel,
    layer: Layer.mergeAll(kernels[kernel], designs[row.design])
  })) satisfies ReadonlyArray<CellSpec>
