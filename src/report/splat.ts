/**
 * Findings in the shape of the kernel's own reports, for readers who know those: a title, who did what and where, and
 * how to see it again. HEDDLE stands in every title, so that none is taken for a report of a running kernel.
 *
 * Each style has the kinds that its namesake looks for. A finding of another kind gets one line that says which style
 * fits.
 */
import type { Finding, Frame } from "../sim/result.ts"
import type { Kind } from "../sim/scenario.ts"
import { type Cpus, cpusOf } from "./cpus.ts"
import { printable, wrap } from "./printable.ts"
import { whyOf } from "./reasons.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { cellInPrint, kindInPrint } from "./wording.ts"

/** The styles of the kernel's reports. */
export type Style = "kcsan" | "lockdep" | "kasan"

/** The style whose namesake looks for such a defect; `commit` has every kind. */
const styleOf: { readonly [K in Kind]: Style | "commit" } = {
  "torn-read": "kcsan",
  "window-read": "kcsan",
  "early-call": "commit",
  "data-race": "kcsan",
  "hijacked-call": "commit",
  "null-call": "commit",
  "use-after-free": "kasan",
  "double-free": "kasan",
  "read-only-write": "commit",
  deadlock: "lockdep",
  "lock-order": "lockdep",
  "lost-function": "commit",
  leak: "kasan",
  assertion: "commit",
  livelock: "commit"
}

/** Sentences are no wider, as in a mail; places and commands are not broken. */
const columns = 75

/** What a style has to say of a finding, between its title and the reasons. */
export type Body = (finding: Finding, cpus: Cpus) => ReadonlyArray<string>

/** The report in one style; `bar` is the line above and below. */
export const splats = (style: Style, bar: string, body: Body) => ({ results, tool }: Report): string =>
  results.flatMap((cell) =>
    cell.findings.map((finding) => {
      const { kind, title, trace } = finding
      const fitting = styleOf[kind]
      if (fitting !== style) {
        const misfit = `${kindInPrint(kind)} is no kind that ${style} reports, see --style ${fitting}`
        return `${printable(title)}, ${cellInPrint(cell)}: ${misfit}\n`
      }
      const cpus = cpusOf(trace)
      const why = whyOf(finding, cpus.cpu).flatMap((text) => wrap(text, columns, 2))
      return [
        bar,
        `BUG: HEDDLE: ${printable(title)}`,
        ...body(finding, cpus),
        ...(why.length === 0 ? [] : ["", ...why]),
        "",
        `Reported by heddle ${printable(tool.version)} on scenario ${cellInPrint(cell)}`,
        `Replay: ${replayCommand(cell, finding)}`,
        bar,
        ""
      ].join("\n")
    })
  ).join("\n")

/** The calls that lead to a step, innermost first, each with its place where the kernel has an offset. */
export const stack = (frames: ReadonlyArray<Frame>): ReadonlyArray<string> =>
  frames.map(({ file, fn, line }) => ` ${fn === "" ? "" : `${printable(fn)}  `}${printable(file)}:${line}`)
