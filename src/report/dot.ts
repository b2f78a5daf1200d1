/**
 * Executions as graphs for Graphviz: a column for each task, an edge from each step to the next of its task and from
 * those it depends on directly.
 *
 * Source: graphviz.org/doc/info/lang.html.
 */
import type { CellResult, Finding, TraceStep } from "../sim/result.ts"
import { printable } from "./printable.ts"
import type { Report } from "./schema.ts"
import { cellInPrint, kindInPrint } from "./wording.ts"

/**
 * One graph for each finding.
 *
 * @example
 * fs.writeFileSync("findings.dot", dot(report)) // dot -Tsvg -O findings.dot
 */
export const dot = ({ results }: Report): string =>
  results.flatMap((cell) => cell.findings.map((finding) => graphOf(cell, finding))).join("\n")

const graphOf = (cell: CellResult, { kind, title, trace }: Finding): string => {
  const steps = trace.steps.filter(({ note }) => !note)
  return [
    `digraph ${quoted(`${kindInPrint(kind)} ${cellInPrint(cell)}: ${title}`)} {`,
    `  label=${quoted(`${kindInPrint(kind)} ${cellInPrint(cell)}\n${title}`)}`,
    "  node [shape=box, fontname=monospace]",
    ...trace.tasks.flatMap(({ name }, task) => columnOf(name, task, steps.filter((step) => step.task === task))),
    ...steps.flatMap(({ after, index }) =>
      after.filter((from) => steps.some((step) => step.index === from)).map((from) =>
        `  s${from} -> s${index} [style=dashed, constraint=false]`
      )
    ),
    "}",
    ""
  ].join("\n")
}

const columnOf = (name: string, task: number, steps: ReadonlyArray<TraceStep>): ReadonlyArray<string> => [
  `  subgraph cluster${task} {`,
  `    label=${quoted(name)}`,
  ...steps.map(({ index, role, text, value }) => {
    const label = `${index}: ${text}${value === undefined ? "" : ` -> ${value}`}${role === "" ? "" : `\n${role}`}`
    return `    s${index} [label=${quoted(label)}${role === "" ? "" : ", penwidth=3"}]`
  }),
  ...(steps.length < 2 ? [] : [`    ${steps.map(({ index }) => `s${index}`).join(" -> ")}`]),
  "  }"
]

/** A quoted string: a backslash would begin an escape. */
const quoted = (text: string): string =>
  `"${text.split("\n").map((line) => printable(line).replace(/[\\"]/g, "\\$&")).join("\\n")}"`
