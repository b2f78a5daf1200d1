/**
 * Findings as text for a changelog: plain ASCII, 72 columns, in the words and with the diagram that changelogs have.
 * What could be taken for a trailer or a comment is indented.
 *
 * Source: Documentation/process/submitting-patches.rst, "The canonical patch format" (75 columns at most).
 */
import type { CellResult, Finding, Frame, TraceStep, Waiting } from "../sim/result.ts"
import type { Kind } from "../sim/scenario.ts"
import { type Call, shownCalls } from "./calls.ts"
import { type Cpus, cpusOf } from "./cpus.ts"
import { cut, printable, wrap } from "./printable.ts"
import { whyOf } from "./reasons.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { namedSteps } from "./shorten.ts"
import { cellInPrint } from "./wording.ts"

const columns = 72

/**
 * Every finding of the report, one after the other.
 *
 * @example
 * process.stdout.write(commit(report))
 */
export const commit = ({ results }: Report): string =>
  results.flatMap((cell) => cell.findings.map((finding) => commitText(cell, finding))).join(
    // Three dashes alone would end the changelog for git.
    `\n${"-".repeat(columns)}\n\n`
  )

/** One finding: what it is, who does what, why it is one, and how to see it again. */
export const commitText = (cell: CellResult, finding: Finding): string => {
  const named = namedSteps(finding)
  const steps = stepsOf(finding, named)
  const marks = new Map(steps.filter(({ index }) => named.has(index)).map(({ index }, i) => [index, `(${i + 1})`]))
  const lines = [...steps.map((step) => taken(step, marks.get(step.index))), ...left(finding, steps)]
  const cpus = cpusOf(finding.trace)
  // An assertion says in its opening what there is to say.
  const why = whyOf(finding, cpus.cpu, (step) => marks.get(step) ?? `step ${step}`).filter((text) =>
    !finding.title.endsWith(text)
  )
  return [
    ...wrap(opening(finding, lines), columns),
    "",
    ...(lines.length === 0 ? [] : [...schedule(lines, cpus), ""]),
    ...(why.length === 0 ? [] : [...wrap(why.map(sentence).join(" "), columns), ""]),
    ...wrap(`Found by heddle in ${cellInPrint(cell)}. To see it again:`, columns),
    "",
    `  ${replayCommand(cell, finding)}`,
    ""
  ].join("\n")
}

/** `This interleaving leads to a data race in add() and sub():`; functions are written as functions. */
const opening = ({ because, kind, title }: Finding, lines: ReadonlyArray<Line>): string => {
  if (kind === "assertion") return `This interleaving fails an assertion${printable(title.slice(kind.length))}.`
  const functions = new Set(
    lines.flatMap(({ frames, text }) => [...frames.map(({ fn }) => fn), ...text.match(/[\w.]+(?=\(\))/g) ?? []])
  )
  const rest = printable(title.slice(kind.length)).replaceAll(" / ", " and ")
  const early = because.find((reason) => reason.tag === "not-ready")
  return `This interleaving leads to ${nouns[kind]}${
    rest.replace(/[\w.]+/g, (name) => functions.has(name) ? `${name}()` : name)
  }${early === undefined ? "" : `, before ${printable(early.instance)} is ready`}:`
}

/** Every kind in the words of a changelog. */
const nouns: { readonly [K in Exclude<Kind, "assertion">]: string } = {
  "torn-read": "a torn read",
  "window-read": "a read of a half-made update",
  "early-call": "an early call",
  "data-race": "a data race",
  "hijacked-call": "a call through an overwritten pointer",
  "null-call": "a call through a NULL pointer",
  "use-after-free": "a use after free",
  "double-free": "a double free",
  "read-only-write": "a write to read-only memory",
  deadlock: "a deadlock",
  "lock-order": "an inverted lock order",
  "lost-function": "a refusal",
  leak: "a leak",
  livelock: "a livelock"
}

/** A step of the diagram. */
interface Line {
  readonly task: number
  readonly frames: ReadonlyArray<Frame>
  readonly text: string
  /** What it gave, or that it was not taken: a comment after the step, or below it. */
  readonly aside: string
}

/** Edges over which the one task of a finding came to its step. */
const sourcesMax = 4

/** The finding's own steps and those its reasons name; of one task alone, also what it read of others before. */
const stepsOf = ({ trace: { steps } }: Finding, named: ReadonlySet<number>): ReadonlyArray<TraceStep> => {
  const own = steps.filter(({ index, role }) => role !== "" || named.has(index))
  const last = own.at(-1)
  if (last === undefined || own.some(({ task }) => task !== last.task)) return own
  // By what it read: the last step that did.
  const reads = new Map<number, number>()
  for (const { after, by = [], index, task } of steps) {
    if (task !== last.task || index > last.index) continue
    after.forEach((source, i) => by[i] === "reads-from" ? reads.set(source, index) : undefined)
  }
  const kept = new Set([...reads].slice(-sourcesMax).flat())
  return steps.filter((step) => own.includes(step) || kept.has(step.index))
}

const taken = ({ frames, op, task, text, value }: TraceStep, mark: string | undefined): Line => ({
  task,
  frames,
  text: `${mark === undefined ? "" : `${mark} `}${text}`,
  aside: op === "assertion" ? "<fails>" : value === undefined ? "" : `// ${value}`
})

/** Who waits for ever, and what others in the diagram had still to do; that the last one goes on is no part of it. */
const left = ({ trace: { blocked, pending } }: Finding, steps: ReadonlyArray<TraceStep>): ReadonlyArray<Line> => {
  const others = new Set(steps.map(({ task }) => task))
  others.delete(steps.at(-1)?.task ?? -1)
  const line = ({ frames, object, op, task }: Waiting, aside: string): Line => ({
    task,
    frames,
    text: op === "load" ? object : op === "store" ? `${object} = ...` : `${op}(${object})`,
    aside
  })
  return [
    ...blocked.map((waiting) => line(waiting, waiting.spins === true ? "<and so on for ever>" : "<blocked>")),
    ...pending.filter(({ frames, task }) => frames.length > 0 && others.has(task)).map((one) => line(one, "<not yet>"))
  ]
}

/** Names keep their letters; the first word of a reason gets a capital. */
const sentence = (text: string): string =>
  `${
    text.replace(/^(?:a|nothing|the) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))
      .replace(/\((\(\d+\))\)/g, "$1")
  }.`

/** Lanes that fit side by side; more are written one below the other, with the task before each step. */
const lanesMax = 2
const indent = 2

/** As changelogs draw it: a column for each CPU, a function before its steps, time downwards. */
const schedule = (lines: ReadonlyArray<Line>, { cpu, name, tasks: all }: Cpus): Array<string> => {
  const tasks = all.filter((one) => lines.some(({ task }) => task === one))
  const side = tasks.length <= lanesMax
  const width = side ? Math.floor((columns - indent) / tasks.length) - 1 : columns - indent
  const before = (task: number) => " ".repeat(indent + (side ? tasks.indexOf(task) * (width + 1) : 0))
  const title = (task: number) => `${cpu(task)} (${name(task)})`
  const head = side ? [tasks.map((task) => cut(title(task), width).padEnd(width + 1)).join("")] : []
  const calls = callsOf(lines)
  const text: Array<string> = []
  const open = new Map<number, ReadonlyArray<Call>>()
  let last: number | undefined
  lines.forEach((line, i) => {
    const { task } = line
    const goesOn = side || task === last
    if (!goesOn) text.push(`${before(task)}${title(task)}`)
    const opened = open.get(task) ?? []
    calls[i].forEach((call, depth) => {
      // Below its task's name, a step has its function before it again.
      if (opened[depth] === call && (goesOn || depth < calls[i].length - 1)) return
      text.push(`${before(task)}${cut(`${inward(depth)}${printable(call.fn)}()`, width)}`)
    })
    text.push(...stepText(line, calls[i].length, width).map((part) => `${before(task)}${part}`))
    open.set(task, calls[i])
    last = task
  })
  return [...head.map((line) => `${" ".repeat(indent)}${line}`.trimEnd()), ...(side ? [""] : []), ...text]
}

/** The calls shown around each line, outermost first. */
const callsOf = (lines: ReadonlyArray<Line>): ReadonlyArray<ReadonlyArray<Call>> => {
  const own = Map.groupBy(lines, ({ task }) => task)
  const shown = new Map([...own.values()].flatMap((some) => {
    const calls = shownCalls(some.map(({ frames }) => frames))
    return some.map((line, i) => [line, calls[i]] as const)
  }))
  return lines.map((line) => shown.get(line)!)
}

/** Deep calls are indented less, so that text is left room. */
const inward = (depth: number): string => " ".repeat(depth <= 4 ? 2 * depth : 4 + depth)

const stepText = ({ aside, text }: Line, depth: number, width: number): ReadonlyArray<string> => {
  const before = inward(depth)
  const parts = wrap(`${before}${printable(text)}`, width, before.length + 2)
  const whole = `${parts.at(-1)}  ${printable(aside)}`
  if (aside === "") return parts
  return whole.length <= width
    ? [...parts.slice(0, -1), whole]
    : [...parts, ...wrap(`${before}  ${printable(aside)}`, width, before.length + 5)]
}
