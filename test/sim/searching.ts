/**
 * How the tests of the machine search a small program, and how they name what was found.
 *
 * Every program is searched in four ways that must agree: the optimal search, the plain one, the one that raises a
 * bound of preemptions, and the optimal one with a fiber to evaluate each step.
 */
import * as Exit from "effect/Exit"
import { assert } from "vitest"
import type { Checker } from "../../src/sim/check/checker.ts"
import { ScenarioError } from "../../src/sim/errors.ts"
import { exploreCell, type ExploreOptions } from "../../src/sim/explore/explore.ts"
import { show } from "../../src/sim/memory/show.ts"
import type { CellResult, Finding } from "../../src/sim/result.ts"
import { type Program, type Scenario, scenario } from "../../src/sim/scenario.ts"

/** The ways to search that cover every trace. */
export const ways: ReadonlyArray<ExploreOptions> = [
  { strategy: "dpor" },
  { strategy: "dfs" },
  { strategy: "preemption-bounded", preemptions: 99 },
  { strategy: "dpor", direct: false }
]

/** Searches one cell of a program once. */
export const explored = (asked: Program | Scenario, options?: ExploreOptions): CellResult => {
  const whole = typeof asked === "function" ? scenario("test", asked) : asked
  return exploreCell(whole, whole.cells[0]!, options)
}

/** Searches in every way, asserts that all of them say the same, and gives what they say. */
export const agreed = (asked: Program | Scenario): CellResult => {
  const [first, ...others] = ways.map((way) => explored(asked, way))
  for (const other of others) {
    assert.strictEqual(other.verdict, first!.verdict)
    assert.deepStrictEqual(shownIn(other), shownIn(first!))
    assert.isTrue(other.exhaustive)
  }
  return first!
}

/** The findings, without what depends on the search: the execution in which each was seen first. */
export const shownIn = ({ findings }: CellResult): ReadonlyArray<Finding> =>
  findings.map(({ minimised, ...finding }) =>
    minimised === undefined
      ? finding
      : { ...finding, minimised: { ...minimised, from: { preemptions: 0, tasks: 0, steps: 0 } } }
  )

/** The kinds of the findings, in which all ways of searching agree. */
export const kindsOf = (asked: Program | Scenario): ReadonlyArray<string> =>
  agreed(asked).findings.map(({ kind }) => kind)

/** The one finding of a program. */
export const onlyFinding = (asked: Program | Scenario): Finding => {
  const { findings } = agreed(asked)
  assert.strictEqual(findings.length, 1, findings.map(({ key }) => key).join("; "))
  return findings[0]!
}

/** The findings of one kind: exactly one is expected. */
export const findingOf = (kind: string, asked: Program | Scenario): Finding => {
  const ofKind = agreed(asked).findings.filter((finding) => finding.kind === kind)
  assert.strictEqual(ofKind.length, 1, `${kind}: ${ofKind.length}`)
  return ofKind[0]!
}

/** Which members of a reason are step numbers, and which are tasks. */
const stepKeys = new Set([
  "a",
  "b",
  "plain",
  "read",
  "write",
  "first",
  "last",
  "step",
  "call",
  "ready",
  "free",
  "access",
  "store",
  "load"
])
const taskKeys = new Set(["task", "holder", "wakers"])

/** The reasons with lines in place of step numbers, and names in place of task numbers. */
export const told = ({ because, trace }: Finding): ReadonlyArray<Record<string, unknown>> => {
  const line = (index: number) => `${trace.tasks[trace.steps[index]!.task]!.name}: ${trace.steps[index]!.text}`
  const value = (key: string, given: unknown): unknown => {
    if (Array.isArray(given)) return given.map((each) => value(key, each))
    if (typeof given === "number" && stepKeys.has(key)) return line(given)
    if (typeof given === "number" && taskKeys.has(key)) return trace.tasks[given]!.name
    return typeof given === "object" && given !== null ? readable(given) : given
  }
  const readable = (given: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, value(key, inner)]))
  return because.map(readable)
}

/** The lines of a finding's trace: task, text, and the part it has in the finding. */
export const lines = ({ trace }: Finding): ReadonlyArray<string> =>
  trace.steps.map(({ role, task, text }) => `${trace.tasks[task]!.name}: ${text}${role === "" ? "" : ` (${role})`}`)

/** Everything that main's body can return over all executions, in which all ways of searching agree. */
export const outcomes = (asked: Program | Scenario): ReadonlyArray<string> => {
  const [first, ...others] = ways.map((way) => outcomesUnder(asked, way))
  for (const other of others) assert.deepStrictEqual(other, first)
  return first!
}

const outcomesUnder = (asked: Program | Scenario, way: ExploreOptions): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const watch: Checker = {
    name: "watch",
    check({ ending, machine }) {
      const { exit } = machine.tasks[0]!
      seen.add(exit === undefined ? ending : Exit.isSuccess(exit) ? show(exit.value) : "failure")
    }
  }
  explored(asked, { ...way, checkers: [watch] })
  return [...seen].toSorted()
}

/** How many traces a program has. */
export const traces = (asked: Program | Scenario): number => explored(asked).stats.traces

/** The error that ends a search, whichever way its tasks are run; its reason must be this one. */
export const refusal = (reason: string, asked: () => Program | Scenario, options?: ExploreOptions): string => {
  const [message, other] = [true, false].map((direct) => {
    try {
      explored(asked(), { ...options, direct })
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      assert.strictEqual(error.reason, reason, error.message)
      return error.message
    }
    return assert.fail(`the search went well with direct: ${direct}`)
  })
  assert.strictEqual(other, message)
  return message!
}
