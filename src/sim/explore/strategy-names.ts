/**
 * The strategies by name. Imports nothing: the command line needs the names before it needs the engine.
 */

/** Strategies that draw executions from a seed, and never end by themselves. */
export const samplingNames = ["random", "pct", "pos", "surw", "rff", "portfolio"] as const
/** Names of strategies. */
export const strategyNames = [
  "dpor",
  "dfs",
  "reads-from",
  "cached",
  "preemption-bounded",
  "delay-bounded",
  ...samplingNames
] as const
/** One of them. */
export type StrategyName = (typeof strategyNames)[number]

/** Does the strategy draw its executions? */
export const samples = (name: string | undefined): boolean => samplingNames.some((sampling) => sampling === name)
