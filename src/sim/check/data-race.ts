/**
 * DATA RACE: two accesses to one variable by different tasks, at least one of them a write and at
 * least one plain, that happens-before does not order.
 *
 * For each variable and task the last access of each sort is enough: what that one is ordered after,
 * all earlier ones of the task are too. Source: KCSAN (Documentation/dev-tools/kcsan.rst, strict
 * rules: plain writes are not taken to be atomic); LKMM's definition, memory-models.md 7.1 and 7.3.
 */
import { WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { Checker, Execution, Sighting } from "./checker.ts"

export const dataRace: Checker = { name: "data-race", check }

/** Last accesses of one task to one variable: plain read, plain write, marked read, marked write. */
type Last = [StepRecord | undefined, StepRecord | undefined, StepRecord | undefined, StepRecord | undefined]

function check({ log }: Execution, report: (sighting: Sighting) => void): void {
  const variables = new Map<number, Array<Last | undefined>>()
  for (let i = 0; i < log.count; i++) {
    const record = log.records[i]
    const { access } = record.step.operation
    if (access === "none" || record.effects === 0) continue
    const { location } = record.step.object
    let byTask = variables.get(location)
    if (byTask === undefined) variables.set(location, byTask = [])
    const sort = (access === "plain" ? 0 : 2) + ((record.effects & WRITE) === 0 ? 0 : 1)
    const me = record.task.id
    for (let t = 0; t < byTask.length; t++) {
      const last = byTask[t]
      if (t === me || last === undefined) continue
      for (let other = 0; other < 4; other++) {
        const rival = last[other]
        if (rival === undefined || !conflicting(sort, other) || record.hb[t] >= rival.nth) continue
        report(sighting(rival, record))
      }
    }
    const mine = (byTask[me] ??= [undefined, undefined, undefined, undefined])
    mine[sort] = record
  }
}

/** One of them writes (odd sorts) and one is plain (sorts 0 and 1). */
const conflicting = (a: number, b: number): boolean => ((a | b) & 1) === 1 && (a < 2 || b < 2)

const sighting = (a: StepRecord, b: StepRecord): Sighting => {
  const ends = [a, b].map((r) => `${r.task.name} ${r.step.operation.name}`).toSorted()
  return {
    kind: "data-race",
    key: `${a.step.object.name}: ${ends.join(" / ")}`,
    subject: a.step.object.name,
    places: [[a, "racing"], [b, "racing"]],
    because: () => [{
      tag: "unordered",
      a,
      b,
      object: a.step.object.name,
      plain: [a, b].filter((r) => r.step.operation.access === "plain")
    }]
  }
}
