/**
 * Where a schedule stands between two steps, as text: the step taken last, what each task is about to do, what the
 * objects hold, and the token that leads here.
 */
import type { Position, Standing } from "../sim/explain/position.ts"
import type { Trace, TraceStep } from "../sim/result.ts"
import { type Paint, plain } from "./paint.ts"
import { padEnd, printable, widthOf, wrap } from "./printable.ts"
import { count, grouped, kindInPrint } from "./wording.ts"

/** How a position is printed. */
export interface PositionOptions {
  /** Steps of the schedule in all. */
  readonly of: number
  /** Path of the task that moves next. */
  readonly next: string | undefined
  /** Every object, or those alone that hold something else than at first. */
  readonly objects: "all" | "changed"
  readonly width?: number
  readonly paint?: Paint
}

/**
 * The text of a position, ending in a line feed.
 *
 * @example
 * process.stdout.write(positionText(position, { of: 7, next: undefined, objects: "changed" }))
 */
export const positionText = (position: Position, options: PositionOptions): string => {
  const { of, paint = plain, width = 100 } = options
  const { found, token, trace } = position
  const lastStep = lastStepOf(trace)
  const last = trace.steps.filter(({ index }) => lastStep === undefined || index >= lastStep.index)
  const digits = Math.max(...last.map(({ index }) => String(index).length))
  const heads = last.map((step) =>
    `${String(step.index).padStart(digits)}  ${stepText(step, printable(trace.tasks[step.task]!.name))}`
  )
  const section = (key: string, lines: ReadonlyArray<string>): Array<string> =>
    lines.flatMap((line, i) =>
      wrap(line, width - 11, 4).map((text, j) =>
        `  ${i + j === 0 ? paint("dim", padEnd(key, 9)) : " ".repeat(9)}${text}`
      )
    )
  return [
    paint("strong", placeOf(position, of)),
    ...section("did", heads),
    ...section("tasks", tasksOf(position, options)),
    ...section("state", objectsOf(position, options)),
    ...section("shows", found.length === 0 ? ["nothing so far"] : [paint("bad", found.map(kindInPrint).join(", "))]),
    ...section("token", [printable(token)]),
    ""
  ].join("\n")
}

/** The last step by its number in the diagram, and how many are taken: notes have numbers, and are no steps. */
const placeOf = ({ moves, trace }: Position, of: number): string => {
  const last = lastStepOf(trace)
  if (last === undefined) return `at the start of ${count(of, "step")}`
  return `after step ${last.index} (${grouped(moves.length - 1)} of ${count(of, "step")} taken)`
}

const lastStepOf = ({ steps }: Trace): TraceStep | undefined => steps.findLast(({ note }) => !note)

const stepText = ({ frames: [frame], text, value, was }: TraceStep, task: string): string => {
  const gave = value === undefined ? "" : ` -> ${value}`
  const before = was === undefined || was === value ? "" : `  (was ${was})`
  const place = frame === undefined ? "" : `  ${frame.file.slice(frame.file.lastIndexOf("/") + 1)}:${frame.line}`
  return printable(`${task}: ${text}${gave}${before}${place}`)
}

/** One line a task: its number, by which it is chosen, and what it is about to do; `>` moves next. */
const tasksOf = ({ tasks }: Position, { next }: PositionOptions): ReadonlyArray<string> => {
  const width = Math.max(...tasks.map(({ name }) => widthOf(printable(name))))
  return tasks.map((task, i) => {
    const mark = task.path === next ? ">" : task.state === "waits" ? "#" : " "
    return `${mark} ${padEnd(String(i), 2)} ${padEnd(printable(task.name), width)}  ${printable(doing(task))}`
  })
}

const doing = ({ holders, next, state }: Standing): string => {
  if (next === undefined) return state === "ended" ? "has ended" : "waits for what is no step"
  const [frame] = next.frames
  const step = `${next.op}(${next.object})${frame === undefined ? "" : `  :${frame.line}`}`
  if (state === "can-move") return step
  return `${step}  waits${holders.length === 0 ? "" : `: held by ${holders.join(", ")}`}`
}

/** One line an object; `*` was changed by the last step, with what it held before. */
const objectsOf = ({ trace: { objects = [], steps } }: Position, options: PositionOptions): ReadonlyArray<string> => {
  const values = objects.map(({ value }) => value)
  const before = [...values]
  const lastStep = steps.findLast(({ note }) => !note)
  const marked = new Set<number>()
  for (const step of steps) {
    for (const { object, value } of step.changes ?? []) {
      if (step === lastStep && values[object] !== value) {
        marked.add(object)
        before[object] = values[object]
      }
      values[object] = value
    }
  }
  const kept = objects.flatMap((object, i) =>
    options.objects === "all" || marked.has(i) || values[i] !== object.value ? [i] : []
  )
  if (kept.length === 0) return [objects.length === 0 ? "no object has been touched" : "as it was at first"]
  const width = Math.max(...kept.map((i) => widthOf(printable(objects[i]!.name))))
  return kept.map((i) => {
    const was = marked.has(i) ? `  (was ${before[i] ?? "not there"})` : ""
    const line = `${padEnd(printable(objects[i]!.name), width)}  ${printable(values[i] ?? "not there yet")}`
    return `${marked.has(i) ? "*" : " "} ${line}${printable(was)}`
  })
}
