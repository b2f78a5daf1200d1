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
import * as NetNext2021_10 from "./kernel/netnext-2021-10.ts"

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
