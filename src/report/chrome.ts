/**
 * Executions as Chrome trace events, which Perfetto and Chrome (DevTools' Performance panel, chrome://tracing) show: a
 * process for each finding, a thread for each task, a slice for each step. A microsecond is one step: the axis is the
 * order, not time. Arrows lead from the steps that a step depends on directly.
 *
 * Source: Google, "Trace Event Format" (the JSON object format with `traceEvents`).
 */
import type { CellResult, Finding, TraceStep } from "../sim/result.ts"
import { printable } from "./printable.ts"
import type { Report } from "./schema.ts"
import { cellInPrint, kindInPrint } from "./wording.ts"

/**
 * The report as a trace file.
 *
 * @example
 * fs.writeFileSync("trace.json", chrome(report)) // open it in ui.perfetto.dev
 */
export const chrome = ({ results, tool }: Report): string => {
  const findings = results.flatMap((cell) => cell.findings.map((finding) => ({ cell, finding })))
  const traceEvents = findings.flatMap(({ cell, finding }, i) => eventsOf(cell, finding, i + 1))
  return `${JSON.stringify({ traceEvents, otherData: { tool: `heddle ${tool.version}` } }, null, 1)}\n`
}

const eventsOf = (cell: CellResult, { kind, title, trace }: Finding, pid: number) => {
  const steps = trace.steps.filter(({ note }) => !note)
  const at = new Map(steps.map((step, i) => [step.index, { step, ts: i }]))
  const name = printable(`${kindInPrint(kind)} ${cellInPrint(cell)}: ${title}`)
  return [
    { ph: "M", pid, name: "process_name", args: { name } },
    ...trace.tasks.map((task, tid) => ({
      ph: "M",
      pid,
      tid,
      name: "thread_name",
      args: { name: printable(task.name) }
    })),
    ...steps.map((step, ts) => sliceOf(step, pid, ts)),
    ...steps.flatMap((step, ts) => step.after.flatMap((index) => arrow(at.get(index), step, pid, ts)))
  ]
}

/** One for all: DevTools ties an end of an arrow to the slice of the same time, thread and category. */
const cat = "step"

const sliceOf = ({ frames: [frame], index, role, task, text, value, was }: TraceStep, pid: number, ts: number) => ({
  ph: "X",
  pid,
  tid: task,
  ts,
  dur: 1,
  name: printable(text),
  cat,
  args: {
    step: index,
    ...(role === "" ? {} : { role: printable(role) }),
    ...(value === undefined ? {} : { value: printable(value) }),
    ...(was === undefined ? {} : { was: printable(was) }),
    ...(frame === undefined ? {} : { at: printable(`${frame.file}:${frame.line}`) })
  }
})

const arrow = (
  from: { readonly step: TraceStep; readonly ts: number } | undefined,
  to: TraceStep,
  pid: number,
  ts: number
) => {
  if (from === undefined) return []
  const flow = { pid, name: "after", cat, id: `${pid}.${from.step.index}.${to.index}` }
  return [
    { ...flow, ph: "s", tid: from.step.task, ts: from.ts },
    { ...flow, ph: "f", bp: "e", tid: to.task, ts }
  ]
}
