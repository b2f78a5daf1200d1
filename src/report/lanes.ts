/**
 * An execution as lines, each in the lane of one task: what the column layout and the stacked layout both print.
 *
 * A function's name opens when a step is the first one inside it; a blank line marks every change of task; folded steps
 * are counted. At the end stand the steps that never ran: a blocked task is marked `#`, a step still to come `.`.
 */
import type { Finding, Frame, TraceStep, Waiting } from "../sim/result.ts"
import { isSameCall } from "./calls.ts"
import { type Cpus, cpusOf } from "./cpus.ts"
import { printable } from "./printable.ts"
import { stepsInPrint } from "./wording.ts"

/** One line of the diagram. `lane` is undefined for a task without a lane and for a fold that spans several tasks. */
export interface LaneLine {
  readonly lane: number | undefined
  readonly kind: "step" | "function" | "fold" | "blocked" | "pending"
  /** `!` the finding's own step, `#` blocked for ever, `.` not run. */
  readonly mark: "!" | "#" | "." | " "
  readonly number: string
  readonly depth: number
  readonly text: string
  /** `:212`, or the file's name beside a function. */
  readonly place: string
  /** A blank line stands before it. */
  readonly apart: boolean
}

/** The tasks that have a lane, in order: CPU0 is the first. */
export interface Lanes {
  readonly tasks: ReadonlyArray<number>
  readonly lines: ReadonlyArray<LaneLine>
  readonly name: Cpus["name"]
  /** `CPU1`; of a task without a lane also its name, which stands nowhere else. */
  readonly cpu: Cpus["cpu"]
}

/** Lays the kept steps of a finding out in lanes. */
export const lanesOf = (finding: Finding, kept: ReadonlySet<number>): Lanes => {
  const { trace } = finding
  const cpus = cpusOf(trace)
  const tasks = laneTasks(trace.steps.filter(({ index }) => kept.has(index)), trace.blocked, cpus)
  const cpu = (task: number) => tasks.includes(task) ? cpus.cpu(task) : `${cpus.cpu(task)} ${cpus.name(task)}`
  const writer = new Writer(tasks, cpu)
  for (const step of trace.steps) {
    if (kept.has(step.index)) writer.step(step)
    else writer.fold(step)
  }
  for (const waiting of trace.blocked) writer.waiting(waiting, "#", blockedText(waiting, cpu))
  for (const waiting of trace.pending) writer.waiting(waiting, ".", call(waiting))
  writer.unfold()
  return { tasks, lines: writer.lines, name: cpus.name, cpu }
}

/** A task outside the finding with so few lines needs no lane of its own: its name stands before them. */
const lanelessMax = 2

const laneTasks = (
  shown: ReadonlyArray<TraceStep>,
  blocked: ReadonlyArray<Waiting>,
  { takesPart, tasks }: Cpus
): ReadonlyArray<number> => {
  const linesOf = (task: number) => [...shown, ...blocked].filter((line) => line.task === task).length
  return tasks.filter((task) => linesOf(task) > (takesPart(task) ? 0 : lanelessMax))
}

const call = (waiting: Waiting) => printable(`${waiting.op}(${waiting.object})`)

const blockedText = (
  waiting: Waiting & { readonly holder?: number; readonly spins?: true },
  cpu: (task: number) => string
): string =>
  waiting.holder === undefined
    ? `${call(waiting)}  ${waiting.spins === true ? "and so on for ever" : "blocked"}`
    : `${call(waiting)}  blocked: held by ${cpu(waiting.holder)}`

/** Writes lines in order, remembering which functions of each task are open. */
class Writer {
  readonly lines: Array<LaneLine> = []
  private readonly tasks: ReadonlyArray<number>
  private readonly cpu: Cpus["cpu"]
  private readonly open = new Map<number, ReadonlyArray<Frame>>()
  private folded: Array<TraceStep> = []
  private last: number | undefined = undefined

  constructor(tasks: ReadonlyArray<number>, cpu: Cpus["cpu"]) {
    this.tasks = tasks
    this.cpu = cpu
  }

  step(step: TraceStep): void {
    this.unfold()
    this.put(step, `${step.index}`, step.role === "" ? " " : "!", stepText(step), "step")
  }

  fold(step: TraceStep): void {
    this.folded.push(step)
  }

  waiting(waiting: Waiting, mark: "#" | ".", text: string): void {
    this.unfold()
    if (this.tasks.includes(waiting.task)) this.put(waiting, "", mark, text, mark === "#" ? "blocked" : "pending")
  }

  /** Writes what was folded: a single step takes no more room than its count. Notes alone are not worth a line. */
  unfold(): void {
    const { folded } = this
    const steps = folded.filter((step) => !step.note)
    this.folded = []
    if (steps.length === 0) return
    const [first] = steps
    const task = steps.every((step) => step.task === first.task) ? first.task : undefined
    if (steps.length === 1) {
      this.put(first, `${first.index}`, " ", stepText(first), "step")
      return
    }
    const lane = task === undefined || !this.tasks.includes(task) ? undefined : this.tasks.indexOf(task)
    const of = lane === undefined ? ` of ${[...new Set(steps.map((step) => this.cpu(step.task)))].join(", ")}` : ""
    const apart = this.lines.length > 0 && task !== this.last
    const text = `... ${stepsInPrint(folded)}${of}`
    this.lines.push({ lane, kind: "fold", mark: " ", number: "", depth: 0, text, place: "", apart })
    this.last = task
  }

  private put(at: Waiting | TraceStep, number: string, mark: LaneLine["mark"], text: string, kind: LaneLine["kind"]) {
    let apart = this.lines.length > 0 && at.task !== this.last
    this.last = at.task
    if (!this.tasks.includes(at.task)) {
      const place = at.frames[0] === undefined ? "" : `${printable(fileName(at.frames[0].file))}:${at.frames[0].line}`
      this.lines.push({
        lane: undefined,
        kind,
        mark,
        number,
        depth: 0,
        text: `${this.cpu(at.task)}: ${text}`,
        place,
        apart
      })
      return
    }
    const lane = this.tasks.indexOf(at.task)
    for (const heading of this.headings(at)) {
      this.lines.push({ lane, kind: "function", mark: " ", number: "", ...heading, apart })
      apart = false
    }
    const inner = at.frames[0]
    // The name of its function, where it has one, stands above it with the file.
    const told = at.frames.find(({ fn }) => fn !== "")?.file
    const place = inner === undefined
      ? ""
      : `${inner.file === told ? "" : printable(fileName(inner.file))}:${inner.line}`
    this.lines.push({ lane, kind, mark, number, depth: at.frames.length, text, place, apart })
  }

  /** The functions entered since the last shown step of the task, outermost first. */
  private headings(at: Waiting | TraceStep): Array<{ depth: number; text: string; place: string }> {
    const before = this.open.get(at.task) ?? []
    const now = at.frames.toReversed()
    this.open.set(at.task, now)
    let same = 0
    while (same < now.length && isSameCall(before, now, same)) same += 1
    return now.slice(same).flatMap((frame, i) => {
      if (frame.fn === "") return []
      const caller = now[same + i - 1]
      const place = caller?.file === frame.file ? "" : printable(fileName(frame.file))
      return [{ depth: same + i, text: `${printable(frame.fn)}()`, place }]
    })
  }
}

const fileName = (file: string) => file.slice(file.lastIndexOf("/") + 1)

/** `READ_ONCE(x) -> 1`, `x = 2  (was 1)`. */
const stepText = (step: TraceStep): string => {
  const value = step.value === undefined ? "" : ` -> ${step.value}`
  const was = step.was === undefined || step.was === step.value ? "" : `  (was ${step.was})`
  return printable(`${step.text}${value}${was}`)
}
