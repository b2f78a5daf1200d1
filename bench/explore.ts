/**
 * How fast the explorer goes through the published programs, beside other tools.
 *
 * Each program is explored to its end in a process of its own, once cold and then a few times warm,
 * through `exploreCell`, the loop of `heddle explore`: with everything on (clocks, every checker,
 * findings explained), and without checkers. The rates of Nidhugg and GenMC were measured before on
 * this kind of machine; SPIN runs here and now where it is installed. It stores states instead of
 * running executions, so what is compared with it is the time to the whole answer.
 * Times are process CPU time, the best of the rounds; on a shared machine read the ratios.
 *
 * npm run bench:explore [-- --quick] [--case readers(13)]
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as litmus from "../src/scenarios/litmus/published.ts"
import { exploreCell } from "../src/sim/explore/explore.ts"
import { scenario } from "../src/sim/scenario.ts"
import { spin, spinMissing } from "./peers/spin.ts"

interface Case {
  readonly program: keyof typeof programs
  readonly size: number
  readonly rounds: number
  /** Executions a second, measured with Nidhugg 0.4 (optimal) and GenMC 0.10 on this kind of machine. */
  readonly nidhugg?: number
  readonly genmc?: number
}

const { casrot, filesystem, indexer, lastzero, readers, writers } = litmus
const programs = { readers, indexer, filesystem, lastzero, lastwrite: writers, casrot }

const cases: ReadonlyArray<Case> = [
  { program: "readers", size: 13, rounds: 8, nidhugg: 3938, genmc: 25_600 },
  { program: "indexer", size: 15, rounds: 2, nidhugg: 294, genmc: 349 },
  { program: "filesystem", size: 22, rounds: 4, nidhugg: 488, genmc: 507 },
  { program: "lastzero", size: 10, rounds: 8, nidhugg: 4967, genmc: 15_848 },
  { program: "lastzero", size: 15, rounds: 1 },
  { program: "lastwrite", size: 7, rounds: 8, nidhugg: 11_455, genmc: 38_769 },
  { program: "casrot", size: 8, rounds: 16, nidhugg: 9309, genmc: 34_133 }
]

const nameOf = ({ program, size }: Case): string => `${program}(${size})`

/** What one process found out about one case. */
interface Measured {
  readonly executions: number
  readonly redundant: number
  readonly coldSeconds: number
  readonly seconds: number
  readonly megabytes: number
}

/** Runs the case in this process. */
const measure = ({ program, rounds, size }: Case, checked: boolean): Measured => {
  const subject = scenario(program, programs[program](size))
  const seconds: Array<number> = []
  let stats = { executions: 0, redundant: 0 }
  for (let round = 0; round < rounds; round++) {
    const since = process.cpuUsage()
    stats = exploreCell(subject, subject.cells[0], checked ? {} : { checkers: [] }).stats
    const { system, user } = process.cpuUsage(since)
    seconds.push((system + user) / 1e6)
  }
  const { executions, redundant } = stats
  const megabytes = process.resourceUsage().maxRSS / 1024
  return { executions, redundant, coldSeconds: seconds[0], seconds: Math.min(...seconds), megabytes }
}

/** Runs the case in a process of its own. */
const measureApart = (name: string, checked: boolean): Measured => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), "--measure", name, ...(checked ? [] : ["--unchecked"])],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`${name}: ${stderr}`)
  return JSON.parse(stdout) as Measured
}

const count = (n: number): string => Math.round(n).toLocaleString("en-US")
const time = (seconds: number): string => `${seconds.toFixed(2)} s`
const ratio = (rate: number, peer: number | undefined): string =>
  peer === undefined ? "-" : `${(rate / peer).toFixed(2)} x`

const head = ["", "executions", "cold", "warm", "executions/s", "unchecked", "/ Nidhugg", "/ GenMC", "peak", "SPIN"]
const line = (cells: ReadonlyArray<string>): string =>
  cells.map((text, i) => i === 0 ? text.padEnd(15) : text.padStart(i === cells.length - 1 ? 26 : 12)).join(" ")

const spinColumn = ({ program, size }: Case, seconds: number): string => {
  const { finished, seconds: its, states } = spin(program, size, 60)
  return finished ? `${time(its)}, ${(its / seconds).toFixed(2)} x ours` : `not done: ${count(states)} states`
}

const report = (chosen: ReadonlyArray<Case>): void => {
  const missing = spinMissing()
  if (missing !== undefined) console.log(`without SPIN: ${missing}`)
  console.log(line(head))
  const behind: Array<string> = []
  for (const one of chosen) {
    const name = nameOf(one)
    const checked = measureApart(name, true)
    const unchecked = measureApart(name, false)
    const rate = checked.executions / checked.seconds
    if (checked.redundant > 0) throw new Error(`${name}: ${checked.redundant} redundant executions`)
    if (rate < Math.max(one.nidhugg ?? 0, one.genmc ?? 0)) behind.push(name)
    console.log(line([
      name,
      count(checked.executions),
      time(checked.coldSeconds),
      time(checked.seconds),
      count(rate),
      count(unchecked.executions / unchecked.seconds),
      ratio(rate, one.nidhugg),
      ratio(rate, one.genmc),
      `${count(checked.megabytes)} MB`,
      missing === undefined ? spinColumn(one, checked.seconds) : "-"
    ]))
  }
  console.log(
    behind.length === 0 ? "ahead of both on every row" : `behind the faster of the two on ${behind.join(", ")}`
  )
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    case: { type: "string" },
    measure: { type: "string" },
    unchecked: { type: "boolean" }
  }
})
const find = (name: string): Case => {
  const found = cases.find((one) => nameOf(one) === name)
  if (found === undefined) throw new Error(`no case ${name}: one of ${cases.map(nameOf).join(", ")}`)
  return found
}
if (values.measure !== undefined) console.log(JSON.stringify(measure(find(values.measure), values.unchecked !== true)))
else if (values.case !== undefined) report([find(values.case)])
else report(values.quick === true ? cases.filter(({ rounds }) => rounds >= 4) : cases)
