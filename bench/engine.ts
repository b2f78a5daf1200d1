/**
 * What a step costs: real fibers under heddle's own loop, beside fast-check's scheduler, in one run.
 *
 * The three lost-update programs: k tasks, each n alternating loads and stores of one variable,
 * (2,4), (3,4) and (4,4), the last cut at its first 200,000 executions. heddle enumerates them by
 * plain depth-first search through the public API and the loop that `explore` uses; fast-check draws
 * as many random orders, for it cannot enumerate. Times are process CPU time, best of several rounds.
 *
 * npm run bench:engine
 */
import { assert, asyncProperty, type Scheduler, scheduler } from "fast-check"
import { exploreCell, type ExploreOptions } from "../src/sim/explore/explore.ts"
import { type Variable, variable } from "../src/sim/memory/variable.ts"
import { type Scenario, scenario } from "../src/sim/scenario.ts"
import { task } from "../src/sim/task.ts"

const rounds = 5
const sampleExecutions = 20_000
const peerExecutions = 3_000
const programs = [
  { tasks: 2, steps: 4, executions: 70 },
  { tasks: 3, steps: 4, executions: 34_650 },
  { tasks: 4, steps: 4, executions: 200_000 }
]

/** The lost update: every task reads the variable and writes it back plus one, n / 2 times. */
const lostUpdate = (tasks: number, steps: number): Scenario =>
  scenario(`lost-update (${tasks},${steps})`, function*() {
    const x = yield* variable("x", 0)
    for (let t = 0; t < tasks; t++) yield* task(`T${t}`, () => increment(x, steps / 2))
  })

// Outside the scenario: V8 spends a microsecond on every new generator function, were it made in each execution.
function* increment(x: Variable<number>, times: number) {
  for (let i = 0; i < times; i++) yield* x.store((yield* x.load) + 1)
}

interface Sample {
  readonly executions: number
  readonly micros: number
}

const best = (samples: ReadonlyArray<Sample>): Sample =>
  samples.reduce((a, b) => a.micros / a.executions <= b.micros / b.executions ? a : b)

const cpuMicros = (since: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(since)
  return system + user
}

/** How heddle is run: everything on, search alone, and search with a fiber that evaluates every step. */
const modes: Record<string, ExploreOptions> = {
  "heddle, clocks and checkers on": {},
  "heddle, clocks and checkers off": { clocks: false, checkers: [] },
  "the same, every step by its fiber": { clocks: false, checkers: [], direct: false }
}

/** Explores the program as often as it takes to fill a sample: set-up, and the explaining of findings, included. */
const heddle = (program: Scenario, executionsMax: number, mode: ExploreOptions): Sample => {
  const since = process.cpuUsage()
  let executions = 0
  while (executions < sampleExecutions) {
    const options: ExploreOptions = { ...mode, strategy: "dfs", limits: { executionsMax } }
    executions += exploreCell(program, program.cells[0], options).stats.executions
  }
  return { executions, micros: cpuMicros(since) }
}

const fastCheck = async (tasks: number, steps: number, executions: number): Promise<Sample> => {
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
  await assert(asyncProperty(scheduler(), ticks), { numRuns: executions, seed: 1, endOnFailure: true })
  return { executions, micros: cpuMicros(since) }
}

const count = (n: number): string => Math.round(n).toLocaleString("en-US")

const row = (name: string, { executions, micros }: Sample, steps: number, peer: Sample): string => {
  const rate = executions / (micros / 1e6)
  const ratio = rate / (peer.executions / (peer.micros / 1e6))
  const nanos = (micros * 1000) / (executions * steps)
  return [
    `  ${name.padEnd(34)}`,
    count(executions).padStart(9),
    `${count(rate).padStart(11)}/s`,
    `${count(nanos).padStart(7)} ns/step`,
    `${ratio.toFixed(1).padStart(6)} x fast-check`
  ].join(" ")
}

for (const { executions, steps, tasks } of programs) {
  const program = lostUpdate(tasks, steps)
  const own = new Map<string, Array<Sample>>(Object.keys(modes).map((name) => [name, []]))
  const others: Array<Sample> = []
  for (let round = 0; round < rounds; round++) {
    for (const [name, samples] of own) samples.push(heddle(program, executions, modes[name]))
    others.push(await fastCheck(tasks, steps, peerExecutions))
  }
  const peer = best(others)
  console.log(`lost update (${tasks},${steps}): ${tasks} tasks x ${steps} steps`)
  for (const [name, samples] of own) console.log(row(name, best(samples), tasks * steps, peer))
  console.log(row("fast-check scheduler (random)", peer, tasks * steps, peer))
}
