/**
 * How long the windows of one timed run were open.
 */
import type { Execution } from "../check/checker.ts"
import { updates } from "../check/updates.ts"
import type { StepRecord } from "../log.ts"
import type { Timed } from "./timed.ts"
import type { WindowSpec } from "./timing.ts"

/** A window of one run: from when to when it was open, in nanoseconds from the start. */
export interface Open {
  readonly name: string
  readonly from: number
  readonly to: number
  /** The steps with which it opens and closes, in words: `probe: mutex_unlock(rtnl_mutex)`. */
  readonly opens: string
  readonly closes: string
}

/** The windows of the run that were open at all: those between places, and the updates of two and more stores. */
export const windowsOf = (
  execution: Execution,
  timed: Timed,
  specs: ReadonlyArray<WindowSpec>
): ReadonlyArray<Open> => {
  const found: Array<Open> = []
  for (const { from, to } of specs) {
    const [opens, closes] = [timed.places.get(from), timed.places.get(to)]
    if (opens !== undefined && closes !== undefined && opens.time < closes.time) {
      found.push({
        name: `${from} to ${to}`,
        from: opens.time,
        to: closes.time,
        opens: inWords(opens.after),
        closes: inWords(closes.after)
      })
    }
  }
  for (const { accesses, record } of execution.log.notes.length === 0 ? [] : updates(execution)) {
    if (accesses.length < 2) continue
    const [first, last] = [accesses[0], accesses[accesses.length - 1]]
    found.push({
      name: `update of ${record}`,
      from: timed.at[first.index],
      to: timed.at[last.index],
      opens: inWords(first),
      closes: inWords(last)
    })
  }
  return found
}

const inWords = ({ step, task }: StepRecord): string => `${task.name}: ${step.operation.name}(${step.object.name})`
