/**
 * `heddle compare`: one schedule on two designs, in two columns, and why the second cannot follow.
 *
 * A step stands beside the same step of the other design; one that only one design takes stands alone. What explains
 * nothing is folded, as in a finding.
 */
import type { CellResult, Comparison, Finding, Trace, TraceStep } from "../sim/result.ts"
import { cpusOf } from "./cpus.ts"
import { type Paint, plain } from "./paint.ts"
import { cut, padEnd, printable, wrap } from "./printable.ts"
import { replayCommand } from "./replay-command.ts"
import { type Detail, keptSteps } from "./shorten.ts"
import { type Row, rowsOf, waitsAt } from "./side-by-side.ts"
import { cellInPrint, count, kindInPrint } from "./wording.ts"

/** How a comparison is printed. */
export interface ComparisonOptions {
  readonly width?: number
  readonly trace?: Detail
  readonly paint?: Paint
}

type Shown = Pick<CellResult, "scenario" | "design" | "kernel" | "shape" | "file">

/**
 * The text of a comparison, ending in a line feed.
 *
 * @param finding of the first design; an execution in which nothing was found has an empty title
 */
export const comparisonText = (
  cell: Shown,
  finding: Finding,
  comparison: Comparison,
  { paint = plain, trace = "short", width = 100 }: ComparisonOptions = {}
): string => {
  const cpu = cpusOfBoth(finding.trace, comparison.trace)
  const half = Math.floor((width - 3) / 2)
  const print = { cpu, half, paint }
  const heads = [cell, comparison].map(({ design }) => cut(printable(design), half))
  const rows = rowsOf(finding.trace, comparison)
  return [
    `${paint("strong", "COMPARE")}  ${paint("strong", cellInPrint({ ...cell, design: "" }))}`,
    ...(finding.title === "" ? [] : wrap(`  ${printable(finding.title)}`, width, 2)),
    ...wrap(`  ${cpu.legend.join(", ")}`, width, 2),
    "",
    paint("strong", `${padEnd(heads[0], half)} | ${heads[1]}`.trimEnd()),
    paint("dim", `${"-".repeat(half)}-|-${"-".repeat(half)}`),
    ...folded(rows, keptRows(rows, finding, comparison, trace)).flatMap((item) =>
      "rows" in item ? foldInPrint(item, print) : rowInPrint(item, comparison, print)
    ),
    "",
    ...outcome(finding, comparison, cpu).flatMap(([key, text]) =>
      wrap(text, width - 11, 2).map((line, i) => `  ${paint("dim", padEnd(i === 0 ? key : "", 9))}${line}`)
    ),
    "",
    `  replay   ${replayCommand(cell, finding)}`,
    `           ${replayCommand(cell, comparison)}`,
    ""
  ].join("\n")
}

/** How tasks are called on both sides: those of one name, in order, are the same. */
export interface BothCpus {
  readonly legend: ReadonlyArray<string>
  readonly ofA: (task: number) => string
  readonly ofB: (task: number) => string
}

/** CPU0 and the others as in the finding, then those that move in the other design alone. */
export const cpusOfBoth = (a: Trace, b: Trace): BothCpus => {
  const keys = (trace: Trace) =>
    trace.tasks.map(({ name }, i) => `${trace.tasks.slice(0, i).filter((task) => task.name === name).length} ${name}`)
  const [ofA, ofB] = [keys(a), keys(b)]
  const keysIn = (trace: Trace, own: ReadonlyArray<string>) => cpusOf(trace).tasks.map((task) => own[task])
  const all = [...new Set([...keysIn(a, ofA), ...keysIn(b, ofB)])]
  const cpu = (own: ReadonlyArray<string>) => (task: number) => `CPU${all.indexOf(own[task])}`
  const legend = all.map((key, i) => `CPU${i} ${printable(key.slice(key.indexOf(" ") + 1))}`)
  return { legend, ofA: cpu(ofA), ofB: cpu(ofB) }
}

/** Rows that are shown one by one. */
const keptRows = (
  rows: ReadonlyArray<Row>,
  finding: Finding,
  comparison: Comparison,
  detail: Detail
): ReadonlySet<Row> => {
  if (detail === "full") return new Set(rows)
  const kept = keptSteps(finding, "short")
  const lock = waitsAt(comparison)?.object
  const stop = rows.findIndex(({ stops }) => stops)
  return new Set(
    rows.filter((row, i) =>
      (row.a !== undefined && kept.has(row.a.index) && !row.earlier) || row.stops ||
      (row.b !== undefined && row.b.object === lock) || (stop >= 0 && Math.abs(i - stop) <= 2)
    )
  )
}

interface Fold {
  readonly rows: ReadonlyArray<Row>
}

/** Fewer rows than this are shown rather than counted. */
const foldMin = 3

/** Runs of rows of one kind that are not kept become one. */
const folded = (rows: ReadonlyArray<Row>, kept: ReadonlySet<Row>): ReadonlyArray<Row | Fold> => {
  const items: Array<Row | Fold> = []
  let run: Array<Row> = []
  const end = () => {
    if (run.length < foldMin) items.push(...run)
    else items.push({ rows: run })
    run = []
  }
  for (const row of rows) {
    if (run.length > 0 && (kept.has(row) || kindOf(row) !== kindOf(run[0]))) end()
    if (kept.has(row)) items.push(row)
    else run.push(row)
  }
  end()
  return items
}

const kindOf = ({ a, b, earlier }: Row): string => earlier ? "earlier" : a === undefined ? "b" : b ? "both" : "a"

interface Print {
  readonly cpu: BothCpus
  readonly half: number
  readonly paint: Paint
}

const foldInPrint = ({ rows }: Fold, { half, paint }: Print): ReadonlyArray<string> => {
  const text = `      ... ${count(rows.length, "step")}`
  const [{ a, b, earlier }] = rows
  const right = earlier ? "      ... done before" : b === undefined ? "" : text
  return [paint("dim", `${padEnd(a === undefined ? "" : text, half)} | ${right}`.trimEnd())]
}

const rowInPrint = (row: Row, comparison: Comparison, { cpu, half, paint }: Print): ReadonlyArray<string> => {
  const { a, b, earlier, stops } = row
  const left = a === undefined ? [] : stepLines(a, cpu.ofA(a.task), half)
  const right = stops
    ? stopLines(comparison, cpu, half)
    : b === undefined
    ? []
    : earlier
    ? [`      (done before, step ${b.index})`]
    : stepLines(b, cpu.ofB(b.task), half)
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const [one, other] = [padEnd(left[i] ?? "", half), right[i] ?? ""]
    const isFinding = a !== undefined && a.role !== ""
    return `${isFinding ? paint("bad", one) : one} | ${stops ? paint("doubt", other) : other}`.trimEnd()
  })
}

/** Mark, number and CPU before the text. */
const margin = 11

const stepLines = (step: TraceStep, cpu: string, half: number): ReadonlyArray<string> => {
  const value = step.value === undefined ? "" : ` -> ${step.value}`
  const head = `${step.role === "" ? " " : "!"}${String(step.index).padStart(3)}  ${padEnd(cpu, 5)}`
  return inColumn(head, printable(`${step.text}${value}`), half)
}

const stopLines = (comparison: Comparison, cpu: BothCpus, half: number): ReadonlyArray<string> => {
  const wait = waitsAt(comparison)
  const text = wait === undefined ? stopWords(comparison) : `${wait.op}(${wait.object})  ${heldBy(wait, cpu)}`
  return inColumn(`#     ${padEnd(wait === undefined ? "" : cpu.ofB(wait.task), 5)}`, printable(text), half)
}

const inColumn = (head: string, text: string, half: number): ReadonlyArray<string> =>
  wrap(text, half - margin, 2).map((line, i) => (i === 0 ? head : " ".repeat(margin)) + line)

const heldBy = ({ holder }: { readonly holder?: number }, cpu: BothCpus): string =>
  holder === undefined ? "waits" : `waits: held by ${cpu.ofB(holder)}`

/** Why a task does not take the step, where nothing is known of what it waits at. */
export const stopWords = ({ stopped }: Comparison): string =>
  stopped === undefined ? "" : `${stopped.task} ${stops[stopped.why]}`

const stops: { readonly [W in NonNullable<Comparison["stopped"]>["why"]]: string } = {
  ended: "has ended",
  "not-created": "is not there yet",
  waits: "waits"
}

/** What came of it, in sentences. */
export const outcome = (
  finding: Finding,
  comparison: Comparison,
  cpu: BothCpus
): ReadonlyArray<readonly [string, string]> => {
  const { design, found, stopped } = comparison
  const name = printable(design === "" ? "the other cell" : design)
  const seen = found.length === 0 ? "nothing is found" : found.map(kindInPrint).join(", ")
  if (stopped === undefined) return [["follows", `${name} follows to the end; in its whole execution: ${seen}`]]
  const wait = waitsAt(comparison)
  const step = finding.trace.steps[stopped.at]
  const why = wait === undefined
    ? printable(stopWords(comparison))
    : `${cpu.ofB(wait.task)} waits in ${printable(`${wait.op}(${wait.object})`)}` +
      (wait.holder === undefined ? "" : `, held by ${cpu.ofB(wait.holder)}`)
  return [
    ["stops", `${name} cannot follow step ${stopped.at} (${cpu.ofA(step.task)}): ${why}`],
    ["then", `it goes on by itself, to the end: ${seen}`]
  ]
}
