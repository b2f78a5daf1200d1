/**
 * What an event costs: the queue alone under the hold model, beside SimPy on an M/M/1 queue in the same run, and with
 * fibers.
 *
 * Hold model: so many events pending; each event taken enters another, exponentially later. Process CPU time, best of
 * five rounds. Source of the model: D. W. Jones, An Empirical Comparison of Priority-Queue and Event-Set
 * Implementations, CACM 29, 1986. SimPy (Debian: python3-simpy) is skipped where it is not installed.
 *
 * npm run bench:events
 */
import { spawnSync } from "node:child_process"
import * as path from "node:path"
import { scenarios } from "../src/scenarios/index.ts"
import { Dice } from "../src/sim/explore/dice.ts"
import { exploreCell } from "../src/sim/explore/explore.ts"
import { Cpus } from "../src/sim/time/cpus.ts"
import { EventQueue } from "../src/sim/time/event-queue.ts"
import { draw, exponential } from "../src/sim/time/latency.ts"
import { simulateCell } from "../src/sim/time/simulate.ts"
import { generic } from "../src/sim/time/timing.ts"

const rounds = 5

/** Events a second of CPU time, best of the rounds. */
const rate = (events: number, run: () => void): number => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage()
    run()
    const { system, user } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return events / best * 1e6
}

const inPrint = (perSecond: number): string => `${(perSecond / 1e6).toPrecision(3).padStart(6)} million events/s`

const gaps = Float64Array.from({ length: 1 << 16 }, ((dice) => () => draw(exponential(1), dice))(new Dice(1)))

const hold = (pending: number, events: number): number => {
  const queue = new EventQueue()
  let at = 0
  const gap = () => gaps[at++ & 0xffff]
  for (let i = 0; i < pending; i++) queue.enter(gap(), i)
  const go = () => {
    for (let i = 0; i < events; i++) {
      const payload = queue.take()
      queue.enter(queue.time + gap(), payload)
    }
  }
  go()
  return rate(events, go)
}

console.log("hold model, by events pending")
for (const pending of [10, 1000, 10_000, 100_000, 1_000_000]) {
  console.log(`  ${String(pending).padStart(9)} ${inPrint(hold(pending, 4_000_000))}`)
}

const customers = 200_000

/** Each customer is two events: it comes, and it has been served. */
const mm1 = () => {
  const dice = new Dice(1)
  const queue = new EventQueue()
  const cpus = new Cpus(queue, { count: 1, quantum: Number.POSITIVE_INFINITY }, (cpu) => cpu)
  queue.enter(0, 1)
  for (let came = 0, served = 0; served < customers;) {
    const event = queue.take()
    if (event === 1) {
      cpus.serve(came++, draw(exponential(1), dice))
      if (came < customers) queue.enter(queue.time + draw(exponential(1 / 0.7), dice), 1)
    } else if (cpus.over(event) >= 0) served++
  }
}

console.log(`M/M/1, ${customers.toLocaleString("en-US")} customers`)
const own = rate(2 * customers, mm1)
console.log(`  heddle    ${inPrint(own)}`)
const simpy = spawnSync("/usr/bin/python3", [path.join(import.meta.dirname, "peers/mm1.py"), String(customers)], {
  encoding: "utf8"
})
if (simpy.status === 0) {
  const peer = 2 * customers / Number(simpy.stdout)
  console.log(`  SimPy     ${inPrint(peer)}    heddle is ${(own / peer).toFixed(0)} times as fast`)
} else {
  console.log("  SimPy     skipped: not installed (apt-get install python3-simpy)")
}

const asked = scenarios.find(({ name }) => name === "races/lost-update")!
const cpus = { count: 2, quantum: 3e6 }
const runs = 20_000
// Every step but the start of main is a turn on a CPU, so an event.
const steps = exploreCell(asked, asked.cells[0]).stats.stepsLongest - 1
console.log("with fibers, races/lost-update")
const withFibers = rate(
  runs * steps,
  () => simulateCell(asked, asked.cells[0], { timing: generic, seed: 1, runs, cpus })
)
console.log(`  heddle    ${inPrint(withFibers)}`)
