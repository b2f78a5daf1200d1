/**
 * Did it happen? A checker says of an execution what could go wrong in some linearisation of its trace; a timed run
 * asks whether it went wrong in this one, at these times.
 *
 * So every hit is a sighting, and what exhaustive search does not find cannot be hit.
 */
import { readyOf } from "../check/calls.ts"
import type { Execution, Place, Sighting } from "../check/checker.ts"
import type { Note, StepRecord } from "../log.ts"
import type { Timed } from "./timed.ts"

/** By how many nanoseconds this run missed the defect that the checker saw; 0 where it happened. */
export const missedBy = (execution: Execution, sighting: Sighting, timed: Timed): number => {
  const place = (role: string): Place => sighting.places.find(([, name]) => name === role)![0]
  switch (sighting.kind) {
    // The two accesses overlap in time: from when a task turns to its step until the step is done.
    case "data-race": {
      const [[a], [b]] = sighting.places as ReadonlyArray<readonly [StepRecord, string]>
      return late(Math.max(timed.began[a.index] - timed.at[b.index], timed.began[b.index] - timed.at[a.index]))
    }
    case "window-read": {
      const [first, read, last] = ["first-store", "read", "last-store"].map((role) => place(role) as StepRecord)
      return Math.max(between(timed, first, read), between(timed, read, last))
    }
    case "early-call": {
      const call = place("call") as Note
      const ready = readyOf(execution, call.data.instance)
      return ready === undefined ? 0 : late(timed.notes.get(call)! - timed.notes.get(ready)!)
    }
    // Two orders of taking locks are a warning; what happens is the deadlock.
    case "lock-order":
      return Number.POSITIVE_INFINITY
    // All others are seen in values, ends and accesses as they were.
    default:
      return 0
  }
}

/** By how much the first step would have to come sooner, or the second later, for them to stand in this order. */
export const between = (timed: Timed, first: StepRecord, second: StepRecord): number =>
  first.index < second.index ? 0 : Math.max(instant, timed.at[first.index] - timed.at[second.index])

/** Steps of one instant have an order, too: less than any duration. */
const instant = 1e-3

/** The end of the one and the begin of the other; at one instant they do not overlap. */
const late = (nanos: number): number => nanos < 0 ? 0 : Math.max(instant, nanos)
