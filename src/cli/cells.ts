/**
 * Explores the selected cells on the workers of a pool: many cells side by side, and the parts of a large one.
 */
import { Campaign } from "../sim/explore/campaign.ts"
import { searchOf } from "../sim/explore/search-of.ts"
import type { CellResult } from "../sim/result.ts"
import type { Checkpoint } from "./checkpoint.ts"
import type { Reply, SearchOptions } from "./contract.ts"
import type { Pool } from "./pool.ts"
import { type Before, showProgress } from "./progress.ts"
import { cellNameOf, type Selected } from "./select.ts"

/** How the cells are explored. */
export interface Asked {
  readonly search: SearchOptions
  readonly quiet: boolean
  /** Results that hold still, by place among the cells. */
  readonly known?: ReadonlyArray<CellResult | undefined>
  /** Told of every round; what it knows already is not explored again. */
  readonly checkpoint?: Checkpoint | undefined
}

/** The result of every cell, in order; undefined where the search was stopped before it was begun. */
export const exploreAll = async (
  pool: Pool,
  cells: ReadonlyArray<Selected>,
  asked: Asked
): Promise<ReadonlyArray<CellResult | undefined>> => {
  let done = 0
  const before = new Map<string, Before>()
  const exploring = { ...asked, pool, before }
  const work = { running: () => pool.running(), done: () => done, total: cells.length, before }
  const endProgress = asked.quiet ? () => undefined : showProgress(work)
  try {
    return await Promise.all(cells.map(async (selected, i) => {
      const result = await exploreOne(selected, i, exploring)
      done += 1
      return result
    }))
  } finally {
    endProgress()
  }
}

/** What all searches share while they run. */
interface Exploring extends Asked {
  readonly pool: Pool
  /** What is known of searches in parts, by the label that the work is shown under. */
  readonly before: Map<string, Before>
}

const exploreOne = (selected: Selected, i: number, exploring: Exploring): Promise<CellResult | undefined> => {
  const { checkpoint, search } = exploring
  const known = exploring.known?.[i] ?? checkpoint?.known(i).result
  if (known !== undefined) return Promise.resolve(known)
  const { strategy } = searchOf(selected.label.cells[selected.cell], search)
  return strategy === undefined || strategy === "dpor"
    ? inRounds(selected, i, exploring)
    : atOnce(selected, i, exploring)
}

/** A search that nobody else can take a part of. */
const atOnce = async (
  selected: Selected,
  i: number,
  { checkpoint, pool, search }: Exploring
): Promise<CellResult | undefined> => {
  const reply = await pool.ask(cellNameOf(selected), { type: "explore", ...requestOf(selected, search) })
  const result = resultOf(reply, selected)
  if (result?.bounds.includes("interrupted") === false) checkpoint?.note(i, () => ({ result }))
  return result
}

/** The parts of a round are explored by all workers; a search that is done after the first needs no other. */
const inRounds = async (
  selected: Selected,
  i: number,
  { before, checkpoint, pool, search }: Exploring
): Promise<CellResult | undefined> => {
  const label = cellNameOf(selected)
  const request = requestOf(selected, search)
  const start = performance.now()
  const campaign = new Campaign(checkpoint?.known(i).state)
  while (!campaign.isOver) {
    const spentMillis = performance.now() - start
    let { executions } = campaign.tally.counts
    const estimate = executions === 0 ? undefined : campaign.estimate
    before.set(label, { executions, estimate, parts: campaign.parts })
    const replies = await Promise.all(
      campaign.shares().map(async (share) => {
        const reply = await pool.ask(label, { type: "explore", ...request, share, spentMillis })
        if (reply.type === "shared") executions += reply.outcome.tally.counts.executions
        before.set(label, { executions, estimate, parts: campaign.parts })
        return reply
      })
    )
    const failed = replies.find(({ type }) => type === "failed")
    if (failed !== undefined) return resultOf(failed, selected)
    campaign.take(replies.flatMap((reply) => reply.type === "shared" ? [reply.outcome] : []))
    if (replies.every(({ type }) => type === "skipped") && campaign.tally.counts.executions === 0) return undefined
    const result = replies.length === 1 && replies[0].type === "shared" ? replies[0].result : undefined
    checkpoint?.note(i, () => campaign.isDone && result !== undefined ? { result } : { state: campaign.state })
    if (result !== undefined) return result
  }
  const result = resultOf(await pool.ask(label, { type: "conclude", ...request, tally: campaign.tally }), selected)
  if (campaign.isDone) checkpoint?.note(i, () => ({ result }))
  return result
}

const requestOf = ({ cell, scenario, source }: Selected, options: SearchOptions) => ({
  source,
  scenario,
  cell,
  options
})

const resultOf = (reply: Reply, { cell, label }: Selected): CellResult | undefined => {
  if (reply.type === "explored") return reply.result
  if (reply.type !== "failed") return undefined
  const { search: _search, ...named } = label.cells[cell]
  return {
    scenario: label.name,
    ...named,
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
