/**
 * The strategies by the names the command line gives them. A new one is added here.
 */
import { DepthFirst } from "./dfs.ts"
import { OptimalDpor } from "./dpor.ts"
import { RandomWalk } from "./random.ts"
import type { Strategy } from "./strategy.ts"

/** Names of strategies. */
export const strategyNames = ["dpor", "dfs", "preemption-bounded", "random"] as const
export type StrategyName = (typeof strategyNames)[number]

/** Makes the strategy that the options ask for. */
export const make = (options: {
  readonly strategy?: StrategyName | undefined
  readonly preemptions?: number | undefined
  readonly seed?: number | undefined
}): Strategy => {
  switch (options.strategy ?? "dpor") {
    case "dpor":
      return new OptimalDpor()
    case "dfs":
      return new DepthFirst()
    case "preemption-bounded":
      return new DepthFirst(options.preemptions ?? 2)
    case "random":
      return new RandomWalk(options.seed ?? 1)
  }
}
