/**
 * One canonical representative per finding, whatever order the strategy ran executions in.
 *
 * A sighting is cut down to the steps it needs (the trace's past of its places), put into the
 * canonical order, and compared as text: fewest switches of task, then fewest steps, then the lowest
 * text. What is kept is a schedule, which the explaining run follows.
 */
import { isNote, type Sighting, stepOf } from "../check/checker.ts"
import { type Clock, join } from "../clock.ts"
import type { Log } from "../log.ts"
import type { Machine } from "../machine.ts"
import { closure, executed, linearise, type Move, moveOf, steady } from "./schedule.ts"

/** The schedule that shows a finding, and how it ranks. */
export interface Representative {
  readonly sighting: { readonly kind: Sighting["kind"]; readonly key: string; readonly whole: boolean }
  readonly moves: ReadonlyArray<Move>
  readonly switches: number
  readonly text: string
  /** Pasts that were looked at already, as hashes of the trace order of their steps. */
  readonly pasts: Set<number>
}

/** The schedule that shows this sighting of the machine's execution. */
export const representative = (machine: Machine, sighting: Sighting, pasts = new Set<number>()): Representative => {
  const records = executed(machine)
  const goals = sighting.places.flatMap(([place]) => stepOf(machine.log, place) ?? [])
  const needed = sighting.whole === true ? records : closure(records, goals)
  const order = linearise(needed, sighting.forced ?? [], steady)
  const moves = order.map(moveOf)
  let switches = 0
  for (let i = 1; i < order.length; i++) if (order[i].task !== order[i - 1].task) switches++
  return {
    sighting: { kind: sighting.kind, key: sighting.key, whole: sighting.whole === true },
    moves,
    switches,
    text: moves.map(({ draws, task }) => draws.length === 0 ? task : `${task}(${draws.join()})`).join(" "),
    pasts
  }
}

/**
 * Can a sighting of the machine's execution be shown better than this? Its steps and its tasks are
 * counted from the joined clocks of its places, without putting anything in order; that bounds the
 * switches from below, and gives the steps exactly. A past that was looked at before is no better now.
 */
export const couldImprove = (machine: Machine, sighting: Sighting, known: Representative): boolean => {
  const { log } = machine
  if (sighting.whole === true) return log.count <= known.moves.length || known.switches > 0
  if (cannotBeBetter(sighting, known)) return false
  const past = scratch(log.clockWidth)
  // The start of main is always shown.
  past[log.records[0].task.id] = 1
  for (const [place] of sighting.places) {
    const goal = stepOf(log, place)
    if (goal !== undefined) join(past, goal.clock)
  }
  let steps = 0
  let switches = -1
  for (let t = 0; t < past.length; t++) {
    steps += past[t]
    if (past[t] > 0) switches++
  }
  if (switches > known.switches || (switches === known.switches && steps > known.moves.length)) return false
  const hash = hashOf(log, past)
  if (known.pasts.has(hash)) return false
  if (known.pasts.size < pastsMax) known.pasts.add(hash)
  return true
}

/** The cheap half of the test, for two steps: each needs all its own task's steps before it, and the start of main. */
const cannotBeBetter = ({ places }: Sighting, known: Representative): boolean => {
  if (places.length !== 2) return false
  const [[a], [b]] = places
  if (isNote(a) || isNote(b) || a.task === b.task) return false
  const main = a.task.parent === undefined || b.task.parent === undefined ? 0 : 1
  return known.switches <= 1 + main && a.nth + b.nth + main > known.moves.length
}

/** Pasts remembered per finding. */
const pastsMax = 10_000

/** Of the steps in the past and of their order: two lanes of 26 bits, each mixed as in FNV-1a. */
const hashOf = (log: Log, past: Clock): number => {
  let sum = 0
  for (let i = 0; i < log.count; i++) {
    const record = log.records[i]
    const { clock, draws, task } = record
    if (record.nth > past[task.id]) continue
    let a = Math.imul(task.id + 1, 0x9e3779b1) ^ record.nth
    let b = a ^ 0x85ebca6b
    for (let t = 0; t < clock.length; t++) {
      a = Math.imul(a ^ clock[t], 0x01000193)
      b = Math.imul(b ^ clock[t], 0x5bd1e995) ^ (b >>> 13)
    }
    for (const value of draws) a = Math.imul(a ^ value, 0x01000193)
    // Added up: the order in which independent steps were run makes no difference.
    sum = (sum + (a >>> 6) * 2 ** 26 + (b >>> 6)) % 2 ** 52
  }
  return sum
}

let cleared = new Int32Array(8)
/** A cleared clock, used at once. */
const scratch = (width: number): Clock => {
  if (cleared.length !== width) cleared = new Int32Array(width)
  for (let t = 0; t < width; t++) cleared[t] = 0
  return cleared
}

/** The better of two of one finding. */
export const better = <R extends Omit<Representative, "pasts">>(a: R, b: R): R =>
  a.switches !== b.switches
    ? (a.switches < b.switches ? a : b)
    : a.moves.length !== b.moves.length
    ? (a.moves.length < b.moves.length ? a : b)
    : a.text <= b.text
    ? a
    : b
