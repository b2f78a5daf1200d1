/**
 * Deadlocks and lock orders in the shape of a lockdep report: who wants what and holds what, and the unsafe scenario
 * with a column for each CPU.
 *
 * Source: kernel/locking/lockdep.c, print_circular_bug() and print_circular_lock_scenario() (6.1).
 */
import type { Finding, Frame, TraceStep } from "../sim/result.ts"
import { lockInPrint } from "./accesses.ts"
import type { Cpus } from "./cpus.ts"
import { padEnd, printable, widthOf } from "./printable.ts"
import { splats, stack } from "./splat.ts"

const barWidth = 54

/** A column of the scenario is at least this wide; where columns do not fit side by side, each line names its CPU. */
const columnMin = 24
const columnsWidthMax = 78
const margin = 7

/**
 * Deadlocks and lock orders as lockdep would print them.
 *
 * @example
 * process.stdout.write(lockdep(report))
 */
export const lockdep = splats("lockdep", "=".repeat(barWidth), body)

function body(finding: Finding, cpus: Cpus): ReadonlyArray<string> {
  const wanted = wantedOf(finding)
  const holds = wanted.flatMap(({ held }) => held).toSorted((a, b) => a.index - b.index)
  return [
    "-".repeat(barWidth),
    ...wanted.flatMap((wants, i) => [...(i === 0 ? [] : [""]), ...wantsInPrint(wants, cpus)]),
    "",
    " Possible unsafe locking scenario:",
    "",
    ...scenario([...holds, ...wanted], cpus),
    "",
    " *** DEADLOCK ***",
    ...(finding.trace.blocked.length > 0
      ? []
      : ["", "The order alone is unsafe: nobody waits for ever in the schedule shown."])
  ]
}

/** A step that a task takes or cannot get past, and the locks it holds then. */
interface Wanted {
  readonly task: number
  readonly op: string
  readonly object: string
  readonly frames: ReadonlyArray<Frame>
  readonly held: ReadonlyArray<TraceStep>
}

/** Of a deadlock, what tasks wait in; of a lock order, what they take while they hold another lock. */
const wantedOf = ({ because, trace: { blocked, steps } }: Finding): ReadonlyArray<Wanted> => [
  ...blocked.map((waiting) => {
    return { ...waiting, held: steps.filter(({ role, task }) => role !== "" && task === waiting.task) }
  }),
  ...because.flatMap((reason) => {
    if (reason.tag !== "lock-order") return []
    const isTake = ({ index, object, task }: TraceStep) =>
      task === reason.task && object === reason.held && index < reason.step
    const held = steps.findLast(isTake)
    const step = steps.find(({ index }) => index === reason.step)
    return step === undefined ? [] : [{ ...step, held: held === undefined ? [] : [held] }]
  })
]

const wantsInPrint = ({ frames, held, object, op, task }: Wanted, { name }: Cpus): ReadonlyArray<string> => [
  ...(lockInPrint(op) === undefined
    ? [`${name(task)} is waiting in ${call(op, object)}, at:`]
    : [`${name(task)} is trying to acquire lock:`, `${printable(object)}, at:`]),
  ...stack(frames),
  ...held.flatMap((step) => [
    "but task is already holding lock:",
    `${printable(step.object)}, at:`,
    ...stack(step.frames)
  ])
]

const scenario = (
  lines: ReadonlyArray<Pick<Wanted, "task" | "op" | "object">>,
  { cpu, tasks: all }: Cpus
): ReadonlyArray<string> => {
  const tasks = all.filter((one) => lines.some(({ task }) => task === one))
  const texts = lines.map(({ object, op, task }) => ({ task, text: `${call(lockInPrint(op) ?? op, object)};` }))
  const column = Math.max(columnMin, ...texts.map(({ text }) => widthOf(text) + 2))
  if (margin + column * tasks.length > columnsWidthMax) {
    return texts.map(({ task, text }) => `  ${padEnd(cpu(task), 7)}${text}`)
  }
  const row = (cells: ReadonlyArray<string>) =>
    `${" ".repeat(margin)}${cells.map((cell) => padEnd(cell, column)).join("")}`.trimEnd()
  const left = (lane: number) => lane === 0 ? 2 : margin + column * lane
  return [
    row(tasks.map(cpu)),
    row(tasks.map(() => "----")),
    ...texts.map(({ task, text }) => `${" ".repeat(left(tasks.indexOf(task)))}${text}`)
  ]
}

const call = (op: string, object: string) => printable(`${op}(${object})`)
