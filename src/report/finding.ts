/**
 * One finding in full: what it is, the diagram, why it is one, where in the source, and how to run it again.
 *
 * The order is that of the reader's questions. The replay line stands alone so that it can be copied.
 */
import type { CellResult, Finding, Waiting } from "../sim/result.ts"
import { diagram } from "./columns.ts"
import { type Lanes, lanesOf } from "./lanes.ts"
import { type Paint, plain } from "./paint.ts"
import { padEnd, printable, widthOf, wrap } from "./printable.ts"
import { sentences, waitsFor } from "./reasons.ts"
import { remedySentences } from "./remedies.ts"
import { replayCommand } from "./replay-command.ts"
import { type Detail, keptSteps } from "./shorten.ts"
import { cellInPrint, grouped, kindInPrint, percentOf, sizeInPrint } from "./wording.ts"

/** How findings are printed. */
export interface FindingOptions {
  /** Cells of a terminal; 100 when nothing is said. */
  readonly width?: number
  /** `short` folds what does not explain the finding, `full` prints every step. */
  readonly trace?: Detail
  readonly paint?: Paint
  /** How the reader runs an execution again; the command when nothing is said. */
  readonly replay?: (token: string) => string
}

/** What is told of the cell. */
type Shown =
  & Pick<CellResult, "scenario" | "design" | "kernel" | "shape" | "file">
  & Partial<Pick<CellResult, "findings">>

/**
 * The text of one finding, ending in a line feed.
 *
 * @example
 * for (const finding of result.findings) process.stdout.write(findingText(result, finding))
 */
export const findingText = (
  cell: Shown,
  finding: Finding,
  options: FindingOptions = {}
): string => {
  const { width = 100, trace = "short", paint = plain } = options
  const lanes = lanesOf(finding, keptSteps(finding, trace))
  const title = printable(finding.title)
  return [
    ...heading(cell, finding, width, paint),
    ...(title === "" ? [] : wrap(`  ${title}`, width, 2)),
    ...wrap(`  ${sizeInPrint(finding)}`, width, 2),
    "",
    ...block(lanes.lines.length === 0 ? [] : diagram(lanes, width, paint)),
    ...block(explanation(cell, finding, lanes, options)),
    replayLine(cell, finding, options),
    ""
  ].join("\n")
}

/** `DATA RACE  races/lost-update [plain]`; the cell may take several lines. */
const heading = (cell: Shown, { kind }: Finding, width: number, paint: Paint): ReadonlyArray<string> => {
  const says = kindInPrint(kind)
  const [first, ...more] = wrap(`${says}  ${cellInPrint(cell)}`, width, 2)
  return [
    `${paint("bad", says)}${paint("strong", first.slice(says.length))}`,
    ...more.map((line) => paint("strong", line))
  ]
}

/** Lines and a blank one after them, or nothing: a body that throws before its first step has no diagram. */
const block = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.length === 0 ? [] : [...lines, ""]

/**
 * What a finding looks like, for one shown before to stand for it: its title and its own steps with their lines. The
 * key is coarser: races of the same functions on two variables share it, and their diagrams show different things.
 */
export const looksOf = ({ kind, title, trace }: Finding): string => {
  const own = [...trace.steps.filter((step) => step.role !== ""), ...trace.blocked]
  return JSON.stringify([
    kind,
    title,
    own.map(({ frames, object, op }) => [op, object, frames[0]?.file, frames[0]?.line])
  ])
}

/**
 * A finding that was already shown in full for another cell, with the same looks: what it is, and how to see it.
 *
 * @param before the other cell, as printed
 */
export const likeText = (
  cell: Shown,
  finding: Finding,
  before: string,
  options: FindingOptions = {}
): string => {
  const { paint = plain, width = 100 } = options
  return [
    ...heading(cell, finding, width, paint),
    ...wrap(`  ${printable(finding.title)}: as in ${before} above`, width, 2),
    // Another design, another fix.
    ...section("fixed by", fixes(cell, finding), width, paint),
    replayLine(cell, finding, options),
    ""
  ].join("\n")
}

const replayLine = (cell: Shown, finding: Finding, options: FindingOptions): string =>
  `  replay   ${again(cell, finding, options)}`

const again = (cell: Shown, of: Pick<Finding, "token">, { replay }: FindingOptions): string =>
  replay?.(of.token) ?? replayCommand(cell, of)

const explanation = (cell: Shown, finding: Finding, lanes: Lanes, options: FindingOptions): Array<string> => {
  const { cpu } = lanes
  const { paint = plain, width = 100 } = options
  // Waits have a section of their own; what the title says already is not said twice.
  const reasons = finding.because.filter((reason) =>
    reason.tag === "says" ? !finding.title.endsWith(reason.message) : reason.tag !== "waits"
  )
  const because = reasons.flatMap((reason) => sentences(reason, finding, cpu))
  return [
    ...section("because", because, width, paint),
    ...section("waits", waitsFor(finding, cpu), width, paint),
    ...section("lost", lost(cell, finding, options), width, paint),
    ...section("fixed by", fixes(cell, finding), width, paint),
    ...section("where", where(finding, lanes), width, paint)
  ]
}

/** What would fix it; findings of one cell often have one remedy, which is told once. */
const fixes = ({ findings = [] }: Shown, finding: Finding): ReadonlyArray<string> => {
  const textOf = ({ remedies }: Finding) => remedies === undefined ? [] : remedySentences(remedies)
  const own = textOf(finding)
  if (own.length === 0) return []
  const told = findings.slice(0, Math.max(0, findings.indexOf(finding)))
  const before = told.find((other) => textOf(other).join("\n") === own.join("\n"))
  return before === undefined ? own : [`the same as the ${kindInPrint(before.kind)} above`]
}

/** When it was lost, and the execution that was not. */
const lost = (cell: Shown, finding: Finding, options: FindingOptions): Array<string> => {
  const { noReturn, passing, shares } = finding
  if (shares === undefined) return []
  const { failing, step, total } = shares.at[0]!
  const of = shares.exhaustive ? "" : `, of at least ${shares.samples} sampled`
  const settled = shares.at.find((one) => one.failing === one.total)?.step
  const share = failing === total
    ? `every schedule that begins with step ${step} shows this (${grouped(total)}${of})`
    : `${failing} of ${grouped(total)} schedules that begin with step ${step} show this${of}`
  const end = noReturn === undefined ? "all that were sampled do" : "the point of no return, all do"
  return [
    settled === undefined || settled === step ? share : `${share}; after step ${settled}, ${end}`,
    ...byStep(finding),
    ...passing === undefined ? [] : [`nearest without it: ${parting(passing)}:`, again(cell, passing, options)]
  ]
}

/** The share for each step of the diagram at which it is another; two are told already. */
const byStep = (finding: Finding): Array<string> => {
  const kept = keptSteps(finding, "short")
  const shares = (finding.shares?.at ?? []).filter(({ step }) => kept.has(step))
    .map((share) => ({ step: share.step, text: percentOf(share).replace(" %", "") }))
  const changes = shares.filter(({ text }, i) => text !== shares[i - 1]?.text)
  return changes.length < 3
    ? []
    : [`in percent: after step ${changes.map(({ step, text }) => `${step}: ${text}`).join(", ")}`]
}

/** The one decision in which the nearest execution without the finding is another. */
const parting = ({ at, instead, task }: NonNullable<Finding["passing"]>): string => {
  if (task === "") return "the same to its end"
  if (task === instead) return `at step ${at} ${printable(task)} draws another value`
  return `at step ${at} ${printable(task)} moves${instead === undefined ? "" : `, and not ${printable(instead)}`}`
}

/** A list of sentences under one key: `  because  ...`. */
const section = (key: string, texts: ReadonlyArray<string>, width: number, paint: Paint): Array<string> =>
  texts.flatMap((text, i) =>
    wrap(text, width - 11, 2).map((line, j) => `  ${i + j === 0 ? paint("dim", padEnd(key, 9)) : " ".repeat(9)}${line}`)
  )

/** The source line of every step of the finding, with the part it plays. */
const where = (finding: Finding, { cpu }: Lanes): Array<string> => {
  const steps = finding.trace.steps.filter((step) => step.role !== "")
  const numbers = steps.map(({ index }) => `step ${index}`)
  const width = Math.max(8, ...numbers.map(widthOf))
  const line = (number: string, { frames, task }: Waiting, part: string): Array<string> => {
    const [inner] = frames
    if (inner === undefined) return []
    const place = printable(`${inner.file}:${inner.line}`)
    const fn = inner.fn === "" ? "" : `  ${printable(inner.fn)}()`
    return [`${padEnd(number, width)} ${cpu(task)}  ${place}${fn}${part}`]
  }
  return [
    ...steps.flatMap((step, i) => line(numbers[i], step, `, ${printable(step.role.replaceAll("-", " "))}`)),
    ...finding.trace.blocked.flatMap((waiting) => line("blocked", waiting, ""))
  ]
}
