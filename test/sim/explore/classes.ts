/**
 * The reads-from classes that a search saw, computed from the logs alone and by other means than the search's own.
 *
 * Two executions are of one class when every task takes the same steps with the same results, and each step finds at
 * each location what the same step had left there. A store looks at what it replaces only where some execution of the
 * program does more than load and store.
 */
import * as Context from "effect/Context"
import type { Strategy } from "../../../src/sim/explore/strategy.ts"
import { defaults } from "../../../src/sim/limits.ts"
import { Machine } from "../../../src/sim/machine.ts"
import { show } from "../../../src/sim/memory/show.ts"
import type { Ending } from "../../../src/sim/scheduler.ts"
import type { Body } from "./traces.ts"

/** All that a search saw. */
export interface Classes {
  /** How often each class was run. */
  readonly runs: ReadonlyMap<string, number>
  readonly executions: number
  /** The search was over before it was stopped. */
  readonly exhausted: boolean
}

/** Runs a search to its end, or so far; `exact` are the locations at which stores look at what they replace. */
export const classesOf = (
  body: Body,
  strategy: Strategy,
  exact: ReadonlySet<string>,
  executionsMax: number
): Classes => {
  const runs = new Map<string, number>()
  const { executions, exhausted } = eachExecution(body, strategy, executionsMax, (machine, ending) => {
    const key = keyOf(machine, ending, exact)
    runs.set(key, (runs.get(key) ?? 0) + 1)
  })
  return { runs, executions, exhausted }
}

/** The locations to which some execution does more than load and store. */
export const exactIn = (body: Body, strategy: Strategy, executionsMax: number): Set<string> => {
  const exact = new Set<string>()
  eachExecution(body, strategy, executionsMax, ({ log, names, tasks }) => {
    const pending = tasks.flatMap((task) => task.pending === undefined ? [] : [task.pending])
    for (const { argument, object, operation } of [...log.records.slice(0, log.count).map((r) => r.step), ...pending]) {
      const others = operation.reads?.(argument) ?? []
      const touched = [...others, ...(object.block === undefined ? [] : [object.block])]
      if (!plain.has(operation.name) || operation.enabled !== undefined) touched.push(object)
      for (const { location } of touched) exact.add(names.locationName(location))
    }
    for (const task of tasks) if (task.watched) exact.add(names.locationName(task.life.location))
  })
  return exact
}

const plain: ReadonlySet<string> = new Set(
  ["load", "store", "READ_ONCE", "WRITE_ONCE", "smp_load_acquire", "smp_store_release", "test_bit"]
)

const eachExecution = (
  body: Body,
  strategy: Strategy,
  executionsMax: number,
  look: (machine: Machine, ending: Ending) => void
): Pick<Classes, "executions" | "exhausted"> => {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  let executions = 0
  while (strategy.next()) {
    if (executions === executionsMax) return { executions, exhausted: false }
    executions++
    const ending = machine.run(body, strategy)
    look(machine, ending)
    strategy.done(machine, ending)
  }
  return { executions, exhausted: true }
}

/** One line a step, by task; no order of tasks shows in it but through what was found. */
const keyOf = ({ log, names, tasks }: Machine, ending: Ending, exact: ReadonlySet<string>): string => {
  const last = new Map<string, string>()
  const lines = new Map(tasks.map((task) => [task.path, [] as Array<string>]))
  for (const { accesses, draws, fault, nth, result, step, task } of log.records.slice(0, log.count)) {
    const found: Array<string> = []
    for (const access of accesses) {
      const location = names.locationName(access >> 1)
      const written = (access & 1) === 1
      if (!written || exact.has(location)) found.push(`${location} from ${last.get(location)}`)
    }
    for (const access of accesses) {
      if ((access & 1) === 1) last.set(names.locationName(access >> 1), `${task.path} ${nth}`)
    }
    const what = `${step.operation.name} ${step.object.name} = ${show(result)} ${fault?.kind} ${draws.join()}`
    lines.get(task.path)!.push(`${what} [${found.toSorted().join("; ")}]`)
  }
  for (const { exit, path, pending } of tasks) {
    lines.get(path)!.push(exit?._tag ?? `at ${pending?.operation.name} ${pending?.object.name}`)
  }
  const told = [...lines].map(([path, said]) => [path, ...said].join("\n  "))
  return [ending, ...told.toSorted()].join("\n")
}
