/**
 * What a claim is, and how it says which cells it is about.
 */
import type { CellResult } from "../../sim/result.ts"
import type { Kind } from "../../sim/scenario.ts"

/** One sentence of the dispute, as it is put to the cells; of some sentences there are several. */
export interface Claim {
  /** By which the questions of questions.ts name it. */
  readonly id: string
  /** In the words of the mail. */
  readonly text: string
  readonly who: Person
  /** What is asked of each cell; why no run can say, where none can. */
  readonly asks: string
  /** The cells it is about; none where no run can decide it. */
  readonly about: (cell: CellResult) => boolean
  /** A finding of one of these kinds breaks the claim in its cell. */
  readonly breaks?: ReadonlyArray<Kind>
  /** The claim is that such a thing happens: without a finding of one of these kinds it is broken in its cell. */
  readonly shows?: ReadonlyArray<Kind>
}

/** Who spoke. */
export type Person = "Romanovsky" | "Kicinski"

type Where = { readonly [K in "design" | "kernel" | "shape" | "provenance"]?: ReadonlyArray<string> }

/** The cells of these scenarios, as far as the rest says. */
export const cells = (scenarios: ReadonlyArray<string>, where: Where = {}) => (cell: CellResult): boolean =>
  scenarios.some((name) => cell.scenario.startsWith(`devlink/${name}-`)) &&
  (Object.keys(where) as Array<keyof Where>).every((key) => where[key]!.includes(cell[key]))

/** What no run can decide is about no cell. */
export const nobody = () => false
