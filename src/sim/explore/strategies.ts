/**
 * Makes the strategies that the command line names (strategy-names.ts). A new one is added in both.
 */
import { delays, preemptions } from "./bounded.ts"
import { Cached } from "./cached.ts"
import { DepthFirst } from "./dfs.ts"
import { RoundsOfDpor } from "./dpor-rounds.ts"
import { Pct } from "./pct.ts"
import { Portfolio } from "./portfolio.ts"
import { PartialOrderSampling } from "./pos.ts"
import { RandomWalk } from "./random.ts"
import { ReadsFrom } from "./reads-from.ts"
import { ReadsFromFuzzing } from "./rff.ts"
import type { StrategyName } from "./strategy-names.ts"
import type { Strategy } from "./strategy.ts"
import { SelectivelyUniformRandomWalk } from "./surw.ts"

/** What a strategy can be told. */
export interface StrategyOptions {
  readonly strategy?: StrategyName | undefined
  /** Bound of the preemption-bounded strategy. */
  readonly preemptions?: number | undefined
  /** Bound of the delay-bounded strategy. */
  readonly delays?: number | undefined
  /** Ordering constraints that PCT aims at. */
  readonly depth?: number | undefined
  /** Seed of the strategies that sample. */
  readonly seed?: number | undefined
}

/** Makes the strategy that the options ask for, of a search that may have so many executions. */
export const make = (options: StrategyOptions, executionsMax?: number): Strategy => {
  const seed = options.seed ?? 1
  switch (options.strategy ?? "dpor") {
    case "dpor":
      return new RoundsOfDpor(executionsMax)
    case "dfs":
      return new DepthFirst()
    case "cached":
      return new Cached()
    case "reads-from":
      return new ReadsFrom()
    case "preemption-bounded":
      return new DepthFirst(preemptions(options.preemptions ?? 2))
    case "delay-bounded":
      return new DepthFirst(delays(options.delays ?? 2))
    case "random":
      return new RandomWalk(seed)
    case "pct":
      return new Pct(seed, options.depth ?? 3)
    case "pos":
      return new PartialOrderSampling(seed)
    case "surw":
      return new SelectivelyUniformRandomWalk(seed)
    case "rff":
      return new ReadsFromFuzzing(seed)
    case "portfolio":
      return new Portfolio(seed, options.depth ?? 3)
  }
}
