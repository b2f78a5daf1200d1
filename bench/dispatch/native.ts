/**
 * The native level: dispatch.c, built by the system's compiler, each case in a process of its own.
 */
import { spawnSync } from "node:child_process"
import * as path from "node:path"
import type { Call } from "./patterns.ts"

/** Ways to build it: as it is, with the two mitigations that cost something at an indirect call. */
export const builds = {
  plain: [],
  retpoline: ["-mindirect-branch=thunk", "-mindirect-branch-register"],
  cet: ["-fcf-protection=full"]
} as const satisfies Record<string, ReadonlyArray<string>>
/** One of them. */
export type Build = keyof typeof builds

const source = path.join(import.meta.dirname, "dispatch.c")

/** Builds it into the folder; undefined where there is no compiler, or it does not know the flags. */
export const compile = (build: Build, folder: string): string | undefined => {
  const program = path.join(folder, `dispatch-${build}`)
  const { status } = spawnSync("cc", ["-std=gnu11", "-O2", ...builds[build], "-o", program, source], {
    stdio: "ignore"
  })
  return status === 0 ? program : undefined
}

/** One case. */
export interface NativeCase {
  readonly design: string
  readonly call: Call
  readonly patternFile: string
  readonly instances: number
  readonly cold: boolean
}

/** What one process measured. */
export interface Measured {
  /** Nanoseconds a call, of each sample. */
  readonly nanos: ReadonlyArray<number>
  /** What all designs must agree in. */
  readonly sum: string
  /** Nanoseconds to set up one instance. */
  readonly setUp: number
}

/** Calls of a warm sample, and of a cold one, which is over before the caches are warm again. */
const warmCalls = 65_536
const coldCalls = 64

/** Runs one process. */
export const run = (
  program: string,
  { call, cold, design, instances, patternFile }: NativeCase,
  samples: number
): Measured => {
  const calls = cold ? coldCalls : warmCalls
  const { status, stderr, stdout } = spawnSync(
    program,
    [design, call, patternFile, `${instances}`, `${calls}`, `${samples}`, cold ? "1" : "0"],
    { encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`${program} ${design}: ${stderr}`)
  const lines = stdout.trim().split("\n").map((text) => text.split(" "))
  return {
    nanos: lines.map(([nanos]) => Number(nanos) / calls),
    sum: lines[0]![1]!,
    setUp: Number(stderr) / instances
  }
}

/** Counts of a call, which are the same in every run. */
export interface Counts {
  readonly instructions: number
  readonly d1Misses: number
  readonly llMisses: number
}

const countedCalls = 200_000

/** Is there a valgrind? */
export const canCount = (): boolean => spawnSync("valgrind", ["--version"], { stdio: "ignore" }).status === 0

/** Runs the program under cachegrind, and remembers what it takes without any calls. */
export class Counter {
  private readonly idle = new Map<string, Counts>()

  /**
   * Instructions and misses of one call: a run with calls, less one without. The caches are fixed ones (32 KiB of 8
   * ways, 1 MiB of 16 ways, lines of 64 bytes), so the counts do not depend on the machine.
   */
  count(program: string, wanted: NativeCase): Counts {
    const all = totals(program, wanted, countedCalls)
    const idle = this.withoutCalls(program, wanted)
    const each = (key: keyof Counts) => (all[key] - idle[key]) / countedCalls
    return { instructions: each("instructions"), d1Misses: each("d1Misses"), llMisses: each("llMisses") }
  }

  /** Instructions to set up one instance: of so many more instances, each as much more. */
  setUp(program: string, design: string, patternFile: string): number {
    const more = 1000
    const of = (instances: number) =>
      this.withoutCalls(program, { design, call: "checked", patternFile, instances, cold: false }).instructions
    return (of(2 * more) - of(more)) / more
  }

  private withoutCalls(program: string, wanted: NativeCase): Counts {
    const { call, design, instances } = wanted
    const key = [program, design, call === "refused", instances].join(" ")
    const known = this.idle.get(key) ?? totals(program, wanted, 0)
    this.idle.set(key, known)
    return known
  }
}

const totals = (program: string, { call, design, instances, patternFile }: NativeCase, calls: number): Counts => {
  const { status, stderr } = spawnSync("setarch", [
    process.arch === "x64" ? "x86_64" : "linux64",
    "-R",
    "valgrind",
    "--tool=cachegrind",
    "--cache-sim=yes",
    "--I1=32768,8,64",
    "--D1=32768,8,64",
    "--LL=1048576,16,64",
    "--cachegrind-out-file=/dev/null",
    program,
    design,
    call,
    patternFile,
    `${instances}`,
    `${calls}`,
    "0",
    "0"
  ], { encoding: "utf8", env: { PATH: process.env["PATH"] } })
  if (status !== 0) throw new Error(`${design} under cachegrind: ${stderr}`)
  const read = (label: RegExp) => Number(label.exec(stderr)?.[1]?.replaceAll(",", ""))
  return {
    instructions: read(/I +refs: +([\d,]+)/),
    d1Misses: read(/D1 +misses: +([\d,]+)/),
    llMisses: read(/LLd? +misses: +([\d,]+)/)
  }
}
