/**
 * Finds the scenarios of a source, in a worker: the registry of heddle's own, or whatever a user's file exports.
 *
 * A user's file is never loaded in the supervising thread: it may loop for ever at its top level.
 */
import { pathToFileURL } from "node:url"
import { isScenario, type Scenario } from "../sim/scenario.ts"
import type { Failure, ScenarioLabel, Source } from "./contract.ts"
import { moduleAt, type Place } from "./place.ts"

/** A source cannot be loaded; the message is for the user. */
export class LoadError extends Error {
  readonly kind: Failure["kind"] = "load"
}

/** The scenarios of a source, sorted by name for heddle's own, in order of export for a file. */
export const loadScenarios = async (place: Place, source: Source): Promise<ReadonlyArray<Scenario>> => {
  if ("own" in source) return (await ownRegistry(place)).scenarios
  const exported = await importFile(source.file)
  const values = Object.entries(exported).flatMap(([, value]) =>
    Array.isArray(value) ? value as Array<unknown> : [value]
  )
  const scenarios = [...new Set(values.filter(isScenario))]
  if (scenarios.length === 0) {
    throw new LoadError(`${source.file} exports no scenario: write \`export default scenario("area/name", ...)\``)
  }
  const twice = scenarios.find((a, i) => scenarios.some((b, j) => j < i && a.name === b.name))
  if (twice !== undefined) throw new LoadError(`${source.file} has two scenarios with the name ${twice.name}`)
  return scenarios
}

/** What of a scenario can be told to another thread. */
export const labelOf = (scenario: Scenario): ScenarioLabel => ({
  name: scenario.name,
  question: scenario.question,
  cells: scenario.cells.map(({ layer: _layer, ...label }) => label)
})

/** heddle's own scenarios. */
export const ownRegistry = async (place: Place): Promise<typeof import("../scenarios/index.ts")> =>
  import(moduleAt(place, "scenarios/index"))

const importFile = async (file: string): Promise<Record<string, unknown>> => {
  try {
    return await import(pathToFileURL(file).href) as Record<string, unknown>
  } catch (error) {
    throw new LoadError(`cannot load ${file}: ${whatFailed(error)}`, { cause: error })
  }
}

/** The message; for a mistake of syntax with the lines that show where, else with the innermost line of the user's. */
const whatFailed = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? ""
  const where = stack.split("\n").find((line) => /^\s+at .*file:\/\//.test(line) && !line.includes("/node_modules/"))
  if (error instanceof SyntaxError || stack.startsWith("file:")) {
    return stack.split("\n").filter((line) => !/^\s+at /.test(line)).join("\n").trim()
  }
  return where === undefined ? `${error.name}: ${error.message}` : `${error.name}: ${error.message}\n${where}`
}
