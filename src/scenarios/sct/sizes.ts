/**
 * What the programs of several sizes share: how a shape names its size, and how a size that cannot be exhausted is
 * searched.
 */
import type { Search } from "../../sim/scenario.ts"

/** The n of a shape `n=20`. */
export const sizeOf = (shape: string): number => Number(shape.slice("n=".length))

/** Enough for every published bug of these programs, from each of 100 seeds (docs/sct.md). */
export const sampled: Search = { strategy: "portfolio", executions: 300 }
