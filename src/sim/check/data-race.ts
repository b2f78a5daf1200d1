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
  const { log, machine, shown = 0 } = execution
  const { accesses, keys, pairs } = knownOf(machine)
  accesses.forget(shown)
  pairs.forget(shown)
  const tasks = machine.limits.tasksMax
  for (let i = shown; i < log.count; i++) {
    const record = log.records[i]
    const { access } = record.step.operation
    if (access === "none" || record.effects === 0) continue
    const { location } = record.step.object
    const sort = (access === "plain" ? 0 : 2) + ((record.effects & WRITE) === 0 ? 0 : 1)
    const me = record.task.id
    const last = accesses.to(location)
    for (let slot = 0; slot < last.length; slot++) {
      const rival = last[slot]
      if (rival === undefined || slot >> 2 === me || record.hb[slot >> 2] >= rival.nth) continue
      if (!conflicting(sort, slot & 3)) continue
      const pair = ((location * tasks + me) * 4 + sort) * tasks * 4 + slot
      if (!pairs.add(pair, i)) continue
      let key = keys.get(pair)
      if (key === undefined) keys.set(pair, key = keyOf(rival, slot & 3, record, sort))
      report(sighting(execution, rival, record, key))
    }
    accesses.put(last, 4 * me + sort, record)
  }
}

/** The last access of each task and sort to each location; what later steps have put there can be taken back. */
class LastAccesses {
  /** By location, then by task and sort. All three numbers are small and stable. */
  private readonly rows: Array<Array<StepRecord | undefined> | undefined> = []
  /** What was put last, and what it took the place of. */
  private readonly puts: Array<Put> = []
  private count = 0

  to(location: number): Array<StepRecord | undefined> {
    return (this.rows[location] ??= [])
  }

  put(row: Array<StepRecord | undefined>, slot: number, record: StepRecord): void {
    const put = (this.puts[this.count++] ??= { row, slot: 0, step: 0, before: undefined })
    put.row = row
    put.slot = slot
    put.step = record.index
    put.before = row[slot]
    row[slot] = record
  }

  /** Takes back what this step and later ones have put. */
  forget(from: number): void {
    const { puts } = this
    while (this.count > 0 && puts[this.count - 1].step >= from) {
      const { before, row, slot } = puts[--this.count]
      row[slot] = before
    }
  }
}

interface Put {
  row: Array<StepRecord | undefined>
  slot: number
  step: number
  before: StepRecord | undefined
}

/** Pairs that race in an execution, by the step that shows it; of each the first sighting is told. */
class Pairs {
  private readonly list: Array<number> = []
  private readonly steps: Array<number> = []
  /** Few pairs race in most executions, so a list is faster than a set; in some, thousands do. */
  private many: Set<number> | undefined

  /** Was it not there? */
  add(pair: number, step: number): boolean {
    const { list } = this
    if (this.many?.has(pair) ?? list.includes(pair)) return false
    list.push(pair)
    this.steps.push(step)
    if (this.many !== undefined) this.many.add(pair)
    else if (list.length > 32) this.many = new Set(list)
    return true
  }

  /** Forgets those that show at this step or later. */
  forget(from: number): void {
    const { list, steps } = this
    while (steps.length > 0 && steps[steps.length - 1] >= from) {
      steps.pop()
      const pair = list.pop()!
      this.many?.delete(pair)
    }
  }
}

/** What is known of a machine's executions. */
interface Known {
  /** Of the last execution: what the next one begins with is not looked at again. */
  readonly accesses: LastAccesses
  readonly pairs: Pairs
  /** Keys by pairs, which are stable while a machine lives: a program races in the same places again and again. */
  readonly keys: Map<number, string>
}

const known = new WeakMap<Machine, Known>()

const knownOf = (machine: Machine): Known => {
  let mine = known.get(machine)
  if (mine === undefined) {
    known.set(machine, mine = { accesses: new LastAccesses(), pairs: new Pairs(), keys: new Map() })
  }
  return mine
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
