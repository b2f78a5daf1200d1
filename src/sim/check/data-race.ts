/**
 * DATA RACE: two accesses to one variable by different tasks, at least one of them a write and at
 * least one plain, that happens-before does not order.
 *
 * For each variable and task the last access of each sort is enough: what that one is ordered after,
 * all earlier ones of the task are too. Source: KCSAN (Documentation/dev-tools/kcsan.rst, strict
 * rules: plain writes are not taken to be atomic); LKMM's definition,
 * tools/memory-model/Documentation/explanation.txt, PLAIN ACCESSES AND DATA RACES.
 */
import { WRITE } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import type { Checker, Execution, Sighting } from "./checker.ts"
import { handOver, heldAt } from "./ordering.ts"

export const dataRace: Checker = { name: "data-race", check }

/** Sorts of access, as bits: 1 writes, 2 is marked. */
const sorts = ["plain read", "plain write", "marked read", "marked write"] as const

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  const { log, machine } = execution
  // By location, then by task and sort: the last such access. Both numbers are small and stable.
  const variables: Array<Array<StepRecord | undefined> | undefined> = []
  const reported = new Pairs()
  const keys = keysOf(machine)
  const tasks = machine.limits.tasksMax
  for (let i = 1; i < log.count; i++) {
    const record = log.records[i]
    const { access } = record.step.operation
    if (access === "none" || record.effects === 0) continue
    const { location } = record.step.object
    const sort = (access === "plain" ? 0 : 2) + ((record.effects & WRITE) === 0 ? 0 : 1)
    const me = record.task.id
    const last = (variables[location] ??= [])
    for (let slot = 0; slot < last.length; slot++) {
      const rival = last[slot]
      if (rival === undefined || slot >> 2 === me || record.hb[slot >> 2] >= rival.nth) continue
      if (!conflicting(sort, slot & 3)) continue
      const pair = ((location * tasks + me) * 4 + sort) * tasks * 4 + slot
      if (!reported.add(pair)) continue
      let key = keys.get(pair)
      if (key === undefined) keys.set(pair, key = keyOf(rival, slot & 3, record, sort))
      report(sighting(execution, rival, record, key))
    }
    last[4 * me + sort] = record
  }
}

/** Few pairs race in most executions, so a list is faster than a set; in some, thousands do. */
class Pairs {
  private readonly few: Array<number> = []
  private many: Set<number> | undefined

  /** Was it not there? */
  add(pair: number): boolean {
    if (this.many?.has(pair) ?? this.few.includes(pair)) return false
    if (this.many !== undefined) this.many.add(pair)
    else if (this.few.push(pair) > 32) this.many = new Set(this.few)
    return true
  }
}

/** Keys by numbers that are stable while a machine lives: a program races in the same places again and again. */
const known = new WeakMap<Machine, Map<number, string>>()

const keysOf = (machine: Machine): Map<number, string> => {
  let keys = known.get(machine)
  if (keys === undefined) known.set(machine, keys = new Map())
  return keys
}

/** One of them writes and one is plain. */
const conflicting = (a: number, b: number): boolean => ((a | b) & 1) === 1 && (a < 2 || b < 2)

const sighting = (execution: Execution, a: StepRecord, b: StepRecord, key: string): Sighting => ({
  kind: "data-race",
  key,
  subject: a.step.object.name,
  places: [[a, "racing"], [b, "racing"]],
  because: () => [{
    tag: "unordered",
    a,
    b,
    object: a.step.object.name,
    plain: [a, b].filter((r) => r.step.operation.access === "plain"),
    ...missing(execution, a, b)
  }]
})

/** What would have ordered them: a lock that only one of them holds, a hand-over that was no release and acquire. */
const missing = (execution: Execution, a: StepRecord, b: StepRecord) => {
  const locks = [heldAt(execution, a), heldAt(execution, b)]
  const passed = handOver(execution, a, b)
  return {
    ...(locks.every(({ length }) => length === 0) ? {} : { locks }),
    ...(passed === undefined ? {} : { passed })
  }
}

/** The two accesses in an order that does not depend on which came first. */
const keyOf = (a: StepRecord, aSort: number, b: StepRecord, bSort: number): string => {
  const [one, other] = [`${a.task.name} ${sorts[aSort]}`, `${b.task.name} ${sorts[bSort]}`]
  return `${a.step.object.name}: ${one < other ? `${one} / ${other}` : `${other} / ${one}`}`
}
