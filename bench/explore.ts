/**
 * How fast the explorer goes through the published programs, beside other tools.
 *
 * Each program is explored to its end in a process of its own, once cold and then a few times warm,
 * through `exploreCell`, the loop of `heddle explore`: with everything on (clocks, every checker,
 * findings explained), and without checkers. The rates of Nidhugg and GenMC were measured before
 * (peers/measured.json); SPIN runs here and now where it is installed. It stores states instead of
 * running executions, so what is compared with it is the time to the whole answer; that the answers are
 * equal is asked at small sizes (peers/endings.ts). fast-check's scheduler stands beside plain search.
 * Times are process CPU time, the best of the rounds; on a shared machine read the ratios.
 *
 * npm run bench:explore [-- --quick] [--case "readers(13)"] [--json FILE]
 * npm run bench:explore -- --profile --case "readers(13)"
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as litmus from "../src/scenarios/litmus/published.ts"
import { exploreCell } from "../src/sim/explore/explore.ts"
import { scenario } from "../src/sim/scenario.ts"
import { best, fastCheck, heddle, lostUpdate, rateOf } from "./lost-update.ts"
import { asked, heddleEndings } from "./peers/endings.ts"
import measured from "./peers/measured.json" with { type: "json" }
import { type Spin, spin, spinEndings, spinMissing } from "./peers/spin.ts"
import { hottest, profiled } from "./profile.ts"

interface Case {
  readonly program: keyof typeof programs
  readonly size: number
  readonly rounds: number
}

const { casrot, filesystem, indexer, lastzero, readers, writers } = litmus
const programs = { readers, indexer, filesystem, lastzero, lastwrite: writers, casrot }

const cases: ReadonlyArray<Case> = [
  { program: "readers", size: 13, rounds: 8 },
  { program: "indexer", size: 15, rounds: 2 },
  { program: "filesystem", size: 22, rounds: 4 },
  { program: "lastzero", size: 10, rounds: 8 },
  { program: "lastzero", size: 15, rounds: 1 },
  { program: "lastwrite", size: 7, rounds: 8 },
  { program: "casrot", size: 8, rounds: 16 }
]
const spinSecondsMax = 60

const nameOf = ({ program, size }: Case): string => `${program}(${size})`

/** Executions a second of another tool, where they were measured. */
const peerRate = (tool: keyof typeof measured.tools, one: Case): number | undefined => {
  const rates: Record<string, Record<string, number>> = measured.executionsPerSecond
  return rates[nameOf(one)]?.[tool]
}

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

const self = fileURLToPath(import.meta.url)
const measuring = (name: string, checked: boolean): ReadonlyArray<string> => [
  self,
  "--measure",
  name,
  ...(checked ? [] : ["--unchecked"])
]

/** Runs the case in a process of its own. */
const measureApart = (name: string, checked: boolean): Measured => {
  const { status, stderr, stdout } = spawnSync(process.execPath, measuring(name, checked), { encoding: "utf8" })
  if (status !== 0) throw new Error(`${name}: ${stderr}`)
  return JSON.parse(stdout) as Measured
}

const count = (n: number): string => Math.round(n).toLocaleString("en-US")
const time = (seconds: number): string => `${seconds.toFixed(2)} s`
const ratio = (rate: number, peer: number | undefined): string =>
  peer === undefined ? "-" : `${(rate / peer).toFixed(2)} x`

const head = ["", "executions", "cold", "warm", "executions/s", "unchecked", "/ Nidhugg", "/ GenMC", "peak", "SPIN"]
const line = (cells: ReadonlyArray<string>): string =>
  cells.map((text, i) => i === 0 ? text.padEnd(15) : text.padStart(i === cells.length - 1 ? 44 : 12)).join(" ")

/** One row of the table, as `--json` writes it. */
interface Row {
  readonly name: string
  readonly checked: Measured
  readonly unchecked: Measured
  readonly nidhugg: number | undefined
  readonly genmc: number | undefined
  readonly spin: Spin | undefined
}

const rowOf = (one: Case, withSpin: boolean): Row => {
  const name = nameOf(one)
  const checked = measureApart(name, true)
  if (checked.redundant > 0) throw new Error(`${name}: ${checked.redundant} redundant executions`)
  return {
    name,
    checked,
    unchecked: measureApart(name, false),
    nidhugg: peerRate("Nidhugg", one),
    genmc: peerRate("GenMC", one),
    spin: withSpin ? spin(one.program, one.size, spinSecondsMax) : undefined
  }
}

const rowText = ({ checked, genmc, name, nidhugg, spin: its, unchecked }: Row): string => {
  const rate = checked.executions / checked.seconds
  return line([
    name,
    count(checked.executions),
    time(checked.coldSeconds),
    time(checked.seconds),
    count(rate),
    count(unchecked.executions / unchecked.seconds),
    ratio(rate, nidhugg),
    ratio(rate, genmc),
    `${count(checked.megabytes)} MB`,
    its === undefined ? "-" : spinText(its, checked.seconds)
  ])
}

const spinText = ({ finished, seconds, states }: Spin, ours: number): string => {
  const speed = `${count(states / seconds)} states/s`
  return finished
    ? `${time(seconds)}, ${speed}, ${(seconds / ours).toFixed(2)} x ours`
    : `not done in ${time(seconds)}, ${speed}`
}

const isBehind = ({ checked, genmc, nidhugg }: Row): boolean =>
  checked.executions / checked.seconds < Math.max(nidhugg ?? 0, genmc ?? 0)

/** Do SPIN and heddle name the same states in which the programs can end? The bench fails where they do not. */
const agreement = (): string => {
  const differ = asked.filter((one) => spinEndings(one.model, one.size).join() !== heddleEndings(one).join())
  if (differ.length > 0) process.exitCode = 1
  const names = (some: typeof asked) => some.map(({ model, size }) => `${model}(${size})`).join(", ")
  return differ.length === 0
    ? `SPIN and heddle end in the same states on ${names(asked)}`
    : `SPIN and heddle DISAGREE on where these can end: ${names(differ)}`
}

/** Plain search on the lost update (3,4), everything on, beside fast-check's scheduler. */
const besideFastCheck = async (rounds: number) => {
  const [tasks, steps, executions] = [3, 4, 34_650]
  const program = lostUpdate(tasks, steps)
  const [own, peer] = [[], []] as [Array<ReturnType<typeof heddle>>, Array<ReturnType<typeof heddle>>]
  for (let round = 0; round < rounds; round++) {
    own.push(heddle(program, executions, {}))
    peer.push(await fastCheck(tasks, steps))
  }
  return { heddle: rateOf(best(own)), fastCheck: rateOf(best(peer)) }
}

const fastCheckTarget = 12

const report = async (chosen: ReadonlyArray<Case>, whole: boolean, file: string | undefined): Promise<void> => {
  const missing = spinMissing()
  if (missing !== undefined) console.log(`without SPIN: ${missing}`)
  console.log(line(head))
  const rows: Array<Row> = []
  for (const one of chosen) {
    const row = rowOf(one, missing === undefined)
    rows.push(row)
    console.log(rowText(row))
  }
  const behind = rows.filter(isBehind).map(({ name }) => name)
  console.log(
    behind.length === 0 ? "ahead of both on every row" : `behind the faster of the two on ${behind.join(", ")}`
  )
  if (whole && missing === undefined) console.log(agreement())
  const plain = whole ? await besideFastCheck(5) : undefined
  if (plain !== undefined) {
    const times = plain.heddle / plain.fastCheck
    console.log(
      `lost update (3,4) by plain search, everything on: ${count(plain.heddle)}/s, ` +
        `fast-check's scheduler ${count(plain.fastCheck)}/s: ${times.toFixed(1)} x, ` +
        (times < fastCheckTarget ? `short of ${fastCheckTarget} x` : `at least ${fastCheckTarget} x`)
    )
  }
  if (file !== undefined) fs.writeFileSync(file, `${JSON.stringify({ rows, lostUpdate: plain }, undefined, 2)}\n`)
}

/** Prints where one case spends its time. */
const profile = (name: string, checked: boolean): void => {
  const root = fileURLToPath(new URL("..", import.meta.url))
  console.log(`${name}, ${checked ? "everything on" : "without checkers"}: self time`)
  for (const { name: fn, place, share } of hottest(profiled(...measuring(name, checked)), root).slice(0, 25)) {
    console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${fn.padEnd(28)} ${place}`.trimEnd())
  }
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    case: { type: "string" },
    json: { type: "string" },
    profile: { type: "boolean" },
    measure: { type: "string" },
    unchecked: { type: "boolean" }
  }
})
const find = (name: string): Case => {
  const found = cases.find((one) => nameOf(one) === name)
  if (found === undefined) throw new Error(`no case ${name}: one of ${cases.map(nameOf).join(", ")}`)
  return found
}
const checked = values.unchecked !== true
const quick = cases.filter(({ rounds }) => rounds >= 4)
if (values.measure !== undefined) console.log(JSON.stringify(measure(find(values.measure), checked)))
else if (values.profile === true) {
  if (values.case === undefined) throw new Error(`--profile needs --case: one of ${cases.map(nameOf).join(", ")}`)
  profile(nameOf(find(values.case)), checked)
} else if (values.case !== undefined) await report([find(values.case)], false, values.json)
else await report(values.quick === true ? quick : cases, true, values.json)
