/**
 * The verdict table: one row a cell, grouped by scenario, about 100 columns wide, and one line that sums up.
 *
 * What is the same in every row (one kernel, one provenance) is said once above the table. Whatever qualifies a
 * verdict stands under its row: the bound, the declared kind that did not appear, the assumptions, what a verified
 * cell rests on.
 */
import type { CellResult, Loop } from "../sim/result.ts"
import { type Paint, plain, type Role } from "./paint.ts"
import { cut, printable, printableLines, widthOf, wrap } from "./printable.ts"
import type { Report } from "./schema.ts"
import { type TableCell, tableLines } from "./table.ts"
import {
  boundsInPrint,
  count,
  declaredInPrint,
  grouped,
  kindInPrint,
  type Standing,
  standingOf,
  verdictInPrint
} from "./wording.ts"

/** Notes are wrapped here, or where a narrower terminal ends; rows are folded where they are wider than they may be. */
const widthMax = 100

/** A longer name is cut here, so that one name does not push every verdict off the screen; findings show it whole. */
const nameWidthMax = 48

/** A longer verdict goes into a note, so that one bound does not widen every row. */
const verdictWidthMax = 28

/**
 * The table, with its heading and its summary, ending in a line feed.
 *
 * @example
 * process.stdout.write(verdictTable(report))
 */
export const verdictTable = (
  report: Report,
  paint: Paint = plain,
  width: number = widthMax,
  rowWidth: number = Number.POSITIVE_INFINITY
): string => {
  const columns = columnsOf(report)
  const shown = columns.filter((column) => column.shared === undefined)
  const [head, ...rows] = tableLines([
    shown.map(({ right, title }) => ({ text: title, right, role: "dim" as const })),
    ...report.results.map((result) => shown.map((column) => cellOf(column, result)))
  ], {
    width: rowWidth,
    fold: shown.findIndex(({ title }) => title === "verdict"),
    indent: 2,
    paint
  })
  const lines = [heading(report, columns, rowWidth, paint), "", ...head!]
  let scenario: string | undefined
  for (const [i, result] of report.results.entries()) {
    if (result.scenario !== scenario && isLabelled(result)) {
      lines.push(`  ${paint("strong", cut(printable(result.scenario), Math.min(width, widthMax) - 2))}`)
    }
    scenario = result.scenario
    lines.push(...rows[i]!, ...cellNotes(result, paint, width))
  }
  return [...lines, "", summaryLine(report, paint, rowWidth), ""].join("\n")
}

/** `5 as declared · 1 UNEXPECTED · 1 bounded (not a proof)`. */
export const summaryLine = (report: Report, paint: Paint = plain, width: number = Number.POSITIVE_INFINITY): string => {
  const standings = report.results.map(standingOf)
  const of = (standing: Standing) => standings.filter((s) => s === standing).length
  const parts: ReadonlyArray<readonly [Standing, string]> = [
    ["as-declared", `${of("as-declared")} as declared`],
    ["unexpected", `${of("unexpected")} UNEXPECTED`],
    ["vacuous", `${of("vacuous")} VACUOUS`],
    ["bounded", `${of("bounded")} bounded (not a proof)`],
    ["error", count(of("error"), "error")]
  ]
  const shown = parts.filter(([standing]) => of(standing) > 0).map(([standing, text]) =>
    [standingRole[standing], text] as const
  )
  return dotted(shown.length === 0 ? [[undefined, "nothing explored"]] : shown, 2, width, paint)
}

/** Parts with dots between them, in as many lines as they need. */
const dotted = (
  parts: ReadonlyArray<readonly [Role | undefined, string]>,
  margin: number,
  width: number,
  paint: Paint
): string => {
  let [text, used] = [" ".repeat(margin), margin]
  parts.forEach(([role, part], i) => {
    if (i > 0 && used + 5 + widthOf(part) > width) {
      text += ` ·\n${" ".repeat(margin + 2)}`
      used = margin + 2
    } else if (i > 0) {
      text += " · "
      used += 3
    }
    text += role === undefined ? part : paint(role, part)
    used += widthOf(part)
  })
  return text
}

interface Column {
  readonly title: string
  readonly text: (result: CellResult) => string
  readonly role?: (result: CellResult) => Role
  readonly right?: boolean
  /** The value every row has: said above the table instead. */
  readonly shared: string | undefined
}

type Draft = Omit<Column, "shared"> & { readonly liftable?: boolean }

/** What the strategies that run each of something once count. */
const countedBy: { readonly [strategy: string]: "traces" | "classes" | undefined } = {
  dpor: "traces",
  "reads-from": "classes"
}

const drafts = (report: Report): Array<Draft> => {
  const counted = countedBy[report.options.strategy] ?? "executions"
  return [
    { title: report.results.some(isLabelled) ? "scenario, design" : "scenario", text: label },
    { title: "kernel", text: (r) => name(r.kernel), liftable: true },
    { title: "shape", text: (r) => name(r.shape), liftable: true },
    { title: "provenance", text: (r) => isLabelled(r) ? r.provenance : "", liftable: true },
    { title: "verdict", text: shortVerdict, role: verdictRole },
    {
      title: counted,
      // A cell with a strategy of its own has executions of that and no traces: its bound says how many.
      text: ({ error, stats, strategy }) =>
        error !== undefined || strategy !== undefined
          ? "-"
          : grouped(counted === "executions" ? stats.executions : stats.traces),
      right: true
    },
    { title: "declared", text: (r) => standingInPrint[standingOf(r)], role: (r) => standingRole[standingOf(r)] }
  ]
}

const columnsOf = (report: Report): Array<Column> =>
  drafts(report).map((draft) => {
    const texts = report.results.map(draft.text)
    const same = texts.every((text) => text === texts[0]) && (texts.length > 1 || texts[0] === "")
    return Object.assign(draft, {
      shared: draft.liftable === true && same ? texts[0] ?? "" : undefined
    })
  })

/** `heddle 0.1.0 · 7 cells of 3 scenarios · dpor · seed 1 · kernel netnext-2021-10`. */
const heading = (
  { tool, options, results }: Report,
  columns: ReadonlyArray<Column>,
  width: number,
  paint: Paint
): string => {
  const scenarios = new Set(results.map((result) => result.scenario)).size
  const shared = columns.filter((column) => column.shared !== undefined && column.shared !== "")
  const seed = `seed ${options.seed}`
  const preemptions = options.preemptions === null ? "" : `, at most ${count(options.preemptions, "preemption")}`
  const parts = [
    `${count(results.length, "cell")} of ${count(scenarios, "scenario")}`,
    `${options.strategy}${preemptions}`,
    ...(results.some(({ bounds }) => bounds.includes(seed)) ? [seed] : []),
    ...shared.map((column) =>
      column.title === "provenance" ? `all ${column.shared}` : `${column.title} ${column.shared}`
    )
  ]
  return dotted(
    [["strong", `heddle ${tool.version}`], ...parts.map((part) => [undefined, part] as const)],
    0,
    width,
    paint
  )
}

const cellOf = ({ right, role, text }: Column, result: CellResult): TableCell => ({
  text: text(result),
  right,
  role: role?.(result)
})

/** A cell among several of its scenario; else the scenario's name alone says which it is. */
const isLabelled = (r: CellResult): boolean => r.design !== "" || r.kernel !== "" || r.shape !== ""

const label = (r: CellResult): string => isLabelled(r) ? `  ${name(r.design)}` : name(r.scenario)

const name = (text: string): string => cut(printable(text), nameWidthMax)

const shortVerdict = (result: CellResult): string => {
  const verdict = verdictInPrint(result)
  return verdict.length <= verdictWidthMax ? verdict : verdict.replace(/ \(.*$/, "")
}

const verdictRole = (result: CellResult): Role => {
  if (result.error !== undefined) return "bad"
  if (result.verdict === "verified") return "good"
  return result.verdict === "no-finding" ? "doubt" : "strong"
}

const standingInPrint: Record<Standing, string> = {
  "as-declared": "as declared",
  bounded: "bounded",
  unexpected: "UNEXPECTED",
  vacuous: "VACUOUS",
  error: "ERROR"
}

const standingRole: Record<Standing, Role> = {
  "as-declared": "good",
  bounded: "doubt",
  unexpected: "bad",
  vacuous: "bad",
  error: "bad"
}

/** What qualifies a cell's verdict, each on lines of its own. */
export const cellNotes = (result: CellResult, paint: Paint = plain, width: number = widthMax): Array<string> => {
  const standing = standingOf(result)
  const found = new Set(result.findings.map((finding) => finding.kind))
  const others = [...found].filter((kind) => kind !== result.verdict)
  const bound = result.verdict === "no-finding" ? verdictInPrint(result).length > verdictWidthMax : !result.exhaustive
  const texts: Array<[Role, string]> = []
  if (result.error !== undefined) {
    const [first, ...rest] = printableLines(result.error.message)
    texts.push(
      ["bad", `${printable(result.error.kind)}: ${first}`],
      ...rest.map((line): [Role, string] => ["bad", line])
    )
  } else {
    if (standing === "unexpected") texts.push(["bad", unexpected(result)])
    if (result.verdict === "verified" && result.protections?.length === 0) texts.push(["bad", unprotected])
    if (result.unreached.length > 0) texts.push(["bad", `never reached: ${printable(result.unreached.join(", "))}`])
    if (others.length > 0) texts.push(["dim", `also found: ${others.map(kindInPrint).join(", ")}`])
    if (bound) texts.push(["doubt", `bounded by: ${boundsInPrint(result)}`])
    for (const loop of result.loops ?? []) texts.push(["doubt", loopInPrint(loop)])
    if (result.assumptions.length > 0) texts.push(["dim", `assumes: ${printable(result.assumptions.join("; "))}`])
    if (result.verdict === "verified" && (result.protections?.length ?? 0) > 0) texts.push(["dim", restsOn(result)])
  }
  return texts.flatMap(([role, text]) =>
    wrap(text, Math.min(width, widthMax) - 6, 2).map((line) => `      ${paint(role, line)}`)
  )
}

/** Which loop came to the limit of steps, and how it can be declared. */
const loopInPrint = ({ await: variable, frames: [frame], steps, task }: Loop): string => {
  const at = frame === undefined ? "" : ` in ${frame.fn}(), ${frame.file}:${frame.line}`
  const declared = variable === undefined ? "" : `; if it waits for ${variable}, \`await\` does so without going round`
  return printable(`loop: ${task} repeats ${steps.join(", ")}${at}${declared}`)
}

const unexpected = (result: CellResult): string => {
  if (result.declared.length === 0) return "declared verified"
  const kinds = new Set<string>([result.verdict, ...result.findings.map((finding) => finding.kind)])
  const missing = result.declared.filter((kind) => !kinds.has(kind))
  return missing.length === 0
    ? `declared ${declaredInPrint(result)}`
    : `declared ${declaredInPrint(result)}: ${missing.map(kindInPrint).join(", ")} did not appear`
}

const unprotected = "no lock, check, order or reference matters here: whatever is taken away, nothing is found"

/** Each set is minimal: taking all of it away brings a finding. */
const restsOn = (result: CellResult): string => {
  const sets = (result.protections ?? []).map((set) => set.map(printable).join(" + "))
  return `rests on: ${sets.join("; or ")}`
}
