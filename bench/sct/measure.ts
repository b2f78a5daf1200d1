/**
 * Schedules to the bug of each published program: by each strategy that samples, from each seed, and exhaustively.
 *
 * A schedule is one execution. Counts alone, so the results are the same on every machine.
 */
import { exploreCell } from "../../src/sim/explore/explore.ts"
import { samplingNames } from "../../src/sim/explore/strategy-names.ts"
import type { Program } from "./programs.ts"

/** What is measured. */
export interface Plan {
  /** Fixed before anything was measured. */
  readonly seeds: ReadonlyArray<number>
  /** Schedules after which a strategy that samples gives up. */
  readonly schedulesMax: number
  /** Executions after which the exhaustive search gives up. */
  readonly executionsMax: number
}

/** The strategies of the table: the portfolio first, which is what is recommended. */
export const strategies = ["portfolio", ...samplingNames.filter((name) => name !== "portfolio")] as const

/** Exhaustive search of a program. */
export interface Exhaustive {
  /** Executions up to and with the first that shows the bug; null: none did before the limit. */
  readonly first: number | null
  /** Traces; null: it did not finish before the limit. */
  readonly traces: number | null
}

/** One program. */
export interface Row {
  readonly name: string
  readonly tasks: number
  /** Of the longest execution. */
  readonly steps: number
  readonly exhaustive: Exhaustive
  /** By strategy: schedules to the bug from each seed; null: not within the limit. */
  readonly schedules: { readonly [strategy: string]: ReadonlyArray<number | null> }
}

/** All results, as they are written to bench/results/sct.json. */
export interface Results extends Plan {
  readonly format: "heddle.sct"
  readonly rows: ReadonlyArray<Row>
}

/** Measures these programs; `told` hears of each as it is done. */
export const measure = (plan: Plan, programs: ReadonlyArray<Program>, told: (name: string) => void): Results => ({
  format: "heddle.sct",
  seeds: plan.seeds,
  schedulesMax: plan.schedulesMax,
  executionsMax: plan.executionsMax,
  rows: programs.map((program) => {
    const row = rowOf(program, plan)
    told(program.name)
    return row
  })
})

const rowOf = (program: Program, plan: Plan): Row => {
  const { stats, ...exhaustive } = exhaust(program, plan.executionsMax)
  return {
    name: program.name,
    tasks: stats.tasks,
    steps: stats.stepsLongest,
    exhaustive,
    schedules: Object.fromEntries(
      strategies.map((strategy) => [strategy, plan.seeds.map((seed) => sample(program, strategy, seed, plan))])
    )
  }
}

const exhaust = ({ cell, checkers, scenario }: Program, executionsMax: number) => {
  const { exhaustive, stats } = exploreCell(scenario, cell, { strategy: "dpor", checkers, limits: { executionsMax } })
  return { stats, first: stats.firstFinding ?? null, traces: exhaustive ? stats.traces : null }
}

/** The first schedule that shows the bug. */
export const sample = (
  { cell, checkers, scenario }: Program,
  strategy: (typeof strategies)[number],
  seed: number,
  { schedulesMax }: Pick<Plan, "schedulesMax">
): number | null => {
  const limits = { executionsMax: schedulesMax }
  return exploreCell(scenario, cell, { strategy, seed, checkers, limits, first: true }).stats.firstFinding ?? null
}
