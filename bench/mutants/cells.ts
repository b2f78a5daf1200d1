/**
 * Explores every cell of the dispute in a process of its own, for bench/mutants.ts: as the sources are, with what each
 * cell executes; or with one edit made as they are loaded. No file is changed.
 */
import * as fs from "node:fs"
import { Session } from "node:inspector"
import { registerHooks } from "node:module"
import * as path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { CellResult } from "../../src/sim/result.ts"
import { type Edit, edited } from "./edits.ts"

/** What is known of a cell as the sources are. */
export interface Known {
  readonly name: string
  readonly verified: boolean
  readonly standing: string
  readonly traces: number
  readonly millis: number
  /** Which of the edits stand where this cell comes by. */
  readonly edits: ReadonlyArray<number>
}

/** What is asked of the process: what each cell executes of these edits; or which cell an edit makes red. */
export type Question =
  | { readonly root: string; readonly edits: ReadonlyArray<Edit> }
  | { readonly root: string; readonly edit: Edit; readonly cells: ReadonlyArray<Known> }

/** What it answers: a cell as it is; that one is done and as it was, if not in as many traces; how one is otherwise. */
export type Answer = { readonly known: Known } | { readonly green: string; readonly recounted: boolean } | {
  readonly red: string
  readonly verified: boolean
  readonly why: string
}

const say = (answer: Answer) => process.send!(answer)

/** What CI holds of a cell, but for the number of its traces: that nearly every edit changes, and it says little. */
const standingOf = ({ asDeclared, error, findings, verdict }: CellResult): string =>
  error === undefined
    ? [verdict, asDeclared ? "as declared" : "not as declared", ...findings.map(({ key }) => key).toSorted()].join("\n")
    : `error: ${error.kind}`

process.once("message", async (question: Question) => {
  if ("edit" in question) await tryEdit(question)
  else await lookAround(question)
  process.disconnect()
})

/** Explores as the sources are, and says of each cell what it is and where it comes by. */
async function lookAround({ edits, root }: Extract<Question, { edits: unknown }>): Promise<void> {
  const coverage = new Coverage()
  const { cells, explore } = await load(root)
  for (const { cell, name, scenario } of cells) {
    coverage.reset()
    const begin = performance.now()
    const result = explore(scenario, cell, {})
    const millis = performance.now() - begin
    const executed = coverage.executed()
    const at = edits.flatMap(({ changes: [first], file }, i) => executed(path.join(root, file), first!.from) ? [i] : [])
    const { stats: { traces }, verdict } = result
    say({ known: { name, verified: verdict === "verified", standing: standingOf(result), traces, millis, edits: at } })
  }
}

/** Makes the edit, and explores these cells until one is red. */
async function tryEdit({ cells: known, edit, root }: Extract<Question, { edit: unknown }>): Promise<void> {
  const url = pathToFileURL(path.join(root, edit.file)).href
  registerHooks({
    load(at, context, next) {
      if (at !== url) return next(at, context)
      const source = edited(fs.readFileSync(fileURLToPath(at), "utf8"), edit)
      return { format: "module-typescript", source, shortCircuit: true }
    }
  })
  const { cells, explore } = await load(root)
  for (const was of known) {
    const { cell, scenario } = cells.find(({ name }) => name === was.name)!
    const { standing, traces } = standingOrError(() => explore(scenario, cell, { first: was.verified }))
    if (standing !== was.standing) {
      return void say({ red: was.name, verified: was.verified, why: standing.split("\n")[0]! })
    }
    say({ green: was.name, recounted: traces !== was.traces })
  }
}

const standingOrError = (explore: () => CellResult): Pick<Known, "standing" | "traces"> => {
  try {
    const result = explore()
    return { standing: standingOf(result), traces: result.stats.traces }
  } catch (error) {
    return { standing: `error: ${(error as Error).message}`, traces: 0 }
  }
}

async function load(root: string) {
  const at = (file: string) => pathToFileURL(path.join(root, file)).href
  const { scenarios } = await import(at("src/scenarios/index.ts")) as typeof import("../../src/scenarios/index.ts")
  const { exploreCell } = await import(
    at("src/sim/explore/explore.ts")
  ) as typeof import("../../src/sim/explore/explore.ts")
  const { cellInPrint } = await import(at("src/report/wording.ts")) as typeof import("../../src/report/wording.ts")
  // Only these stand on the kernel.
  const cells = scenarios.filter(({ name }) => name.startsWith("devlink/")).flatMap((scenario) =>
    scenario.cells.map((cell) => ({ scenario, cell, name: cellInPrint({ scenario: scenario.name, ...cell }) }))
  )
  return { cells, explore: exploreCell }
}

/** What V8 has seen executed, to the block. */
class Coverage {
  private readonly session = new Session()

  constructor() {
    this.session.connect()
    this.session.post("Profiler.enable")
    this.session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
  }

  /** Forgets what was executed so far. */
  reset(): void {
    this.session.post("Profiler.takePreciseCoverage")
  }

  /** What was executed since: asks of an offset of a file. Types are stripped in place, so offsets stay. */
  executed(): (file: string, offset: number) => boolean {
    const blocks = new Map<string, Array<{ startOffset: number; endOffset: number; count: number }>>()
    this.session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      for (const { functions, url } of result) {
        if (url.includes("/src/scenarios/")) blocks.set(fileURLToPath(url), functions.flatMap(({ ranges }) => ranges))
      }
    })
    return (file, offset) => {
      const around = (blocks.get(file) ?? []).filter((r) => r.startOffset <= offset && offset < r.endOffset)
      const innermost = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0]
      return innermost !== undefined && innermost.count > 0
    }
  }
}
