/**
 * Where a program of ours spends its time: runs it under V8's sampling profiler and adds up self time by function.
 *
 * The same function at several places of the call tree is one row; what the profiler calls (program),
 * (garbage collector) and (idle) is kept, for time goes there too.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

/** What the profiler writes, as far as it is needed here; times in microseconds. */
export interface CpuProfile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

/** Self time of one function. */
export interface Hot {
  readonly name: string
  /** File and line; empty for what has none. */
  readonly place: string
  readonly share: number
}

/** Runs node with these arguments under the profiler; throws what it printed where it fails. */
export const profiled = (...args: ReadonlyArray<string>): CpuProfile => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-profile-"))
  try {
    const { status, stderr } = spawnSync(process.execPath, ["--cpu-prof", `--cpu-prof-dir=${folder}`, ...args], {
      encoding: "utf8"
    })
    if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`)
    const [file] = fs.readdirSync(folder)
    return JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as CpuProfile
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** The functions with the most self time, most first; `root` is cut from the front of their files. */
export const hottest = ({ nodes, samples, timeDeltas }: CpuProfile, root: string): ReadonlyArray<Hot> => {
  const named = new Map(nodes.map(({ callFrame: { functionName, lineNumber, url }, id }) => {
    const file = url.replace(/^file:\/\//, "").replace(root, "")
    const place = file === "" ? "" : `${file}:${lineNumber + 1}`
    return [id, { key: `${functionName} ${place}`, name: functionName || "(anonymous)", place }]
  }))
  const spent = new Map<string, { name: string; place: string; micros: number }>()
  let total = 0
  for (const [i, id] of samples.entries()) {
    const { key, name, place } = named.get(id)!
    const micros = timeDeltas[i]!
    total += micros
    const known = spent.get(key)
    if (known === undefined) spent.set(key, { name, place, micros })
    else known.micros += micros
  }
  return [...spent.values()].map(({ micros, name, place }) => ({ name, place, share: micros / total }))
    .toSorted((a, b) => b.share - a.share)
}
