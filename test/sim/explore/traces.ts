/**
 * What a search saw, in a form that two searches can be compared by.
 *
 * The key of a trace names everything by stable paths and orders nothing by the linearisation that
 * was run: each task with its steps, their results and their trace-order clocks. Brute force counts
 * how often each key came up; that count is known beforehand, since every linearisation of a trace
 * is one interleaving.
 */
import * as Context from "effect/Context"
import type { Strategy } from "../../../src/sim/explore/strategy.ts"
import { defaults } from "../../../src/sim/limits.ts"
import type { StepRecord } from "../../../src/sim/log.ts"
import { Machine } from "../../../src/sim/machine.ts"
import { show } from "../../../src/sim/memory/show.ts"
import type { SimObject } from "../../../src/sim/object.ts"
import type { Ending } from "../../../src/sim/scheduler.ts"
import type { Task } from "../../../src/sim/task.ts"

/** The body of a task. */
export type Body = () => Generator<any, any, any>

/** One trace: how often it was run, and what every run of it must agree on. */
export interface Trace {
  runs: number
  readonly ending: Ending
  /** Happens-before clocks, in the order of the key. */
  readonly happensBefore: string
  /** The schedule of the first run, as task paths. */
  readonly schedule: string
  readonly linearisations: number
}

/** All that a search saw. */
export interface Survey {
  readonly traces: Map<string, Trace>
  readonly executions: number
  readonly redundant: number
  /** Keys whose runs disagree in their happens-before clocks. */
  readonly disagreements: ReadonlyArray<string>
  /** The search was over before `executionsMax`. */
  readonly exhausted: boolean
  /** As many interleavings as the traces stand for. */
  readonly interleavings: number
}

/** How the machine runs a search. */
export interface SurveyOptions {
  /** Stops the search early. */
  readonly executionsMax?: number
  readonly direct?: boolean
  readonly deadlineOrder?: boolean
}

/** Runs a whole search. */
export const survey = (body: Body, strategy: Strategy, options: SurveyOptions = {}): Survey => {
  const { executionsMax, ...how } = options
  const machine = new Machine({ limits: defaults, services: Context.empty(), ...how })
  const traces = new Map<string, Trace>()
  const disagreements: Array<string> = []
  let executions = 0
  let exhausted = true
  while (strategy.next()) {
    if (executions === executionsMax) {
      exhausted = false
      break
    }
    executions++
    const ending = machine.run(body, strategy)
    strategy.done(machine, ending)
    if (ending === "abandoned") continue
    const key = keyOf(machine, ending)
    const happensBefore = describe(machine, (record) => clockText(machine, record.hb))
    const known = traces.get(key)
    if (known === undefined) {
      const schedule = machine.log.records.slice(0, machine.log.count).map((record) => record.task.path).join(" ")
      traces.set(key, { runs: 1, ending, happensBefore, schedule, linearisations: linearisations(machine) })
    } else {
      known.runs++
      if (known.happensBefore !== happensBefore) disagreements.push(`${key}\n${known.happensBefore}\n${happensBefore}`)
    }
  }
  let interleavings = 0
  for (const trace of traces.values()) interleavings += trace.linearisations
  return { traces, executions, redundant: strategy.redundant, disagreements, exhausted, interleavings }
}

/** The trace of the machine's execution as text. */
export const keyOf = (machine: Machine, ending: Ending): string =>
  `${ending}\n${
    describe(machine, (record) => {
      const { draws, fault, result, step } = record
      const drawn = draws.length > 0 ? ` draws ${draws.join()}` : ""
      const wrong = fault === undefined ? "" : ` ${fault.kind}`
      const what = `${step.operation.name} ${nameOf(machine, step.object)} = ${show(result)}${drawn}${wrong}`
      return `${what} ${clockText(machine, record.clock)}`
    })
  }`

/** One line a step, tasks in the order of their paths; then their notes, and how they stand at the end. */
const describe = (machine: Machine, line: (record: StepRecord) => string): string =>
  machine.tasks.toSorted((a, b) => a.path < b.path ? -1 : 1).map((task) => {
    const steps = recordsOf(machine, task).map((record) => `\n  ${line(record)}`).join("")
    const notes = machine.log.notes.filter((note) => note.task === task)
      .map((note) => `\n  note ${note.kind} after ${note.position} ${clockText(machine, note.clock)}`).join("")
    return `${task.path} ${task.name}:${steps}${notes}\n  ${standing(machine, task)}`
  }).join("\n")

const standing = (machine: Machine, task: Task): string => {
  if (task.exit !== undefined) return task.exit._tag
  const { pending } = task
  return pending === undefined ? "waits" : `at ${pending.operation.name} ${nameOf(machine, pending.object)}`
}

const recordsOf = (machine: Machine, task: Task): Array<StepRecord> =>
  machine.log.records.slice(0, machine.log.count).filter((record) => record.task === task)

const nameOf = (machine: Machine, object: SimObject): string => {
  const living = machine.tasks.find((task) => task.life === object)
  return living === undefined ? object.name : `life of ${living.path}`
}

const clockText = (machine: Machine, clock: Int32Array): string => {
  const entries = machine.tasks.filter((task) => clock[task.id] > 0).map((task) => `${task.path}:${clock[task.id]}`)
  return `[${entries.toSorted().join(" ")}]`
}

/** How many interleavings the trace stands for: the linear extensions of its trace order. */
const linearisations = (machine: Machine): number => {
  const chains = machine.tasks.map((task) => recordsOf(machine, task)).filter((chain) => chain.length > 0)
  const memo = new Map<string, number>()
  const count = (at: ReadonlyArray<number>): number => {
    const key = at.join()
    const known = memo.get(key)
    if (known !== undefined) return known
    let total = 0
    let left = false
    for (let i = 0; i < chains.length; i++) {
      const record = chains[i]![at[i]!]
      if (record === undefined) continue
      left = true
      const ready = chains.every((chain, j) =>
        j === i || Math.min(record.clock[chain[0]!.task.id] ?? 0, chain.length) <= at[j]!
      )
      if (ready) total += count(at.with(i, at[i]! + 1))
    }
    const result = left ? total : 1
    memo.set(key, result)
    return result
  }
  return count(chains.map(() => 0))
}
