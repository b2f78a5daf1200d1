/**
 * A comparison as rows: what each of two designs did, side by side, up to where one could not follow.
 */
import type { Comparison, Trace, TraceStep, Waiting } from "../sim/result.ts"

/** One row. `earlier`: the other design has done the step before, in a row above. */
export interface Row {
  readonly a: TraceStep | undefined
  readonly b: TraceStep | undefined
  readonly earlier: boolean
  /** The step of `a` that cannot be followed. */
  readonly stops: boolean
}

/** The rows, in order; notes of both sides stand at their places. */
export const rowsOf = (trace: Trace, { pairs, stopped, trace: other }: Comparison): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  const left = new Side(trace)
  const right = new Side(other)
  for (const { a, b } of pairs) {
    const earlier = b !== null && b <= right.last
    putNotes(rows, left.until(a), right.until(earlier ? null : b))
    rows.push({ a: left.take(a), b: earlier ? other.steps[b] : right.take(b), earlier, stops: false })
  }
  const rest = left.until(Number.POSITIVE_INFINITY)
  rows.push(...rest.map((step) => ({ a: step, b: undefined, earlier: false, stops: step.index === stopped?.at })))
  return rows
}

/** What the other design waits at where it cannot follow, if it waits. */
export const waitsAt = ({ stopped, trace }: Comparison): Waiting & { readonly holder?: number } | undefined =>
  stopped?.why === "waits" ? trace.blocked.find(({ task }) => trace.tasks[task]?.name === stopped.task) : undefined

/** Goes through the lines of one trace. */
class Side {
  last = -1
  private readonly trace: Trace
  constructor(trace: Trace) {
    this.trace = trace
  }

  /** The lines before this one that have not been taken. */
  until(index: number | null): ReadonlyArray<TraceStep> {
    if (index === null) return []
    const lines = this.trace.steps.filter((step) => step.index > this.last && step.index < index)
    this.last = lines.at(-1)?.index ?? this.last
    return lines
  }

  take(index: number | null): TraceStep | undefined {
    if (index === null) return undefined
    this.last = index
    return this.trace.steps[index]
  }
}

/** Puts notes of both sides into the rows: the same ones share a row, also where one side has been alone since. */
const putNotes = (rows: Array<Row>, left: ReadonlyArray<TraceStep>, right: ReadonlyArray<TraceStep>): void => {
  for (const a of left) {
    if (!join(rows, "a", a)) rows.push({ a, b: undefined, earlier: false, stops: false })
  }
  for (const b of right) {
    if (!join(rows, "b", b)) rows.push({ a: undefined, b, earlier: false, stops: false })
  }
}

/** Puts the note beside its like, among the last rows in which its side has nothing. */
const join = (rows: Array<Row>, side: "a" | "b", note: TraceStep): boolean => {
  const other = side === "a" ? "b" : "a"
  const since = rows.findLastIndex((row) => row[side] !== undefined)
  const at = rows.findIndex((row, i) => i > since && row[other]?.note === true && row[other].text === note.text)
  if (at < 0) return false
  rows[at] = { ...rows[at], [side]: note }
  return true
}
