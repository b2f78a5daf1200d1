/**
 * All measurements: every case in fresh processes, the designs in turn, so that what the machine does besides falls on
 * all of them alike.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { designs, devirtualised } from "./designs.ts"
import { type Build, builds, canCount, compile, count, type Counts, run } from "./native.ts"
import { type Mix, type Order, pattern } from "./patterns.ts"
import { median, pairedRatio, type Ratio } from "./statistics.ts"

/** What is measured together: one row for each design. */
export interface Group {
  readonly level: "native" | "v8"
  readonly build: Build | ""
  readonly order: Order
  readonly mix: Mix
  readonly instances: number
  readonly cold: boolean
}

/** One design in a group. Nanoseconds a call: the least of all samples, and the median of the processes' medians. */
export interface Row extends Group {
  readonly design: string
  readonly min: number
  readonly p50: number
  /** Of the processes' least, against the const pointer's. */
  readonly ratio: Ratio
  /** Nanoseconds to set up an instance; null where it was not measured. */
  readonly setUp: number | null
}

/** Counts of one design, the same in every run. */
export interface Counted extends Counts {
  readonly design: string
  readonly build: Build
  readonly instances: number
}

/** All of it. */
export interface Results {
  readonly format: "heddle.dispatch"
  readonly version: 1
  readonly rows: ReadonlyArray<Row>
  readonly counts: ReadonlyArray<Counted>
  /** What was left out, and why. */
  readonly notes: ReadonlyArray<string>
}

/** How much is measured. */
export interface Plan {
  readonly native: ReadonlyArray<Group>
  readonly v8: ReadonlyArray<Group>
  readonly counted: ReadonlyArray<{ readonly build: Build; readonly instances: number }>
  readonly processes: number
  readonly samples: number
  readonly millis: number
}

/** Measures; tells what it is doing. */
export const measure = (plan: Plan, tell: (line: string) => void): Results => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-dispatch-"))
  try {
    const programs = Object.keys(builds).map((build) => [build, compile(build as Build, folder)] as const)
    const program = new Map(programs)
    const missing = programs.filter(([, built]) => built === undefined).map(([build]) => build)
    const notes = missing.length === 0 ? [] : [`no native code (${missing.join(", ")}): cc does not build it here`]
    const native = plan.native.filter(({ build }) => program.get(build) !== undefined)
    const rows: Array<Row> = []
    for (const [i, group] of [...native, ...plan.v8].entries()) {
      tell(`${i + 1} of ${native.length + plan.v8.length}: ${describe(group)}`)
      rows.push(...measureGroup(group, plan, folder, program.get(group.build)))
    }
    const counts: Array<Counted> = []
    if (!canCount()) notes.push("no counts: valgrind is not installed here")
    else {
      for (const { build, instances } of plan.counted) {
        const built = program.get(build)
        if (built === undefined) continue
        tell(`counting instructions: ${build}, ${instances} instances`)
        const patternFile = fileOf(folder, { order: "random", mix: "one", instances })
        for (const design of names("native")) {
          counts.push({ design, build, instances, ...count(built, { design, patternFile, instances, cold: false }) })
        }
      }
    }
    return { format: "heddle.dispatch", version: 1, rows, counts, notes }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** A group in words. */
export const describe = ({ build, cold, instances, level, mix, order }: Group): string =>
  [
    level === "v8" ? "TypeScript" : `C, ${build}`,
    instances === 1 ? "1 instance" : `${instances} instances`,
    order,
    mix,
    ...(cold ? ["cold"] : [])
  ]
    .join(", ")

const names = (level: Group["level"]): ReadonlyArray<string> => [
  ...designs.map(({ name }) => name),
  ...(level === "native" ? [devirtualised] : [])
]

interface Sampled {
  readonly min: number
  readonly p50: number
  readonly sum: string
  readonly setUp: number | null
}

const measureGroup = (group: Group, plan: Plan, folder: string, program: string | undefined): Array<Row> => {
  const designNames = names(group.level)
  const sampled = new Map(designNames.map((design) => [design, [] as Array<Sampled>]))
  const patternFile = fileOf(folder, group)
  for (let i = 0; i < plan.processes; i++) {
    for (const design of designNames) {
      sampled.get(design)!.push(
        group.level === "v8" ? inV8(design, group, plan) : natively(program!, design, group, patternFile, plan)
      )
    }
  }
  const sums = new Set([...sampled.values()].flat().map(({ sum }) => sum))
  if (sums.size !== 1) {
    throw new Error(`the designs do not compute the same in ${describe(group)}: ${[...sums].join(", ")}`)
  }
  const base = sampled.get(designNames[0]!)!.map(({ min }) => min)
  return designNames.map((design) => {
    const runs = sampled.get(design)!
    return {
      ...group,
      design,
      min: Math.min(...runs.map(({ min }) => min)),
      p50: median(runs.map(({ p50 }) => p50)),
      ratio: pairedRatio(runs.map(({ min }) => min), base),
      setUp: runs[0]!.setUp === null ? null : Math.min(...runs.map(({ setUp }) => setUp!))
    }
  })
}

const natively = (program: string, design: string, group: Group, patternFile: string, { samples }: Plan): Sampled => {
  const { nanos, setUp, sum } = run(program, { ...group, design, patternFile }, samples)
  return { min: Math.min(...nanos), p50: median(nanos), sum, setUp }
}

const inV8 = (design: string, { instances, mix, order }: Group, { millis }: Plan): Sampled => {
  const script = path.join(import.meta.dirname, "v8.ts")
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [script, design, order, mix, `${instances}`, `${millis}`],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`${design} in V8: ${stderr}`)
  const { min, p50, sum } = JSON.parse(stdout) as { min: number; p50: number; sum: number }
  return { min, p50, sum: `${sum}`, setUp: null }
}

const fileOf = (folder: string, { instances, mix, order }: Pick<Group, "instances" | "mix" | "order">): string => {
  const file = path.join(folder, `${order}-${mix}-${instances}`)
  if (!fs.existsSync(file)) fs.writeFileSync(file, pattern(order, mix, instances))
  return file
}
