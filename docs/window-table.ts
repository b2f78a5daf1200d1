/**
 * The tables of what timed runs say: bench/results/windows.json by driver and by design, and all that is known of each
 * design in one row.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { designs } from "../bench/dispatch/designs.ts"
import type { Results } from "../bench/dispatch/measure.ts"
import { costOf } from "../bench/dispatch/tables.ts"
import type { EventCosts } from "../bench/events.ts"
import { duration, probability, type Simulation, type SimulationReport } from "../src/report/simulation.ts"
import { twelve } from "../src/scenarios/drivers/drivers.ts"
import { kinds } from "../src/sim/scenario.ts"
import { table } from "./operation-table.ts"

const read = (file: string) => JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, "..", file), "utf8"))

/** Kinds of user, by what the columns are called: what each probability is of. */
const users = {
  "udev": "hit by udev, at boot",
  "monitoring": "by monitoring, a day",
  "operator": "by an operator, a day",
  "attack": "by attack (a loop)",
  "attack as root": "by attack as root"
} as const

/** Per driver at 5.16, with the ops that tree had. */
export const driverWindows = (): string =>
  windows(["shape"], simulated().filter(({ design }) => design === "caps-mask"))

/** Per driver and design at 5.16, where anything is left to hit, or a check has taken it away. */
export const designWindows = (): string => {
  const all = simulated()
  const hit = new Set(all.filter(({ verified }) => !verified).map(({ shape }) => shape))
  return windows(["shape", "design"], all.filter(({ shape }) => hit.has(shape)))
}

/** Of the drivers whose probes were read step by step: of the others only the order is known, and no duration. */
const simulated = (): ReadonlyArray<Simulation> =>
  (read("bench/results/windows.json") as SimulationReport).simulations.filter(({ kernel, shape }) =>
    kernel === "5.16" && (twelve as ReadonlyArray<string>).includes(shape)
  )

const cellsBy = (keys: ReadonlyArray<"design" | "shape">, asked: ReadonlyArray<Simulation>) =>
  Map.groupBy(
    asked.toSorted((a, b) => order(a.shape, asked) - order(b.shape, asked)),
    (one) => keys.map((key) => one[key]).join(" ")
  )

/** Drivers stand in the order in which the scenario has them. */
const order = (shape: string, asked: ReadonlyArray<Simulation>) => asked.findIndex((one) => one.shape === shape)

const windows = (keys: ReadonlyArray<"design" | "shape">, asked: ReadonlyArray<Simulation>): string => {
  const named = keys.map((key) => key === "shape" ? "driver" : key)
  const head = [
    ...named,
    ...["P1 to P2", "P1 to ready"].flatMap((window) => [`${window}, p50`, `${window}, p99`]),
    ...Object.values(users)
  ]
  const rows = [...cellsBy(keys, asked).values()].map((of) => [
    ...keys.map((key) => of[0]![key]),
    ...widthOf(of, "P1 to P2"),
    ...widthOf(of, "P1 to ready"),
    ...Object.keys(users).map((user) => hitOf(of, user))
  ])
  return table([head, ...rows])
}

const widthOf = (of: ReadonlyArray<Simulation>, window: string): ReadonlyArray<string> => {
  const seen = of.flatMap(({ windows: open }) => open.filter(({ name }) => name === window))
  const most = seen.toSorted((a, b) => b.count - a.count)[0]
  return most === undefined ? ["-", "-"] : [duration(most.p50), duration(most.p99)]
}

/** How likely, and half of the interval of 95 % as a share of that. */
const hitOf = (of: ReadonlyArray<Simulation>, user: string): string => {
  const one = of.find(({ arrival }) => arrival === user)
  if (one === undefined) return "-"
  if (one.verified) return "never"
  const { high, low, value } = one.hit
  if (value === 0) return `< ${probability(high)}`
  const half = Math.round((high - low) / 2 / value * 100)
  return `${probability(value)}${half === 0 ? "" : ` ±${half}%`}`
}

/** What an event of the simulator costs. */
export const eventTable = (): string => {
  const { fibers, hold, long, queue } = read("bench/results/events.json") as EventCosts
  const millions = (rate: number) => (rate / 1e6).toPrecision(2)
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  return table([
    ["what", "million events/s", "accesses an event"],
    ...hold.map(({ accesses, pending, rate }) => [
      `hold model, ${pending.toLocaleString("en-US")} events pending`,
      millions(rate),
      accesses.toFixed(1)
    ]),
    ["M/M/1, events and CPUs", millions(queue.heddle), ""],
    ...(queue.simpy === null ? [] : [["the same in SimPy 2.3, in the same run", millions(queue.simpy), ""]]),
    ["with fibers, races/lost-update, all checked", millions(fibers), ""],
    ...(long === null ? [] : [[
      `memory after ${long.events.toLocaleString("en-US")} events, ${long.pending.toLocaleString("en-US")} pending`,
      `${megabytes(long.after)}, before ${megabytes(long.before)}`,
      ""
    ]])
  ])
}

/** Each design that was measured: cost, memory, safety, window, probability; the last two for netdevsim at 5.16. */
export const designSummary = (): string => {
  const dispatch = read("bench/results/dispatch.json") as Results
  const of = (design: string) => simulated().filter((one) => one.design === design && one.shape === "netdevsim")
  return table([
    [
      "design",
      "instructions a call",
      "bytes an instance",
      "writable function pointers",
      "verified cells",
      "what is found in the others",
      "P1 to P2, p50",
      "P1 to ready, p50",
      users.udev,
      users.monitoring,
      users.attack
    ],
    ...designs.map(({ bytes, name, writablePointers }) => [
      name,
      costOf(dispatch, name)[0],
      `${bytes}`,
      `${writablePointers}`,
      ...safetyOf(name),
      ...["P1 to P2", "P1 to ready"].map((window) => widthOf(of(name), window)[0]!),
      ...["udev", "monitoring", "attack"].map((user) => hitOf(of(name), user))
    ])
  ])
}

interface Locked {
  readonly verdict: string
  /** A kind, a colon, and what it is about. */
  readonly findings: ReadonlyArray<string>
}

/** The cells that every measured design has, so that all are judged by the same questions: by design and question. */
const askedOfAll = (): ReadonlyMap<string, ReadonlyArray<Locked>> => {
  const { cells } = read("heddle.lock.json") as { readonly cells: { readonly [name: string]: Locked } }
  const question = (design: string, name: string) => name.replace(`[${design}, `, "[")
  const of = (design: string) => Object.entries(cells).filter(([name]) => name.includes(`[${design}, `))
  const common = designs.map(({ name: design }) => new Set(of(design).map(([name]) => question(design, name))))
    .reduce((all, some) => all.intersection(some))
  return new Map(designs.map(({ name: design }) => [
    design,
    of(design).filter(([name]) => common.has(question(design, name))).map(([, cell]) => cell)
  ]))
}

/** How many of these cells are verified, and what can happen in the others, the most specific kind first. */
const safetyOf = (design: string): readonly [string, string] => {
  const asked = askedOfAll().get(design)!
  const found = new Set(asked.flatMap(({ findings }) => findings.map((finding) => finding.split(":")[0])))
  const verified = asked.filter(({ verdict }) => verdict === "verified").length
  const named = kinds.filter((kind) => found.has(kind)).map((kind) => kind.replaceAll("-", " "))
  return [`${verified} of ${asked.length}`, named.join(", ")]
}
