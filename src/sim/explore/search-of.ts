/**
 * How a cell is searched: as it is asked for, and where no strategy is asked for, as the cell says of itself.
 *
 * Imports types alone: the command line needs it before it needs the engine.
 */
import type { Cell } from "../scenario.ts"
import type { ExploreOptions } from "./explore.ts"

/** The options with which the cell is to be searched; the very ones that were given, where the cell adds nothing. */
export const searchOf = <Options extends Pick<ExploreOptions, "strategy" | "limits">>(
  { search: own }: Pick<Cell, "search">,
  asked: Options
): Options =>
  own === undefined || asked.strategy !== undefined
    ? asked
    : { ...asked, strategy: own.strategy, limits: { executionsMax: own.executions, ...asked.limits } }
