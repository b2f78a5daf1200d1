/**
 * What a `verified` rests on: how much was run, on what memory, and what was reached; for a reader who has to judge it.
 */
import type { CellResult } from "../sim/result.ts"
import { printable, wrap } from "./printable.ts"
import type { Report } from "./schema.ts"
import { cellInPrint, count } from "./wording.ts"

/**
 * A few lines for each verified cell; nothing where there is none.
 *
 * @example
 * process.stdout.write(coverageText(report, 100))
 */
export const coverageText = ({ options, results }: Report, width: number): string =>
  results.filter(({ verdict }) => verdict === "verified").map((result) => {
    const lines = coverageOf(result, options).flatMap((line) => wrap(line, width - 6, 2))
    return `\n  verified: ${cellInPrint(result)}\n${lines.map((line) => `      ${line}\n`).join("")}`
  }).join("")

/** What the verdict of a verified cell covers, a sentence each. */
export const coverageOf = (result: CellResult, { strategy }: Report["options"]): ReadonlyArray<string> => {
  const { executions, redundant, stepsLongest, tasks, traces } = result.stats
  const [one, many] = equivalence[strategy] ?? ["execution", "executions"]
  return [
    `every ${one} was run: ${count(traces, one, many)} in ${count(executions, "execution")}, ${redundant} redundant`,
    "every value of every choice that a task came to was taken; no bound was hit",
    `at most ${count(stepsLongest, "step")} an execution and ${
      count(tasks, "task")
    }, the start of main and main included`,
    "memory: sequentially consistent",
    ...(result.assumptions.length === 0 ? [] : [`assumed: ${printable(result.assumptions.join("; "))}`]),
    result.reached.length + result.unreached.length === 0
      ? "the scenario names no place that must be reached (reaches)"
      : `reached: ${printable(result.reached.join(", ")) || "no place"}` +
        (result.unreached.length === 0 ? "" : `; never reached: ${printable(result.unreached.join(", "))}`),
    ...(result.never === undefined ? [] : neverHappened(result.never))
  ]
}

/** What a strategy runs one execution of each. */
const equivalence: { readonly [strategy: string]: readonly [one: string, many: string] } = {
  dpor: ["trace", "traces"],
  "reads-from": ["reads-from class", "reads-from classes"]
}

/** What no execution came to: where nobody writes, nobody is seen writing. */
const neverHappened = ({ ran, updated }: NonNullable<CellResult["never"]>): ReadonlyArray<string> => [
  ran.length === 0 ? "every task, work item and timer ran" : `never ran: ${printable(ran.join(", "))}`,
  ...(updated.length === 0 ? [] : [`read, and written by no task: ${printable(updated.join(", "))}`])
]
