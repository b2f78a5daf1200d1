/**
 * `heddle/vitest`: a scenario as tests, one a cell, against the verdict the cell declares.
 *
 * A failing test shows the diagram and the replay token, and its stack points at the steps of the finding, so that
 * vitest prints the lines of the scenario. A cell is explored in the test's own process: a task that loops without a
 * step hangs it, which `heddle explore` would report.
 */
import { it as vitestIt } from "vitest"
import { findingText } from "../report/finding.ts"
import { withoutFolders } from "../report/relative.ts"
import { cellNotes } from "../report/verdict-table.ts"
import { cellInPrint, declaredInPrint, kindInPrint, standingOf, verdictInPrint } from "../report/wording.ts"
import { ScenarioError } from "../sim/errors.ts"
import { exploreCell, type ExploreOptions } from "../sim/explore/explore.ts"
import { replay } from "../sim/explore/replay.ts"
import { samples } from "../sim/explore/strategy-names.ts"
import type { CellResult, Finding, Frame } from "../sim/result.ts"
import type { Cell, Kind, Scenario } from "../sim/scenario.ts"

/** Exploring takes as long as it takes; vitest's five seconds are for other tests. In milliseconds. */
const timeoutMillis = 120_000

/** What `it.explore` can be told, besides what a search can. */
export interface ExploreTestOptions extends ExploreOptions {
  /** Only the cells of this design, kernel, shape. */
  readonly design?: string
  readonly kernel?: string
  readonly shape?: string
  /** Of each test, in milliseconds; 120,000 when nothing is said. */
  readonly timeout?: number
}

/** Defines the tests of a scenario. */
export interface ExploreTest {
  (scenario: Scenario, options?: ExploreTestOptions): void
}

/** `it.explore`, with vitest's modifiers. */
export interface ExploreIt extends ExploreTest {
  readonly only: ExploreTest
  readonly skip: ExploreTest
  /** Each cell is expected to be otherwise than it declares. */
  readonly fails: ExploreTest
  /** One test: the execution of a token still shows a finding that its cell declares. */
  readonly replay: (scenario: Scenario, token: string) => void
}

type Define = (name: string, run: () => void, timeout: number) => void

const explores = (define: Define): ExploreTest => {
  const explore: ExploreTest = (scenario, { design, kernel, shape, timeout, ...search } = {}) => {
    const site = callSite(explore)
    const fits = (wanted: string | undefined, name: string) => wanted === undefined || wanted === name
    const cells = scenario.cells.filter((c) => fits(design, c.design) && fits(kernel, c.kernel) && fits(shape, c.shape))
    if (cells.length === 0) throw new Error(`${scenario.name} has no cell with this design, kernel and shape`)
    for (const cell of cells) {
      const name = `${cellInPrint({ scenario: scenario.name, ...cell })}: ${declared(cell)}`
      define(name, () => expectAsDeclared(scenario, cell, search, site), timeout ?? timeoutMillis)
    }
  }
  return explore
}

/** The stack of whoever called, without its first line: where a test without a finding points. */
const callSite = (called: ExploreTest | ExploreIt["replay"]): string => {
  const site: { stack?: string } = {}
  Error.captureStackTrace(site, called)
  return (site.stack ?? "").slice((site.stack ?? "").indexOf("\n") + 1)
}

const declared = (cell: Cell): string =>
  cell.declared.length === 0 ? "verified" : cell.declared.map(kindInPrint).join(", ")

const replays = (scenario: Scenario, token: string): void => {
  const site = callSite(replays)
  vitestIt(`${scenario.name}: replay ${token}`, () => {
    const { cell, findings } = pointingAt(site, () => replay(scenario, token))
    const kinds = findings.map(({ kind }) => kind)
    if (kinds.some((kind) => cell.declared.includes(kind))) return
    const found = kinds.length === 0 ? "nothing is found" : `it shows ${kinds.map(kindInPrint).join(", ")}`
    const message = `${token} no longer shows what is declared (${declaredInPrint(cell)}): ${found} in this execution`
    throw failureOf({ scenario: scenario.name, ...cell }, findings, [message], site)
  }, timeoutMillis)
}

/** vitest's `it`, with `it.explore`. */
export const it: typeof vitestIt & { readonly explore: ExploreIt } = new Proxy(vitestIt, {
  get: (target, key, receiver) => key === "explore" ? exploreIt : Reflect.get(target, key, receiver)
}) as typeof vitestIt & { readonly explore: ExploreIt }

const exploreIt: ExploreIt = Object.assign(explores((name, run, timeout) => vitestIt(name, run, timeout)), {
  only: explores((name, run, timeout) => vitestIt.only(name, run, timeout)),
  skip: explores((name, run, timeout) => vitestIt.skip(name, run, timeout)),
  fails: explores((name, run, timeout) => vitestIt.fails(name, run, timeout)),
  replay: replays
})

const expectAsDeclared = (scenario: Scenario, cell: Cell, search: ExploreOptions, site: string): void => {
  const result = pointingAt(site, () => exploreCell(scenario, cell, search))
  const standing = standingOf(result)
  // Who asks for a bound gets one; a bound that nobody asked for must not look like a proof.
  const isBoundAsked = cell.search !== undefined || search.limits !== undefined || search.preemptions !== undefined ||
    search.delays !== undefined || samples(search.strategy)
  if (standing === "as-declared" || (standing === "bounded" && isBoundAsked)) return
  const summary = `${cellInPrint(result)} is declared ${declaredInPrint(result)} and is ${verdictInPrint(result)}`
  const notes = standing === "unexpected" ? [] : cellNotes(withoutFolders(result, [process.cwd()]))
  throw failureOf(result, undeclared(result), [summary, ...notes], site)
}

/** A scenario that cannot be run, or a token that does not fit, fails at the line of the test. */
const pointingAt = <A>(site: string, run: () => A): A => {
  try {
    return run()
  } catch (error) {
    if (error instanceof ScenarioError) throw errorAt(site, error.name, error.message)
    throw error
  }
}

const errorAt = (site: string, name: string, message: string): Error => {
  const error = new Error(message)
  error.name = name
  error.stack = `${name}: ${message}\n${site}`
  return error
}

/** Where the scenario is to be had: its file may be a test, which the command cannot run. */
const replayLine = (token: string): string => `it.explore.replay(scenario, "${token}")`

/** The findings to show: those that were not declared, else all. */
const undeclared = (result: CellResult): ReadonlyArray<Finding> => {
  const kinds: ReadonlyArray<Kind> = result.declared
  const others = result.findings.filter((finding) => !kinds.includes(finding.kind))
  return others.length > 0 ? others : result.findings
}

/**
 * An error whose stack is made of the findings' own source lines, so that the frame and the annotation are there;
 * without a finding, of the test's.
 */
const failureOf = (
  cell: Pick<CellResult, "scenario" | "design" | "kernel" | "shape">,
  findings: ReadonlyArray<Finding>,
  says: ReadonlyArray<string>,
  site: string
): Error => {
  const texts = withoutFolders(findings, [process.cwd()]).map((finding) =>
    `\n${findingText(cell, finding, { replay: replayLine })}`
  )
  const steps = findings.flatMap(({ trace }) => [...trace.steps.filter((step) => step.role !== ""), ...trace.blocked])
  const places = new Set(steps.flatMap(({ frames }) => nearest(frames) ?? []).map(stackLine))
  const name = findings[0] === undefined ? "not as declared" : kindInPrint(findings[0].kind)
  return errorAt(places.size > 0 ? [...places].join("\n") : site, name, [...says, ...texts].join("\n"))
}

/** The innermost line that is not a package's: vitest shows no others. */
const nearest = (frames: ReadonlyArray<Frame>): Frame | undefined =>
  frames.find(({ file }) => !file.includes("/node_modules/")) ?? frames[0]

const stackLine = ({ column, file, fn, line }: Frame): string => `    at ${fn} (${file}:${line}:${column})`
