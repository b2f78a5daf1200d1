/**
 * A worker thread: loads scenarios, explores cells, replays tokens, one request at a time.
 *
 * It is expendable. A scenario may loop for ever, exhaust memory or end the process; the supervisor then starts another
 * worker. What it sends is plain data in which no path of this machine is left.
 */
import * as path from "node:path"
import { parentPort, workerData } from "node:worker_threads"
import { withoutFolders } from "../report/relative.ts"
import { ScenarioError } from "../sim/errors.ts"
import { positionAfter } from "../sim/explain/position.ts"
import { exploreShare } from "../sim/explore/campaign.ts"
import { Continuations } from "../sim/explore/continuations.ts"
import { conclude, exploreCell, type ExploreOptions } from "../sim/explore/explore.ts"
import { prepare, type Prepared } from "../sim/explore/prepare.ts"
import { fit, follow, programFor } from "../sim/explore/replay.ts"
import { search } from "../sim/explore/search.ts"
import type { CellResult } from "../sim/result.ts"
import type { Cell, Scenario } from "../sim/scenario.ts"
import type {
  Failure,
  OrdersRequest,
  Ready,
  Reply,
  Request,
  SearchOptions,
  SimulateRequest,
  Source,
  WorkerStart
} from "./contract.ts"
import { Heartbeat } from "./heartbeat.ts"
import { labelOf, LoadError, loadScenarios } from "./load.ts"
import { packageFolder, placeOf } from "./place.ts"
import { resolveOwnCopies } from "./resolve.ts"

const start = workerData as WorkerStart
const place = placeOf(import.meta.url, 1)
const heartbeat = new Heartbeat(start.shared)
const loaded = new Map<string, Promise<ReadonlyArray<Scenario>>>()

// While modules load, nobody asks whether to stop; the thread is alive as long as this runs.
setInterval(heartbeat.shouldStop, 100).unref()
process.setSourceMapsEnabled(true)
// What a scenario left behind (a promise, a timer) fails between two searches: it says nothing of either.
process.once("unhandledRejection", (error) => tellOfLeftover(error)).on("unhandledRejection", () => undefined)
process.once("uncaughtException", (error) => tellOfLeftover(error)).on("uncaughtException", () => undefined)
resolveOwnCopies(place, start.watched ? (found) => parentPort?.postMessage(found) : undefined)
parentPort?.on("message", (request: Request) => {
  const send = (reply: Reply) => parentPort?.postMessage(withoutFolders(reply, foldersOf(request.source)))
  answer(request).then(send).catch((error: unknown) => send({ type: "failed", error: failureOf(error) }))
})
parentPort?.postMessage({ type: "ready" } satisfies Ready)

const tellOfLeftover = (error: unknown): void => {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  process.stderr.write(`heddle: a scenario left something behind that failed later: ${message}\n`)
}

const answer = async (request: Request): Promise<Reply> => {
  try {
    const scenarios = await scenariosOf(request.source)
    switch (request.type) {
      case "load":
        return { type: "loaded", scenarios: scenarios.map(labelOf) }
      case "explore":
        return exploreOne(scenarios[request.scenario], request)
      case "conclude":
        return { type: "explored", result: concludeOne(scenarios[request.scenario], request) }
      case "replay":
        return replayOne(await tokenScenarios(request.source, scenarios), request.token)
      case "position":
        return standOne(await tokenScenarios(request.source, scenarios), request)
      case "fit":
        return { type: "fitted", fit: fit(prepare(...cellOf(scenarios, request)), request.token) }
      case "continue":
        return { type: "explored", result: goOn(scenarios, request) }
      case "compare":
        return { type: "compared", comparisons: await compare(scenarios[request.scenario], request) }
      case "orders":
        return { type: "ordered", answer: await order(request) }
      case "simulate":
        return { type: "simulated", simulations: await simulate(scenarios[request.scenario], request) }
    }
  } catch (error) {
    return { type: "failed", error: failureOf(error) }
  }
}

const scenariosOf = (source: Source): Promise<ReadonlyArray<Scenario>> => {
  const key = "own" in source ? "" : source.file
  const known = loaded.get(key)
  if (known !== undefined) return known
  const load = () => loadScenarios(place, source)
  const loading = "own" in source ? heartbeat.loadsOwn(load) : load()
  loaded.set(key, loading)
  return loading
}

const exploreOne = (scenario: Scenario, request: Extract<Request, { readonly type: "explore" }>): Reply => {
  const { cell, share, spentMillis = 0 } = request
  const options = { ...watched(request.options), spentMillis }
  if (share === undefined) return { type: "explored", result: exploreCell(scenario, scenario.cells[cell], options) }
  const program = prepared(scenario, cell, options)
  const outcome = exploreShare(program, share, options)
  return { type: "shared", outcome, result: outcome.isAll ? conclude(program, outcome.tally, options) : undefined }
}

const concludeOne = (scenario: Scenario, request: Extract<Request, { readonly type: "conclude" }>): CellResult => {
  const options = watched(request.options)
  return conclude(prepared(scenario, request.cell, options), request.tally, options)
}

const watched = (options: SearchOptions): ExploreOptions => ({
  ...options,
  now: () => performance.now(),
  shouldStop: heartbeat.shouldStop,
  onProgress: heartbeat.report,
  onExecution: heartbeat.explain
})

/** The cell of the last request, as it was prepared: what is asked next is often of the same. */
let last: { readonly program: Prepared; readonly scenario: Scenario; readonly cell: number } | undefined

const prepared = (scenario: Scenario, cell: number, options: ExploreOptions): Prepared => {
  if (last?.scenario === scenario && last.cell === cell) return last.program
  last = { program: prepare(scenario, scenario.cells[cell], options), scenario, cell }
  return last.program
}

/** What another cell does. Its code is loaded when it is asked for. */
const compare = async (scenario: Scenario, request: Extract<Request, { readonly type: "compare" }>) => {
  const { against } = await heartbeat.loadsOwn(() => import("../sim/explain/compare.ts"))
  const [one, other] = [request.cell, request.other].map((cell) => prepare(scenario, scenario.cells[cell]))
  const comparing = against(other)
  return request.executions.map(({ lines, token }) => comparing(one, token, lines))
}

/** Every order of a question. Their code is loaded when it is asked for. */
const order = async ({ explained, question }: OrdersRequest) => {
  const { answer: ask } = await heartbeat.loadsOwn(() => import("../scenarios/orders/answer.ts"))
  return ask(question, { explained, shouldStop: heartbeat.shouldStop, onProgress: heartbeat.report })
}

/** All that a token may be of: the questions of `heddle orders` are scenarios too, which are not listed. */
const tokenScenarios = async (source: Source, scenarios: ReadonlyArray<Scenario>) =>
  "own" in source
    ? [...scenarios, ...(await heartbeat.loadsOwn(() => import("../scenarios/orders/questions.ts"))).scenarios]
    : scenarios

/** Timed runs of a cell. Their code is loaded when it is asked for. */
const simulate = async (scenario: Scenario, request: SimulateRequest) => {
  const { simulateAll } = await heartbeat.loadsOwn(() => import("../sim/time/simulate-all.ts"))
  const { arrivals, cell, options, sensitivity, timing } = request
  const onRun = (runs: number) => heartbeat.report({ executions: runs, steps: runs, depth: 0 })
  const watch = { shouldStop: heartbeat.shouldStop, onRun }
  return simulateAll(scenario, scenario.cells[cell], { ...options, ...watch, arrivals, sensitivity, timing })
}

const replayOne = (scenarios: ReadonlyArray<Scenario>, token: string): Reply => {
  const program = programOfToken(scenarios, token)
  if (program === undefined) return { type: "unknown-token" }
  const { cell: { layer: _layer, ...cell }, ...shown } = follow(program, token)
  return { type: "replayed", ...shown, cell }
}

/** Whoever looks through them all is alive as long as that takes. */
const programOfToken = (scenarios: ReadonlyArray<Scenario>, token: string): Prepared | undefined => {
  for (const scenario of scenarios) {
    const program = programFor(scenario, token, heartbeat.shouldStop)
    if (program !== undefined) return program
  }
  return undefined
}

/** The program of the last position asked for: what is asked next is of the same. */
let stood: { readonly token: string; readonly program: Prepared } | undefined

const standOne = (
  scenarios: ReadonlyArray<Scenario>,
  { moves, token }: Extract<Request, { readonly type: "position" }>
): Reply => {
  if (stood?.token !== token) {
    const found = programOfToken(scenarios, token)
    if (found === undefined) return { type: "unknown-token" }
    stood = { token, program: found }
  }
  const { program } = stood
  const { layer: _layer, ...cell } = program.cell
  const position = positionAfter(program, moves ?? fit(program, token).moves)
  return { type: "position", scenario: program.scenario.name, cell, position }
}

const goOn = (
  scenarios: ReadonlyArray<Scenario>,
  request: Extract<Request, { readonly type: "continue" }>
): CellResult => {
  const options = watched(request.options)
  const program = prepare(...cellOf(scenarios, request), options)
  const strategy = new Continuations(request.moves)
  return conclude(program, search(program, strategy, options), options, strategy)
}

const cellOf = (
  scenarios: ReadonlyArray<Scenario>,
  { cell, scenario }: { readonly scenario: number; readonly cell: number }
): [Scenario, Cell] => [scenarios[scenario], scenarios[scenario].cells[cell]]

const failureOf = (error: unknown): Failure => {
  if (error instanceof LoadError) return { kind: error.kind, message: error.message }
  if (error instanceof ScenarioError) return { kind: error.reason, message: error.message }
  const message = error instanceof Error ? error.stack ?? error.message : String(error)
  return { kind: "internal", message: `[heddle internal] ${message}` }
}

/** Below these, paths are printed relative: heddle's package, the current folder, the folder of the user's file. */
const foldersOf = (source: Source): ReadonlyArray<string> => {
  const folders = [packageFolder(place), start.folder, ...("file" in source ? [path.dirname(source.file)] : [])]
  return folders.map((folder) => folder.replaceAll(path.sep, "/"))
}
