/**
 * Another choice along the schedule of a finding, as plain data.
 */
import type { Kind } from "../scenario.ts"

/** The steps of a finding up to one, another task's step in its place, and then the default policy. */
export interface Alternative {
  /** The step whose place is taken. */
  readonly at: number
  /** Steps before it; `at` counts notes too. */
  readonly after: number
  readonly token: string
  /** What the checkers see in the whole execution. */
  readonly found: ReadonlyArray<Kind>
  /** Its steps from there on, the other task's first; of many, the first. */
  readonly steps: ReadonlyArray<{ readonly task: string; readonly text: string; readonly value?: string }>
  /** How many there are of them. */
  readonly count: number
}
