/**
 * What an event costs: the queue alone under the hold model, beside SimPy on an M/M/1 queue in the same run, and with
 * fibers.
 *
 * Hold model: so many events pending; each event taken enters another, exponentially later. Process CPU time, best of
 * five rounds; accesses of the queue's arrays are counted. With --long, only this: 100 million events pass through a
 * queue, and the memory before and after is told. Either is written to bench/results/events.json, of which `npm run
 * docs` makes a table. Source of the model: D. W. Jones, An Empirical Comparison of Priority-Queue and Event-Set
 * Implementations, CACM 29, 1986. SimPy (Debian: python3-simpy) is skipped where it is not installed.
 *
 * npm run bench:events [-- --long]
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { scenarios } from "../src/scenarios/index.ts"
import { Dice } from "../src/sim/explore/dice.ts"
import { exploreCell } from "../src/sim/explore/explore.ts"
import { Cpus } from "../src/sim/time/cpus.ts"
import { EventQueue } from "../src/sim/time/event-queue.ts"
import { draw, exponential } from "../src/sim/time/latency.ts"
import { simulateCell } from "../src/sim/time/simulate.ts"
import { generic } from "../src/sim/time/timing.ts"
import { accessesAnEvent } from "./queue-accesses.ts"

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

/** Memory in bytes (resident) before and after so many events with so many pending. */
export interface Long {
  readonly events: number
  readonly pending: number
  readonly before: number
  readonly after: number
}

/** What is written, and becomes a table. */
export interface EventCosts {
  readonly format: "heddle.events"
  readonly version: 1
  /** The queue alone: events a second of CPU time, and accesses an event. */
  readonly hold: ReadonlyArray<{ readonly pending: number; readonly rate: number; readonly accesses: number }>
  /** Events a second on an M/M/1 queue; null where SimPy is not installed. */
  readonly queue: { readonly heddle: number; readonly simpy: number | null }
  /** Steps a second of tasks with fibers and all checkers. */
  readonly fibers: number
  /** null where it was not asked for. */
  readonly long:
    | { readonly events: number; readonly pending: number; readonly before: number; readonly after: number }
    | null
}

const inPrint = (perSecond: number): string => `${(perSecond / 1e6).toPrecision(3).padStart(6)} million events/s`

const gaps = Float64Array.from({ length: 1 << 16 }, ((dice) => () => draw(exponential(1), dice))(new Dice(1)))

/** A queue that holds so many, and what keeps it going. */
const holding = (pending: number): (events: number) => void => {
  const queue = new EventQueue()
  let at = 0
  const gap = () => gaps[at++ & 0xffff]!
  for (let i = 0; i < pending; i++) queue.enter(gap(), i)
  return (events) => {
    for (let i = 0; i < events; i++) {
      const payload = queue.take()
      queue.enter(queue.time + gap(), payload)
    }
  }
}

const holdRate = (pending: number, events: number): number => {
  const go = holding(pending)
  go(events)
  return rate(events, () => go(events))
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

const measure = (): Pick<EventCosts, "fibers" | "hold" | "queue"> => {
  console.log("hold model, by events pending")
  const rates = [10, 1000, 10_000, 100_000, 1_000_000].map((pending) => {
    const measured = { pending, rate: holdRate(pending, 2_000_000) }
    console.log(`  ${String(pending).padStart(9)} ${inPrint(measured.rate)}`)
    return measured
  })

  console.log(`M/M/1, ${customers.toLocaleString("en-US")} customers`)
  const own = rate(2 * customers, mm1)
  console.log(`  heddle    ${inPrint(own)}`)
  const simpy = spawnSync("/usr/bin/python3", [path.join(import.meta.dirname, "peers/mm1.py"), String(customers)], {
    encoding: "utf8"
  })
  const peer = simpy.status === 0 ? 2 * customers / Number(simpy.stdout) : null
  console.log(
    peer === null
      ? "  SimPy     skipped: not installed (apt-get install python3-simpy)"
      : `  SimPy     ${inPrint(peer)}    heddle is ${(own / peer).toFixed(0)} times as fast`
  )

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
  console.log("accesses of the queue's arrays an event")
  // At the end: counted arrays are of another kind, for which code that has met them is slower ever after.
  const hold = rates.map((measured) => {
    const events = Math.max(10_000, measured.pending)
    const accesses = accessesAnEvent(measured.pending, events, (dice) => draw(exponential(1), dice), new Dice(1))
    console.log(`  ${String(measured.pending).padStart(9)} ${accesses.toFixed(1).padStart(6)}`)
    return { ...measured, accesses }
  })
  return { hold, queue: { heddle: own, simpy: peer }, fibers: withFibers }
}

const longEvents = 100_000_000
const longPending = 10_000

const memoryOver = (): Long => {
  const go = holding(longPending)
  go(longEvents / 100)
  const before = process.memoryUsage.rss()
  go(longEvents)
  return { events: longEvents, pending: longPending, before, after: process.memoryUsage.rss() }
}

const file = path.join(import.meta.dirname, "results/events.json")
const known: Partial<EventCosts> = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {}
let costs = known
if (process.argv.includes("--long")) {
  const long = memoryOver()
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  console.log(
    `${longEvents.toLocaleString("en-US")} events: ${megabytes(long.before)} before, ${megabytes(long.after)} after`
  )
  costs = { ...known, long }
} else costs = { format: "heddle.events", version: 1, ...measure(), long: known.long ?? null }
fs.writeFileSync(file, `${JSON.stringify(costs, null, 2)}\n`)
