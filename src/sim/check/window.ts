/**
 * WINDOW READ: a record is read between the first and the last store of one update of it.
 *
 * The modelled function brackets its update; with two or more stores the record is open from the
 * first to the last. A read by another task is in the window when trace order puts it neither before
 * the first nor after the last: then a schedule exists with the read between them, and that schedule
 * is what is shown. Updates of one store have no window. Only fields that the update stores count:
 * a word nobody writes can be read at any time. Source: heddle's own.
 */
import { READ } from "../effects.ts"
import { type Checker, type Execution, type Sighting, steps } from "./checker.ts"
import { touches, updates } from "./updates.ts"

export const windowRead: Checker = { name: "window-read", ofTraces: ["update"], check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.log.notes.length === 0) return
  for (const { accesses: stores, record, task } of updates(execution)) {
    if (stores.length < 2) continue
    const locations = new Set(stores.map((store) => store.step.object.location))
    const first = stores[0]
    const last = stores[stores.length - 1]
    for (const read of steps(execution)) {
      if (read.task === task || !touches(read, locations, READ)) continue
      if (read.before_(first) || last.before_(read)) continue
      report({
        kind: "window-read",
        key: `${record}: ${read.task.name} / ${task.name}`,
        subject: record,
        places: [[first, "first-store"], [read, "read"], [last, "last-store"]],
        forced: [[first, read], [read, last]],
        because: () => [{ tag: "window", record, first, last, read }]
      })
    }
  }
}
