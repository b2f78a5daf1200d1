/**
 * Findings as sequence diagrams, in the two languages that wikis and issue trackers draw: a lifeline for each task, a
 * note for each step in the order of the execution, and the finding's own steps marked.
 *
 * Source: mermaid.js.org/syntax/sequenceDiagram.html; plantuml.com/sequence-diagram.
 */
import type { CellResult, Finding, TraceStep, Waiting } from "../sim/result.ts"
import { printable } from "./printable.ts"
import type { Report } from "./schema.ts"
import { keptSteps } from "./shorten.ts"
import { cellInPrint, kindInPrint } from "./wording.ts"

/** One Markdown document with a Mermaid diagram for each finding. */
export const mermaid = (report: Report): string =>
  each(report, (cell, finding) => [
    `### ${inMarkdown(titleOf(cell, finding))}`,
    "",
    "```mermaid",
    "sequenceDiagram",
    ...tasksOf(finding).map(({ name }, i) => `  participant T${i} as ${inMermaid(name)}`),
    ...linesOf(finding).map(({ mark, text, to }) => `  Note over T${to}: ${inMermaid(`${mark}${text}`)}`),
    "```",
    ""
  ])

/** PlantUML: one diagram for each finding. */
export const plantuml = (report: Report): string =>
  each(report, (cell, finding) => [
    "@startuml",
    `title ${inPlantUml(titleOf(cell, finding))}`,
    ...tasksOf(finding).map(({ name }, i) => `participant "${inPlantUml(name)}" as T${i}`),
    ...linesOf(finding).map(({ mark, text, to }) =>
      `rnote over T${to}${mark === "" ? "" : " #FFAAAA"}\n${inPlantUml(`${mark}${text}`)}\nendrnote`
    ),
    "@enduml",
    ""
  ])

const each = ({ results }: Report, write: (cell: CellResult, finding: Finding) => ReadonlyArray<string>): string =>
  results.flatMap((cell) => cell.findings.flatMap((finding) => write(cell, finding))).join("\n")

const titleOf = (cell: CellResult, { kind, title }: Finding) => `${kindInPrint(kind)} ${cellInPrint(cell)}: ${title}`

const tasksOf = ({ trace }: Finding) => trace.tasks

/** Steps that explain the finding, then those that never ran. */
const linesOf = (finding: Finding) => {
  const kept = keptSteps(finding, "short")
  const { blocked, steps } = finding.trace
  const own = (step: TraceStep) => ({ to: step.task, mark: step.role === "" ? "" : "! ", text: textOf(step) })
  const never = ({ object, op, task }: Waiting) => ({ to: task, mark: "# ", text: `${op}(${object}) blocked` })
  return [...steps.filter(({ index, note }) => kept.has(index) && !note).map(own), ...blocked.map(never)]
}

const textOf = ({ frames: [frame], index, text, value }: TraceStep): string =>
  `${index}: ${text}${value === undefined ? "" : ` -> ${value}`}${
    frame === undefined ? "" : `  ${frame.file}:${frame.line}`
  }`

/** Mermaid ends a statement at a line feed, `;` and `#`; entities stand for them. */
const inMermaid = (text: string): string => printable(text).replace(/[#;<>&"%:]/g, (char) => `#${char.codePointAt(0)};`)

const inMarkdown = (text: string): string => printable(text).replace(/[\\`*_~[\]|<>&#]/g, "\\$&")

/** PlantUML reads Creole and directives: entities stand for them. One for a backslash would end it: it has a code. */
const inPlantUml = (text: string): string =>
  printable(text).replace(
    /[~<\\!@#`"&]|\[\[|\]\]|\/\/|--|\*\*|__|''/g,
    (markup) => markup === "\\" ? "<U+005C>" : [...markup].map((char) => `&#${char.codePointAt(0)};`).join("")
  )
