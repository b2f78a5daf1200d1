/**
 * A cell of a scenario, made ready to be run again and again.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Checker } from "../check/checker.ts"
import { checkers as allCheckers } from "../check/checkers.ts"
import { ScenarioError } from "../errors.ts"
import { defaults } from "../limits.ts"
import { Machine } from "../machine.ts"
import type { Cell, Scenario } from "../scenario.ts"
import type { ExploreOptions } from "./explore.ts"

/** A scenario's cell with its services built: what can be run again and again. */
export interface Prepared {
  readonly scenario: Scenario
  readonly cell: Cell
  readonly machine: Machine
  readonly body: () => Generator<any, any, any>
  readonly checkers: ReadonlyArray<Checker>
}

/** Builds the services of the cell and its machine. */
export const prepare = (scenario: Scenario, cell: Cell, options: ExploreOptions = {}): Prepared => {
  const machine = new Machine({
    limits: { ...defaults, ...scenario.limits, ...options.limits },
    services: servicesOf(scenario, cell),
    deadlineOrder: scenario.assumes.includes("deadline-order"),
    ...(options.clocks === undefined ? {} : { clocks: options.clocks }),
    follower: options.follower,
    ...(options.direct === undefined ? {} : { direct: options.direct }),
    ...(options.removed === undefined && options.mutation !== true ? {} : { removed: options.removed ?? new Set() })
  })
  const { design, kernel, shape } = cell
  const body = () => scenario.program({ design, kernel, shape })
  return { scenario, cell, machine, body, checkers: options.checkers ?? allCheckers }
}

const servicesOf = (scenario: Scenario, cell: Cell): Context.Context<any> => {
  try {
    return Effect.runSync(Layer.buildWithScope(cell.layer ?? Layer.empty, Scope.makeUnsafe())) as Context.Context<any>
  } catch (error) {
    throw new ScenarioError(
      "throws",
      `the layer of ${scenario.name} [${cell.design}] could not be built: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error }
    )
  }
}
