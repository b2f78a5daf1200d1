/**
 * What a step costs: real fibers under heddle's own loop, beside fast-check's scheduler, in one run.
 *
 * The three lost-update programs: k tasks, each n alternating loads and stores of one variable,
 * (2,4), (3,4) and (4,4), the last cut at its first 200,000 executions (lost-update.ts). Times are
 * process CPU time, best of several rounds.
 *
 * npm run bench:engine
 */
import type { ExploreOptions } from "../src/sim/explore/explore.ts"
import { best, fastCheck, heddle, lostUpdate, rateOf, type Sample } from "./lost-update.ts"

const rounds = 5
const programs = [
  { tasks: 2, steps: 4, executions: 70 },
  { tasks: 3, steps: 4, executions: 34_650 },
  { tasks: 4, steps: 4, executions: 200_000 }
]

/** How heddle is run: everything on, search alone, and search with a fiber that evaluates every step. */
const modes: Record<string, ExploreOptions> = {
  "heddle, clocks and checkers on": {},
  "heddle, clocks and checkers off": { clocks: false, checkers: [] },
  "the same, every step by its fiber": { clocks: false, checkers: [], direct: false }
}

const count = (n: number): string => Math.round(n).toLocaleString("en-US")

const row = (name: string, sample: Sample, steps: number, peer: Sample): string =>
  [
    `  ${name.padEnd(34)}`,
    count(sample.executions).padStart(9),
    `${count(rateOf(sample)).padStart(11)}/s`,
    `${count((sample.micros * 1000) / (sample.executions * steps)).padStart(7)} ns/step`,
    `${(rateOf(sample) / rateOf(peer)).toFixed(1).padStart(6)} x fast-check`
  ].join(" ")

for (const { executions, steps, tasks } of programs) {
  const program = lostUpdate(tasks, steps)
  const own = new Map<string, Array<Sample>>(Object.keys(modes).map((name) => [name, []]))
  const others: Array<Sample> = []
  for (let round = 0; round < rounds; round++) {
    for (const [name, samples] of own) samples.push(heddle(program, executions, modes[name]))
    others.push(await fastCheck(tasks, steps))
  }
  const peer = best(others)
  console.log(`lost update (${tasks},${steps}): ${tasks} tasks x ${steps} steps`)
  for (const [name, samples] of own) console.log(row(name, best(samples), tasks * steps, peer))
  console.log(row("fast-check scheduler (random)", peer, tasks * steps, peer))
}
