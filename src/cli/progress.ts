/**
 * Progress on stderr: one rewritten line on a terminal, else a line every ten seconds. The end is unknown; for a large
 * search it says about how many executions there are, and how that is known (sim/explore/campaign.ts).
 */
import { cut, printable, widthOf } from "../report/printable.ts"
import { count, grouped } from "../report/wording.ts"
import type { Estimate } from "../sim/explore/campaign.ts"
import type { Running } from "./pool.ts"

const rewriteMillis = 100
const lineMillis = 10_000

/** What there is to tell. */
export interface Work {
  readonly running: () => ReadonlyArray<Running>
  readonly done: () => number
  readonly total: number
  /** Of searches in parts, by label: what ended parts add, and about how many executions there are in all. */
  readonly before?: ReadonlyMap<string, Before>
}

/** What is known of a search besides the parts under way. */
export interface Before {
  readonly executions: number
  readonly estimate: Estimate | undefined
  /** Unfinished parts: its frontier. */
  readonly parts: number
}

/** Shows progress until the function it gives is called. */
export const showProgress = (work: Work): () => void => {
  const stream = process.stderr
  const started = performance.now()
  const begun: Begun = new Map()
  const text = (width?: number) => line(work, begun, (performance.now() - started) / 1000, width)
  if (!stream.isTTY) {
    const timer = setInterval(() => stream.write(`${text()}\n`), lineMillis)
    return () => clearInterval(timer)
  }
  // A terminal that does not tell its width says 0.
  const width = () => (stream.columns || 80) - 1
  const timer = setInterval(() => stream.write(`\r\u001b[2K${cut(text(width()), width())}`), rewriteMillis)
  return () => {
    clearInterval(timer)
    stream.write("\r\u001b[2K")
  }
}

/** By label, where a search stood when it was seen first: a resumed one has executions behind it. */
type Begun = Map<string, { readonly executions: number; readonly seconds: number }>

const labelMin = 8

/** Where it does not fit, names of cells are cut rather than numbers. */
export const line = (work: Work, begun: Begun, seconds: number, width = Number.POSITIVE_INFINITY): string => {
  const searches = byLabel(work).map(({ changes = 0, depth, executions, explaining = 0, label }) => {
    const { estimate, parts = 0 } = work.before?.get(label) ?? {}
    const all = estimate === undefined || estimate.executions < executions
      ? ""
      : ` of about ${roughly(estimate.executions)} (by ${estimate.by})`
    const known = begun.get(label)
    // Where fewer are told than before, something else of the same cell has begun.
    const first = known === undefined || executions < known.executions ? { executions, seconds } : known
    begun.set(label, first)
    const since = seconds - first.seconds
    const rate = since < 1 || explaining > 0 ? "" : `, ${roughly((executions - first.executions) / since)}/s`
    const deep = depth > 0 ? `, ${depth} steps deep` : ""
    const wide = parts > 1 ? `, ${parts} parts left` : ""
    const tried = changes > 0 ? `${count(changes, "change")} tried, ` : ""
    const more = explaining === 0 ? "" : `, ${grouped(explaining)} more to explain`
    const numbers = `${tried}${count(executions, "execution")}${all}${rate}${more}${deep}${wide}`
    return { label: printable(label), numbers }
  })
  const told = (room: number) =>
    [
      `${work.done()} of ${count(work.total, "cell")}`,
      ...searches.map(({ label, numbers }) => `${cut(label, room)} ${numbers}`),
      `${Math.round(seconds)} s`
    ].join(" · ")
  const over = widthOf(told(Number.POSITIVE_INFINITY)) - width
  if (over <= 0) return told(Number.POSITIVE_INFINITY)
  const all = searches.reduce((sum, { label }) => sum + widthOf(label), 0)
  return told(Math.max(labelMin, Math.floor((all - over) / searches.length)))
}

/** Two digits: it is no better known than that. */
const roughly = (n: number): string => n < 1e9 ? grouped(Number(n.toPrecision(2))) : n.toExponential(1).replace("+", "")

/** Several workers may explore one cell. */
const byLabel = ({ before, running }: Work): ReadonlyArray<Running> => {
  const searches = new Map<string, Running>()
  for (const { changes = 0, depth, executions, explaining = 0, label, steps } of running()) {
    const known = searches.get(label) ?? { depth: 0, executions: before?.get(label)?.executions ?? 0, label, steps: 0 }
    searches.set(label, {
      label,
      depth: Math.max(known.depth, depth),
      changes: (known.changes ?? 0) + changes,
      executions: known.executions + executions,
      explaining: (known.explaining ?? 0) + explaining,
      steps: known.steps + steps
    })
  }
  return [...searches.values()]
}
