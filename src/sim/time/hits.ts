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

/** Did the defect that the checker saw show itself in this run? */
export const happened = (execution: Execution, sighting: Sighting, timed: Timed): boolean => {
  const place = (role: string): Place => sighting.places.find(([, name]) => name === role)![0]
  switch (sighting.kind) {
    // The two accesses overlap in time: from when a task turns to its step until the step is done.
    case "data-race": {
      const [[a], [b]] = sighting.places as ReadonlyArray<readonly [StepRecord, string]>
      return timed.began[a.index] < timed.at[b.index] && timed.began[b.index] < timed.at[a.index]
    }
    case "window-read": {
      const [first, read, last] = ["first-store", "read", "last-store"].map((role) => place(role) as StepRecord)
      return first.index < read.index && read.index < last.index
    }
    case "early-call": {
      const call = place("call") as Note
      const ready = readyOf(execution, call.data.instance)
      return ready === undefined || timed.notes.get(call)! < timed.notes.get(ready)!
    }
    // Two orders of taking locks are a warning; what happens is the deadlock.
    case "lock-order":
      return false
    // All others are seen in values, ends and accesses as they were.
    default:
      return true
  }
}
