/**
 * SARIF 2.1.0, which code scanning services and editors read: a result for each finding, with its line, the steps of
 * each task as thread flows, and a fingerprint by which a service knows it again.
 *
 * A finding that its cell declares is informational: nothing is to be done about it.
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 27 March 2020.
 */
import type { CellResult, Finding, Frame, TraceStep } from "../sim/result.ts"
import { printable } from "./printable.ts"
import { sentences } from "./reasons.ts"
import { replayCommand } from "./replay-command.ts"
import { kinds, type Report } from "./schema.ts"
import { cellInPrint, kindInPrint, standingOf } from "./wording.ts"

/**
 * The report as a SARIF log.
 *
 * @example
 * fs.writeFileSync("heddle.sarif", sarif(report))
 */
export const sarif = ({ results, tool }: Report): string =>
  `${
    JSON.stringify(
      {
        $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [{
          tool: { driver: { name: "heddle", version: tool.version, rules: kinds.map(ruleOf) } },
          invocations: [{
            executionSuccessful: results.every(({ error }) => error === undefined),
            toolExecutionNotifications: results.flatMap(notificationsOf)
          }],
          results: results.flatMap((cell) => cell.findings.map((finding) => resultOf(cell, finding)))
        }]
      },
      null,
      2
    )
  }\n`

const ruleOf = (kind: Finding["kind"]) => ({
  id: kind,
  name: kind.split("-").map((word) => word[0].toUpperCase() + word.slice(1)).join(""),
  shortDescription: { text: kindInPrint(kind) }
})

/** What is wrong with a cell as a whole. */
const notificationsOf = (cell: CellResult) => {
  const standing = standingOf(cell)
  if (standing === "as-declared" || (standing === "unexpected" && cell.findings.length > 0)) return []
  const text = `${cellInPrint(cell)}: ${printable(cell.error?.message ?? standing)}`
  return [{ level: standing === "bounded" ? "warning" : "error", message: { text } }]
}

const resultOf = (cell: CellResult, finding: Finding) => {
  const { because, key, kind, title, trace } = finding
  const declared = cell.declared.includes(kind)
  const cpu = (task: number) => printable(trace.tasks[task]?.name ?? `task ${task}`)
  const reasons = because.flatMap((reason) => sentences(reason, finding, cpu))
  const text = [`${title} in ${cellInPrint(cell)}`, ...reasons, `Replay: ${replayCommand(cell, finding)}`]
  const own = [...trace.steps.filter(({ role }) => role !== ""), ...trace.blocked]
  const frame = own.findLast(({ frames }) => frames.length > 0)?.frames[0]
  return {
    ruleId: kind,
    ruleIndex: kinds.indexOf(kind),
    kind: declared ? "informational" : "fail",
    level: declared ? "none" : "error",
    message: { text: text.map(printable).join("\n") },
    locations: frame === undefined ? [] : [{ physicalLocation: physical(frame) }],
    codeFlows: [{ threadFlows: trace.tasks.flatMap((_, task) => threadFlow(finding, task)) }],
    partialFingerprints: { "heddle/v1": `${cellInPrint(cell)} ${printable(key)}` }
  }
}

/** The steps of one task, each with its place in the order of the execution. */
const threadFlow = ({ trace }: Finding, task: number) => {
  const steps = trace.steps.filter((step) => step.task === task && !step.note && step.frames.length > 0)
  if (steps.length === 0) return []
  return [{ id: `${task}`, message: { text: printable(trace.tasks[task].name) }, locations: steps.map(flowLocation) }]
}

const flowLocation = ({ frames: [frame], index, role, text, value }: TraceStep) => ({
  executionOrder: index + 1,
  importance: role === "" ? "unimportant" : "essential",
  location: {
    physicalLocation: physical(frame),
    message: { text: printable(value === undefined ? text : `${text} -> ${value}`) }
  }
})

const physical = ({ column, file, line }: Frame) => ({
  artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
  region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) }
})
