/**
 * The diagram: one column a task (CPU0, CPU1, ...), time downwards, as in a kernel changelog. Executions of more tasks
 * than fit side by side become a list with the task's name in front of every step.
 *
 * Nothing is cut but the names of tasks: a text longer than its column goes on in the next line.
 */
import type { LaneLine, Lanes } from "./lanes.ts"
import type { Paint } from "./paint.ts"
import { cut, padEnd, widthOf, wrap } from "./printable.ts"

/** Mark, step number and the space after it. */
const gutter = 8

/** Between two columns. */
const gap = 2

/** Side by side, columns are at least this wide; with more tasks than that allows, the steps are listed. */
const columnMin = 28

/** If of three tasks or more this share of the lines does not fit its column, the steps are listed too. */
const wrappedMax = 0.25

/** A list so narrow has the name of a task above its steps, not beside them. */
const narrow = 66

/** A column is no wider, however much room there is: the eye goes from one to the next. */
const columnMax = 60

/**
 * The lines of the diagram, without its title.
 *
 * @param width of the whole, in cells of a terminal
 */
export const diagram = (lanes: Lanes, width: number, paint: Paint): Array<string> => {
  const n = Math.max(1, lanes.tasks.length)
  const column = Math.min(columnMax, Math.floor((width - gutter - gap * (n - 1)) / n))
  const isTight = column < columnMin || (n > 2 && shareWrapped(lanes, column) > wrappedMax)
  return isTight ? stacked(lanes, width, paint) : sideBySide(lanes, column, paint)
}

const shareWrapped = ({ lines }: Lanes, column: number): number => {
  const wrapped = lines.filter((line) => line.kind !== "fold" && widthOf(line.text) > roomFor(line, column))
  return wrapped.length / Math.max(1, lines.length)
}

const sideBySide = (lanes: Lanes, column: number, paint: Paint): Array<string> => {
  const heads = lanes.tasks.map((task) => cut(`${lanes.cpu(task)}: ${lanes.name(task)}`, column))
  const row = (cells: ReadonlyArray<string>) =>
    cells.map((cell) => padEnd(cell, column)).join(" ".repeat(gap)).trimEnd()
  const whole = lanes.tasks.length * (column + gap) - gap
  const out = [
    paint("strong", `${padEnd("  step", gutter)}${row(heads)}`),
    paint("dim", `${" ".repeat(gutter)}${row(heads.map(() => "-".repeat(column)))}`)
  ]
  for (const line of lanes.lines) {
    if (line.apart) out.push("")
    const before = " ".repeat((line.lane ?? 0) * (column + gap))
    out.push(...inWidth(line, line.lane === undefined ? Math.min(columnMax, whole) : column, before, paint))
  }
  return out
}

const stacked = (lanes: Lanes, width: number, paint: Paint): Array<string> => {
  const heads = lanes.tasks.map((task) => `${lanes.cpu(task)} ${lanes.name(task)}`)
  const isNarrow = width < narrow
  const name = isNarrow ? 0 : Math.min(24, Math.max(4, ...heads.map(widthOf))) + gap
  const out = [paint("strong", `  step  ${isNarrow ? "" : padEnd("task", name)}what it did`)]
  let last: number | undefined
  for (const line of lanes.lines) {
    if (line.apart) out.push("")
    const head = line.lane === undefined || (line.lane === last && !line.apart) ? "" : heads[line.lane]
    last = line.lane
    const [first, ...more] = inWidth(line, width - gutter - name, " ".repeat(name), paint)
    if (isNarrow && head !== "") out.push(paint("strong", `  ${cut(head, width - 2)}`))
    out.push(
      isNarrow
        ? first
        : first.slice(0, gutter) + padEnd(cut(head, name - gap), name - gap) + first.slice(gutter + name - gap),
      ...more
    )
  }
  return out
}

/** One line of a lane in a column, with what did not fit below it. */
const inWidth = (line: LaneLine, column: number, before: string, paint: Paint): Array<string> => {
  const indent = indentOf(line.depth)
  const [first, ...more] = wrap(line.text, roomFor(line, column), 2)
  const margin = `${line.mark}${line.number.padStart(5)}  `
  const left = " ".repeat(indent) + first
  const place = placed(line, column - widthOf(left))
  const painted = (text: string) => line.mark === "!" || line.mark === "#" ? paint("bad", text) : text
  const words = line.kind === "function" || line.kind === "fold" ? paint("dim", left) : painted(left)
  return [
    `${margin}${before}${words}${place === "" ? "" : paint("dim", place)}`.trimEnd(),
    ...more.map((text) => " ".repeat(gutter) + before + painted(" ".repeat(indent) + text))
  ]
}

/** The cells that a line's text may take. A function's file stands beside its name only where there is room. */
const roomFor = (line: LaneLine, column: number): number => {
  const place = line.place === "" || line.kind === "function" ? 0 : line.place.length + 1
  return Math.max(8, column - indentOf(line.depth) - place)
}

/** The place, at the right edge of what is left of the line. */
const placed = (line: LaneLine, left: number): string => {
  if (line.place === "" || (line.kind === "function" && left <= line.place.length)) return ""
  return " ".repeat(Math.max(1, left - line.place.length)) + line.place
}

/** Deep calls are indented less, so that text is left room. */
const indentOf = (depth: number) => depth <= 3 ? 2 * depth : 6 + Math.min(depth - 3, 6)
