/**
 * TORN READ: a bracketed read of several fields equals no state between whole updates.
 *
 * The states a reader may see are those in which every update has been done whole or not at all, as
 * far as trace order allows it: a set of updates is a state when no step of an update outside it
 * comes before a step of one inside. Stores outside brackets are updates of one store.
 */
import { READ, WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import { show } from "../memory/show.ts"
import { type Checker, type Execution, type Sighting, steps } from "./checker.ts"
import { readings, type Span, touches, updates } from "./updates.ts"

export const tornRead: Checker = { name: "torn-read", ofTraces: ["reading"], check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.log.notes.length === 0) return
  for (const reading of readings(execution)) {
    if (new Set(reading.accesses.map((read) => read.step.object)).size < 2) continue
    const groups = updatesOf(execution, reading)
    if (groups.length === 0 || isWhole(reading.accesses, groups)) continue
    report(sighting(execution, reading, groups))
  }
}

/** The stores to the record, update by update; those of the reader itself included. */
const updatesOf = (execution: Execution, reading: Span): Array<ReadonlyArray<StepRecord>> => {
  const groups = updates(execution).filter((span) =>
    span.accesses.some((s) => reading.locations.has(s.step.object.location))
  )
    .map((span) => span.accesses)
  const grouped = new Set(groups.flat())
  for (const store of steps(execution)) {
    if (touches(store, reading.locations, WRITE) && !grouped.has(store)) groups.push([store])
  }
  return groups
}

/** Above this many updates only the states along the executed order are tried. */
const updatesMax = 12

const isWhole = (reads: ReadonlyArray<StepRecord>, groups: ReadonlyArray<ReadonlyArray<StepRecord>>): boolean => {
  const count = groups.length
  const precedes = groups.map((a) => groups.map((b) => a !== b && a.some((x) => b.some((y) => x.before_(y)))))
  const allowed = (inside: (i: number) => boolean) =>
    !groups.some((_, out) => !inside(out) && groups.some((_, i) => inside(i) && precedes[out][i]))
  if (count <= updatesMax) {
    for (let set = 0; set < 1 << count; set++) {
      const inside = (i: number) => (set & (1 << i)) !== 0
      if (allowed(inside) && matches(reads, groups.filter((_, i) => inside(i)))) return true
    }
    return false
  }
  const order = groups.map((_, i) => i).toSorted((a, b) => groups[a][0].index - groups[b][0].index)
  return order.concat(count).some((_, n) => {
    const chosen = new Set(order.slice(0, n))
    return allowed((i) => chosen.has(i)) && matches(reads, groups.filter((_, i) => chosen.has(i)))
  })
}

/** Does every read see what these updates, done whole, leave behind? */
const matches = (reads: ReadonlyArray<StepRecord>, done: ReadonlyArray<ReadonlyArray<StepRecord>>): boolean =>
  reads.every((read) => {
    const { object } = read.step
    let last: StepRecord | undefined
    for (const group of done) {
      for (const store of group) {
        if (store.step.object === object && (last === undefined || store.index > last.index)) last = store
      }
    }
    return valueOf(read) === (last === undefined ? object.initial : stored(last))
  })

const valueOf = (read: StepRecord): unknown => (read.effects & READ) !== 0 ? read.before : read.result

/** What a store left in the variable: the state before the next write to it, or its state now. */
const stored = (store: StepRecord): unknown => {
  const { object } = store.step
  const writes = object.history.filter((record) => record.step.object === object && (record.effects & WRITE) !== 0)
  const next = writes[writes.indexOf(store) + 1]
  return next === undefined ? object.state : next.before
}

const sighting = (execution: Execution, reading: Span, groups: ReadonlyArray<ReadonlyArray<StepRecord>>): Sighting => {
  const { accesses: reads, record, task } = reading
  const from = (read: StepRecord) =>
    groups.flat().filter((s) => s.step.object === read.step.object && s.before_(read)).toSorted((a, b) =>
      b.index - a.index
    )[0]
  const writers = [...new Set(reads.map(from).filter((s) => s !== undefined).map((s) => s.task.name))].toSorted()
  const open = updates(execution).filter((span) =>
    span.task !== task && span.accesses.some((s) => reads.some((r) => from(r) === s))
  )
  const ends = open.flatMap((span) => span.accesses.slice(-1)).filter((last) =>
    !reads.some((read) => from(read) === last)
  )
  return {
    kind: "torn-read",
    key: `${record}: ${task.name} / ${writers.join(", ")}`,
    subject: record,
    places: [
      ...reads.map((read) => [read, "read"] as const),
      ...reads.map(from).filter((s) => s !== undefined).map((store) => [store, "store"] as const),
      ...ends.map((last) => [last, "last-store"] as const)
    ],
    because: () => [{
      tag: "torn",
      record,
      fields: reads.map((read) => ({
        field: read.step.object.name,
        value: show(valueOf(read)),
        step: from(read) ?? null
      }))
    }]
  }
}
