/**
 * Finds the scenarios of a source, in a worker: the registry of heddle's own, or whatever a user's file exports.
 *
 * A user's file is never loaded in the supervising thread: it may loop for ever at its top level.
 */
import * as path from "node:path"
import { pathToFileURL } from "node:url"
import { ScenarioError } from "../sim/errors.ts"
import { isScenario, type Scenario } from "../sim/scenario.ts"
import type { Failure, ScenarioLabel, Source } from "./contract.ts"
import { moduleAt, packageFolder, type Place } from "./place.ts"

/** A source cannot be loaded; the message is for the user. */
export class LoadError extends Error {
  readonly kind: Failure["kind"] = "load"
}

/** The scenarios of a source, sorted by name for heddle's own, in order of export for a file. */
export const loadScenarios = async (place: Place, source: Source): Promise<ReadonlyArray<Scenario>> => {
  if ("own" in source) return (await ownRegistry(place)).scenarios
  const exported = await importFile(place, source.file)
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

const importFile = async (place: Place, file: string): Promise<Record<string, unknown>> => {
  try {
    return await import(pathToFileURL(file).href) as Record<string, unknown>
  } catch (error) {
    throw new LoadError(`cannot load ${file}: ${whatFailed(error, place)}`, { cause: error })
  }
}

/** The message; for a mistake of syntax with the lines that show where, else with the innermost line of the user's. */
const whatFailed = (error: unknown, place: Place): string => {
  if (!(error instanceof Error)) return String(error)
  const stack = error.stack ?? ""
  const where = stack.split("\n").find((line) => isUsers(line, place))
  if (error instanceof SyntaxError || stack.startsWith("file:")) {
    return stack.split("\n").filter((line) => !/^\s+at /.test(line)).join("\n").trim()
  }
  // A scenario that heddle refuses has a message of heddle's own, made for the user.
  const message = error instanceof ScenarioError ? error.message : `${error.name}: ${error.message}`
  return where === undefined ? message : `${message}\n${where}`
}

/** A frame in a file that is neither of a package nor of heddle, whose frames lie in `src` or, built, in `dist`. */
const isUsers = (line: string, place: Place): boolean => {
  const own = ["src/cli/", "src/sim/", "dist/"].map((folder) => path.join(packageFolder(place), folder))
  return /^\s+at .*file:\/\//.test(line) && !line.includes("/node_modules/") &&
    !own.some((folder) => line.includes(pathToFileURL(folder).href))
}
