/**
 * The lost update under plain depth-first search, beside fast-check's scheduler.
 *
 * k tasks, each n alternating loads and stores of one variable. heddle enumerates the interleavings
 * through the public API and the loop that `explore` uses; fast-check draws as many random orders, for
 * it cannot enumerate. Times are process CPU time.
 */
import { assert, asyncProperty, type Scheduler, scheduler } from "fast-check"
import { exploreCell, type ExploreOptions } from "../src/sim/explore/explore.ts"
import { type Variable, variable } from "../src/sim/memory/variable.ts"
import { type Scenario, scenario } from "../src/sim/scenario.ts"
import { task } from "../src/sim/task.ts"

const sampleExecutions = 20_000
const peerExecutions = 3_000

/** So many executions took so many microseconds of CPU time. */
export interface Sample {
  readonly executions: number
  readonly micros: number
}

/** Executions a second. */
export const rateOf = ({ executions, micros }: Sample): number => executions / (micros / 1e6)

/** The sample with the highest rate. */
export const best = (samples: ReadonlyArray<Sample>): Sample => samples.reduce((a, b) => rateOf(a) >= rateOf(b) ? a : b)

/** The lost update: every task reads the variable and writes it back plus one, n / 2 times. */
export const lostUpdate = (tasks: number, steps: number): Scenario =>
  scenario(`lost-update (${tasks},${steps})`, function*() {
    const x = yield* variable("x", 0)
    for (let t = 0; t < tasks; t++) yield* task(`T${t}`, () => increment(x, steps / 2))
  })

// Outside the scenario: V8 spends a microsecond on every new generator function, were it made in each execution.
function* increment(x: Variable<number>, times: number) {
  for (let i = 0; i < times; i++) yield* x.store((yield* x.load) + 1)
}

/** Explores the program as often as it takes to fill a sample: set-up, and the explaining of findings, included. */
export const heddle = (program: Scenario, executionsMax: number, mode: ExploreOptions): Sample => {
  const since = process.cpuUsage()
  let executions = 0
  while (executions < sampleExecutions) {
    const options: ExploreOptions = { ...mode, strategy: "dfs", limits: { executionsMax } }
    executions += exploreCell(program, program.cells[0], options).stats.executions
  }
  return { executions, micros: cpuMicros(since) }
}

/** Runs the same program under fast-check's scheduler, in random orders. */
export const fastCheck = async (tasks: number, steps: number): Promise<Sample> => {
  const since = process.cpuUsage()
  const ticks = async (s: Scheduler) => {
    let x = 0
    const body = async () => {
      for (let i = 0; i < steps / 2; i++) {
        await s.schedule(Promise.resolve("load"))
        const value = x
        await s.schedule(Promise.resolve("store"))
        x = value + 1
      }
    }
    await s.waitFor(Promise.all(Array.from({ length: tasks }, body)))
  }
  await assert(asyncProperty(scheduler(), ticks), { numRuns: peerExecutions, seed: 1, endOnFailure: true })
  return { executions: peerExecutions, micros: cpuMicros(since) }
}

const cpuMicros = (since: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(since)
  return system + user
}
