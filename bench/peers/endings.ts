/**
 * Do SPIN and heddle give the same answer? Both name every state in which a program can end.
 *
 * An ending is what the program's variables hold when nobody can go on: every word of memory, what the
 * readers read, and which forks are taken, which tells the philosophers' deadlock from their end. SPIN
 * says it from its reduced state graph, heddle from one execution of each trace; any trace that either
 * of them left out shows as soon as it ends otherwise. Sizes are small: SPIN's states multiply with tasks.
 */
import * as Context from "effect/Context"
import * as litmus from "../../src/scenarios/litmus/published.ts"
import { OptimalDpor } from "../../src/sim/explore/dpor.ts"
import { defaults } from "../../src/sim/limits.ts"
import { Machine } from "../../src/sim/machine.ts"

/** A program, by the name of its model, and a size that SPIN finishes at once. */
export interface Asked {
  readonly model: string
  readonly size: number
}

const { casrot, filesystem, indexer, lastzero, philosophers, readers, writers } = litmus
const programs: Record<string, (n: number) => () => Generator<any, any, any>> = {
  readers,
  indexer,
  filesystem,
  lastzero,
  lastwrite: writers,
  casrot,
  philosophers
}

/** What is compared. The tasks of indexer and filesystem meet only above 11 and 13, where SPIN does not end. */
export const asked: ReadonlyArray<Asked> = [
  { model: "readers", size: 4 },
  { model: "indexer", size: 2 },
  { model: "filesystem", size: 2 },
  { model: "lastzero", size: 4 },
  { model: "lastwrite", size: 4 },
  { model: "casrot", size: 5 },
  { model: "philosophers", size: 3 }
]

/** The endings of a program by optimal DPOR, sorted. */
export const heddleEndings = ({ model, size }: Asked): ReadonlyArray<string> => {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  const strategy = new OptimalDpor()
  const body = programs[model]!(size)
  const endings = new Set<string>()
  while (strategy.next()) {
    const ending = machine.run(body, strategy)
    strategy.done(machine, ending)
    endings.add(words(machine, model).join(" "))
  }
  return [...endings].toSorted()
}

/** What the model prints at an ending, in the same order. */
const words = (machine: Machine, model: string): ReadonlyArray<number> => {
  const states = (...prefixes: ReadonlyArray<string>) =>
    prefixes.flatMap((prefix) =>
      machine.objects.filter(({ name }) => name.startsWith(prefix)).map(({ state }) => state)
    )
  if (model === "readers") return read(machine)
  if (model === "philosophers") return states("fork").map((holder) => Number(holder !== null))
  return states("x", "array", "table", "inode[", "busy").map(Number)
}

/** What each reader read, in the order of their making. */
const read = (machine: Machine): ReadonlyArray<number> => {
  const records = machine.log.records.slice(0, machine.log.count)
  return machine.tasks.filter(({ name }) => name.startsWith("reader")).map((task) =>
    Number(records.find((record) => record.task === task && record.step.operation.name === "load")?.result)
  )
}
