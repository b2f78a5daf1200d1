/**
 * Findings as text for a changelog: plain ASCII, 72 columns, indented so that no line is taken for a trailer or a
 * comment.
 *
 * Source: Documentation/process/submitting-patches.rst, "The canonical patch format" (75 columns at most).
 */
import type { CellResult, Finding } from "../sim/result.ts"
import { type Cpus, cpusOf } from "./cpus.ts"
import { cut, printable, wrap } from "./printable.ts"
import { whyOf } from "./reasons.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { cellInPrint } from "./wording.ts"

const columns = 72

/**
 * Every finding of the report, one after the other.
 *
 * @example
 * process.stdout.write(commit(report))
 */
export const commit = ({ results }: Report): string =>
  results.flatMap((cell) => cell.findings.map((finding) => commitText(cell, finding))).join("\n---\n\n")

/** One finding: what it is, who did what, why it is one, and how to see it again. */
export const commitText = (cell: CellResult, finding: Finding): string => {
  const own = ownSteps(finding)
  const cpus = cpusOf(finding, own)
  const why = whyOf(finding, cpus.cpu)
  return [
    ...wrap(`heddle finds a schedule with this defect: ${printable(finding.title)}`, columns),
    "",
    ...(own.length === 0 ? [] : [...schedule(own, cpus), ""]),
    ...why.flatMap((text) => wrap(`- ${text}`, columns, 2)),
    ...(why.length === 0 ? [] : [""]),
    ...wrap(`Scenario: ${cellInPrint(cell)}`, columns),
    `Replay: ${replayCommand(cell, finding)}`,
    ""
  ].join("\n")
}

/** A step of the finding itself, one that waits for ever, or one that was about to be taken. */
interface Own {
  readonly task: number
  readonly fn: string
  readonly text: string
}

const ownSteps = ({ trace }: Finding): ReadonlyArray<Own> => [
  ...trace.steps.filter(({ role }) => role !== "").map(({ frames, index, task, text, value }) => ({
    task,
    fn: frames[0]?.fn ?? "",
    text: `${index}: ${text}${value === undefined ? "" : ` -> ${value}`}`
  })),
  ...trace.blocked.map(({ frames, object, op, task }) => ({
    task,
    fn: frames[0]?.fn ?? "",
    text: `${op}(${object})  <blocked>`
  })),
  ...trace.pending.filter(({ frames }) => frames.length > 0).map(({ frames: [{ fn }], object, op, task }) => ({
    task,
    fn,
    text: `${op}(${object})  <not yet>`
  }))
]

/** Lanes that fit side by side; more are written one below the other, with the task before each step. */
const lanesMax = 2
const indent = 2

/** As changelogs draw it: a column for each CPU, a function before its steps, time downwards. */
const schedule = (own: ReadonlyArray<Own>, { cpu, name, tasks }: Cpus): Array<string> => {
  const side = tasks.length <= lanesMax
  const width = side ? Math.floor((columns - indent) / tasks.length) - 1 : columns - indent
  const left = (task: number) => " ".repeat(indent + (side ? tasks.indexOf(task) * (width + 1) : 0))
  const title = (task: number) => `${cpu(task)} (${name(task)})`
  const head = side ? [tasks.map((task) => cut(title(task), width).padEnd(width + 1)).join("")] : []
  const lines: Array<string> = []
  const open = new Map<number, string>()
  let last: number | undefined
  for (const { fn, task, text } of own) {
    if (!side && task !== last) lines.push(`${left(task)}${title(task)}`)
    if (fn !== "" && (open.get(task) !== fn || (!side && task !== last))) {
      lines.push(`${left(task)}${cut(`${printable(fn)}()`, width)}`)
    }
    lines.push(...wrap(`  ${printable(text)}`, width, 4).map((line) => `${left(task)}${line}`))
    open.set(task, fn)
    last = task
  }
  return [...head.map((line) => `${" ".repeat(indent)}${line}`.trimEnd()), ...(side ? [""] : []), ...lines]
}
