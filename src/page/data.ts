/**
 * The data of the page, as it stands in the file.
 */
import type { PageData, PageFinding, PageResult } from "../report/html/page-data.ts"
import type { Frame } from "../sim/result.ts"

/** What this page shows. */
export const data = JSON.parse(document.getElementById("data")?.textContent ?? "null") as PageData

/** The cells; none where it shows orders. */
export const results: ReadonlyArray<PageResult> = data.shows === "report" ? data.results : []

/** A finding and its place: the f-th of the r-th cell. */
export interface Found {
  readonly r: number
  readonly f: number
  readonly result: PageResult
  readonly finding: PageFinding
}

/** Every finding, in the order of the cells. */
export const findings: ReadonlyArray<Found> = results.flatMap((result, r) =>
  result.findings.map((finding, f) => ({ r, f, result, finding }))
)

/** The source line of a number. */
export const frameOf = (n: number): Frame => (data.shows === "report" ? data.frames[n] : undefined) ?? nowhere

const nowhere: Frame = { fn: "", file: "", line: 0, column: 0 }

/** `devlink_register  devlink.ts:57`. */
export const placeOf = (frames: ReadonlyArray<number>): string => {
  if (frames.length === 0) return ""
  const { file, fn, line } = frameOf(frames[0])
  return `${fn === "" ? "" : `${fn}  `}${file.slice(file.lastIndexOf("/") + 1)}:${line}`
}

/** `Search: every trace, 57 executions.`, `Search bounded by: 30 executions.` */
export const searchOf = ({ covered, exhaustive }: PageResult): string => `Search${exhaustive ? ":" : ""} ${covered}.`

/** `devlink/s2 · copied-struct · 5.16 · nfp`. */
export const nameOf = ({ design, kernel, scenario, shape }: PageResult): string =>
  [scenario, design, kernel, shape].filter((part) => part !== "").join(" · ")

/** The first column has the numbers of the steps. */
export const columnOf = ({ lanes }: PageFinding, task: number): number => lanes[task] + 2
