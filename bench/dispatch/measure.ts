/**
 * All measurements: every case in fresh processes, the designs in turn, so that what the machine does besides falls on
 * all of them alike.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { designs, devirtualised } from "./designs.ts"
import { type Build, builds, canCount, compile, Counter, type Counts, run } from "./native.ts"
import { type Call, type Mix, type Order, pattern } from "./patterns.ts"
import { median, pairedRatio, type Ratio } from "./statistics.ts"

/** What is measured together: one row for each design. */
export interface Group {
  readonly level: "native" | "webassembly" | "v8"
  readonly build: Build | ""
  readonly call: Call
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
  /** Of the processes' least, against static-const's. */
  readonly ratio: Ratio
}

/** Counts of one design in a group, the same in every run. */
export interface Counted extends Group, Counts {
  readonly design: string
}

/** What it takes to set up one instance of a design. */
export interface SetUp {
  readonly design: string
  /** The least of all processes. */
  readonly nanos: number
  /** Counted, so the same in every run; null where nothing was counted. */
  readonly instructions: number | null
}

/** A cache of the machine's that one core uses. */
export interface Cache {
  readonly name: string
  readonly bytes: number
}

/** All of it. */
export interface Results {
  readonly format: "heddle.dispatch"
  readonly version: 2
  /** The machine's data caches, the smallest first; none where it does not tell. */
  readonly caches: ReadonlyArray<Cache>
  readonly rows: ReadonlyArray<Row>
  readonly counts: ReadonlyArray<Counted>
  readonly setUps: ReadonlyArray<SetUp>
  /** What was left out, and why. */
  readonly notes: ReadonlyArray<string>
}

/** How much is measured. */
export interface Plan {
  readonly timed: ReadonlyArray<Group>
  readonly counted: ReadonlyArray<Group>
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
    const possible = ({ build, level }: Group) => level !== "native" || program.get(build) !== undefined
    const setUps = new Map<string, number>()
    const timed = plan.timed.filter(possible)
    const rows = timed.flatMap((group, i) => {
      tell(`${i + 1} of ${timed.length}: ${describe(group)}`)
      return measureGroup(group, plan, folder, program.get(group.build), setUps)
    })
    if (!canCount()) notes.push("no counts: valgrind is not installed here")
    const counter = canCount() ? new Counter() : undefined
    const counted = counter === undefined ? [] : plan.counted.filter(possible)
    const counts = counted.flatMap((group, i) => {
      tell(`counting ${i + 1} of ${counted.length}: ${describe(group)}`)
      const wanted = { ...group, patternFile: fileOf(folder, group) }
      return names("native").map((design) => ({
        ...group,
        design,
        ...counter!.count(program.get(group.build)!, { ...wanted, design })
      }))
    })
    const plain = program.get("plain")
    const patternFile = fileOf(folder, { order: "random", mix: "one", instances: 1000 })
    return {
      format: "heddle.dispatch",
      version: 2,
      caches: caches(),
      rows,
      counts,
      setUps: [...setUps].map(([design, nanos]) => ({
        design,
        nanos,
        instructions: plain === undefined ? null : counter?.setUp(plain, design, patternFile) ?? null
      })),
      notes
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** As Linux tells them. */
const caches = (): ReadonlyArray<Cache> => {
  const of = "/sys/devices/system/cpu/cpu0/cache"
  if (!fs.existsSync(of)) return []
  const read = (index: string, name: string) => fs.readFileSync(path.join(of, index, name), "utf8").trim()
  return fs.readdirSync(of).filter((name) => name.startsWith("index")).filter((index) =>
    read(index, "type") !== "Instruction"
  ).map((index) => {
    const level = read(index, "level")
    return { name: level === "1" ? "L1d" : `L${level}`, bytes: Number.parseInt(read(index, "size"), 10) * 1024 }
  }).toSorted((a, b) => a.bytes - b.bytes)
}

/** A group in words; a call that is asked for first, warm, is what is usual. */
export const describe = ({ build, call, cold, instances, level, mix, order }: Group): string =>
  [
    level === "v8" ? "TypeScript" : level === "webassembly" ? "WebAssembly" : `C, ${build}`,
    instances === 1 ? "1 instance" : `${instances} instances`,
    order,
    mix,
    ...(call === "checked" ? [] : [`${call} call`]),
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
}

const measureGroup = (
  group: Group,
  plan: Plan,
  folder: string,
  program: string | undefined,
  setUps: Map<string, number>
): Array<Row> => {
  const designNames = names(group.level)
  const sampled = new Map(designNames.map((design) => [design, [] as Array<Sampled>]))
  const patternFile = fileOf(folder, group)
  for (let i = 0; i < plan.processes; i++) {
    for (const design of designNames) {
      if (group.level !== "native") {
        sampled.get(design)!.push(inNode(design, group, plan))
        continue
      }
      const { nanos, setUp, sum } = run(program!, { ...group, design, patternFile }, plan.samples)
      sampled.get(design)!.push({ min: Math.min(...nanos), p50: median(nanos), sum })
      // Of many instances, or the clock is all that is measured.
      if (group.build === "plain" && group.call !== "refused" && group.instances >= 1000 && design !== devirtualised) {
        setUps.set(design, Math.min(setUps.get(design) ?? Number.POSITIVE_INFINITY, setUp))
      }
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
      ratio: pairedRatio(runs.map(({ min }) => min), base)
    }
  })
}

const inNode = (design: string, { call, cold, instances, level, mix, order }: Group, { millis }: Plan): Sampled => {
  const script = path.join(import.meta.dirname, `${level}.ts`)
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [script, design, call, order, mix, `${instances}`, `${millis}`, cold ? "1" : "0"],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`${design} in ${level}: ${stderr}`)
  const { min, p50, sum } = JSON.parse(stdout) as { min: number; p50: number; sum: number }
  return { min, p50, sum: `${sum}` }
}

const fileOf = (folder: string, { instances, mix, order }: Pick<Group, "instances" | "mix" | "order">): string => {
  const file = path.join(folder, `${order}-${mix}-${instances}`)
  if (!fs.existsSync(file)) fs.writeFileSync(file, pattern(order, mix, instances))
  return file
}
