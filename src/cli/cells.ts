/**
 * Explores the selected cells on the workers of a pool, whole or in stretches that a checkpoint keeps.
 */
import { cellInPrint } from "../report/wording.ts"
import type { SearchState } from "../sim/explore/search.ts"
import type { CellResult } from "../sim/result.ts"
import type { Checkpoint } from "./checkpoint.ts"
import type { Reply, SearchOptions } from "./contract.ts"
import type { Pool } from "./pool.ts"
import { showProgress } from "./progress.ts"
import type { Selected } from "./select.ts"

/** How the cells are explored. */
export interface Exploring {
  readonly search: SearchOptions
  readonly quiet: boolean
  /** Told of every stretch; what it knows already is not explored again. */
  readonly checkpoint?: Checkpoint | undefined
}

/** The result of every cell, in order; undefined where the search was stopped before it was begun. */
export const exploreAll = async (
  pool: Pool,
  cells: ReadonlyArray<Selected>,
  exploring: Exploring
): Promise<ReadonlyArray<CellResult | undefined>> => {
  let done = 0
  const work = { running: () => pool.running(), done: () => done, total: cells.length }
  const endProgress = exploring.quiet ? () => undefined : showProgress(work)
  try {
    return await Promise.all(cells.map(async (selected, i) => {
      const result = await exploreOne(pool, selected, i, exploring)
      done += 1
      return result
    }))
  } finally {
    endProgress()
  }
}

/** A stretch takes about so long: what a search loses when the process is killed. */
const stretchMillis = 1000
/** Executions of the first stretch, when nothing is known of their speed. */
const firstStretch = 500

const exploreOne = async (
  pool: Pool,
  selected: Selected,
  i: number,
  { checkpoint, search }: Exploring
): Promise<CellResult | undefined> => {
  const { label, scenario, source } = selected
  const cell = label.cells[selected.cell]
  const request = { type: "explore", source, scenario, cell: selected.cell, options: search } as const
  const ask = (stretch?: ReturnType<typeof stretchOf>) => pool.ask(nameOf(selected), { ...request, stretch })
  if (checkpoint === undefined) return resultOf(await ask(), label.name, cell)
  const known = checkpoint.known(i)
  if (known.result !== undefined) return known.result
  let from = known.state
  const start = performance.now()
  for (let executions = firstStretch;;) {
    const began = performance.now()
    const reply = await ask(stretchOf(executions, from, began - start))
    const result = resultOf(reply, label.name, cell)
    if (reply.type !== "explored") return result
    from = reply.state
    checkpoint.note(i, from === undefined ? { result: reply.result } : { state: from })
    if (result !== undefined) return result
    // How a search is cut makes no difference to its end, so the clock may decide.
    const pace = stretchMillis / Math.max(1, performance.now() - began)
    executions = Math.ceil(executions * Math.min(4, Math.max(0.25, pace)))
  }
}

const stretchOf = (executions: number, from: SearchState | undefined, spentMillis: number) => (
  { executions, from, spentMillis }
)

const nameOf = ({ cell, label }: Selected): string => cellInPrint({ scenario: label.name, ...label.cells[cell] })

const resultOf = (reply: Reply, scenario: string, cell: Selected["label"]["cells"][number]): CellResult | undefined => {
  if (reply.type === "explored") return reply.result
  if (reply.type !== "failed") return undefined
  return {
    scenario,
    ...cell,
    memory: "SC",
    verdict: "no-finding",
    asDeclared: false,
    exhaustive: false,
    assumptions: [],
    bounds: [],
    stats: { executions: 0, traces: 0, redundant: 0, steps: 0, stepsLongest: 0, tasks: 0 },
    findings: [],
    reached: [],
    unreached: [],
    error: reply.error
  }
}
