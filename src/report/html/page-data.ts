/**
 * What the page of a report is given: the results, with words made here, and each source line once.
 *
 * The same lines stand under many steps; a step has their numbers. Names are made printable here, so that the page can
 * put them in as text.
 */
import type { Alternative } from "../../sim/explain/alternative.ts"
import type { CellResult, Comparison, Finding, Frame, TraceStep, Waiting } from "../../sim/result.ts"
import { coverageOf } from "../coverage.ts"
import { cpusOf } from "../cpus.ts"
import type { OrdersReport } from "../orders.ts"
import { ruleInPrint } from "../orders.ts"
import { printable } from "../printable.ts"
import { sentences, waitsFor } from "../reasons.ts"
import { foundSentences, triedSentence } from "../remedies.ts"
import { replayCommand } from "../replay-command.ts"
import type { Report } from "../schema.ts"
import { keptSteps } from "../shorten.ts"
import { boundsInPrint, count, declaredInPrint, kindInPrint, sizeInPrint, verdictInPrint } from "../wording.ts"

/** The same value with numbers in place of source lines. */
type Numbered<A> = A extends Frame ? number
  : A extends ReadonlyArray<infer B> ? ReadonlyArray<Numbered<B>>
  : A extends object ? { readonly [K in keyof A]: Numbered<A[K]> }
  : A

export type PageStep = Numbered<TraceStep>
export type PageWaiting = Numbered<Waiting & { readonly holder?: number }>
export type PageAlternative = Alternative & { readonly replay: string; readonly says: string }
export type PageComparison = Numbered<Comparison> & { readonly replay: string }
export type PageFinding = Omit<Numbered<Finding>, "alternatives" | "comparisons" | "passing" | "remedies"> & {
  readonly alternatives?: ReadonlyArray<PageAlternative>
  readonly passing?: NonNullable<Finding["passing"]> & { readonly replay: string }
  readonly why: ReadonlyArray<string>
  /** Where each task's lane stands: CPU0 is the first. */
  readonly lanes: ReadonlyArray<number>
  /** What stands above it beside the CPU: the task's name as the program has it. */
  readonly heads: ReadonlyArray<string>
  /** The steps that explain it, by index; absent where all do. */
  readonly kept?: ReadonlyArray<number>
  /** What would fix it, a sentence each. */
  readonly fixes: ReadonlyArray<string>
  /** What was tried to fix it, a sentence; absent where no fix was asked for. */
  readonly tried?: string
  readonly says: string
  /** How small it is, and whether it could be smaller. */
  readonly size: string
  readonly replay: string
  readonly comparisons?: ReadonlyArray<PageComparison>
}
export type PageResult = Omit<Numbered<CellResult>, "findings"> & {
  readonly says: string
  readonly declares: string
  /** What ended the search, and how many executions that were. */
  readonly covered: string
  /** What a `verified` covers, a sentence each. */
  readonly coverage: ReadonlyArray<string>
  readonly findings: ReadonlyArray<PageFinding>
}

/** The data of one page. */
export type PageData =
  | {
    readonly shows: "report"
    readonly tool: { readonly version: string }
    readonly options: Report["options"]
    readonly frames: ReadonlyArray<Frame>
    readonly results: ReadonlyArray<PageResult>
  }
  | {
    readonly shows: "orders"
    readonly tool: { readonly version: string }
    readonly answers: ReadonlyArray<PageAnswer>
  }

export type PageAnswer = OrdersReport["answers"][number] & { readonly safeIf: string }

/** The data of a report. */
export const dataOf = ({ options, results, tool }: Report): PageData => {
  const frames: Array<Frame> = []
  const numbers = new Map<string, number>()
  const number = (frame: Frame): number => {
    const key = JSON.stringify(frame)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, frames.length)
    return frames.push(frame) - 1
  }
  const pages = results.map((result) => pageOf(result, options))
  return written({ shows: "report", tool, options, results: numbered(pages, number), frames }) as PageData
}

/** The data of the answers of `heddle orders`. */
export const dataOfOrders = ({ answers, tool }: OrdersReport): PageData =>
  written({
    shows: "orders",
    tool,
    answers: answers.map((answer) => ({
      ...answer,
      safeIf: answer.rule === null ? "not known: a bound was hit" : ruleInPrint(answer.rule)
    }))
  }) as PageData

const pageOf = (result: CellResult, options: Report["options"]) => ({
  ...result,
  says: verdictInPrint(result),
  declares: declaredInPrint(result),
  covered: coveredBy(result),
  coverage: result.verdict === "verified" ? coverageOf(result, options) : [],
  findings: result.findings.map(toldApart).map(({ remedies, ...finding }) => ({
    ...finding,
    lanes: lanesOf(finding),
    ...keptOf(finding),
    says: kindInPrint(finding.kind),
    size: sizeInPrint(finding),
    replay: replayCommand(result, finding),
    why: reasonsOf(finding),
    fixes: remedies === undefined ? [] : foundSentences(remedies),
    ...(remedies === undefined ? {} : { tried: triedSentence(remedies) }),
    ...(finding.passing === undefined
      ? {}
      : { passing: { ...finding.passing, replay: replayCommand(result, finding.passing) } }),
    ...(finding.alternatives === undefined ? {} : {
      alternatives: finding.alternatives.map((alternative) => ({
        ...alternative,
        says: alternative.found.map(kindInPrint).join(", "),
        replay: `${replayCommand(result, alternative)} --interactive`
      }))
    }),
    ...(finding.comparisons === undefined ? {} : {
      comparisons: finding.comparisons.map((comparison) => ({
        ...comparison,
        replay: replayCommand(result, comparison)
      }))
    })
  }))
})

/** `every trace, 57 executions`, `bounded by: 2 preemptions; 57 executions`, `bounded by: 30 executions`. */
const coveredBy = (result: CellResult): string => {
  const { bounds, exhaustive, stats } = result
  const run = count(stats.executions, "execution")
  if (exhaustive) return `every trace, ${run}`
  const bound = `${bounds.length === 0 ? "" : "bounded by: "}${boundsInPrint(result)}`
  // Where they are the bound (sim/explore/budget.ts), they are told already.
  const isTold = bounds.some((one) => /^(\d+) executions?$/.exec(one)?.[1] === `${stats.executions}`)
  return isTold ? bound : `${bound}; ${run}`
}

/** Tasks of one name are told apart by their CPU wherever no lane does. */
const toldApart = (finding: Finding): Finding & Pick<PageFinding, "heads"> => {
  const { cpu } = cpusOf(finding.trace)
  const { tasks } = finding.trace
  const named = tasks.map((task, i) =>
    tasks.some(({ name }, other) => other !== i && name === task.name)
      ? { ...task, name: `${task.name} ${cpu(i)}` }
      : task
  )
  return { ...finding, heads: tasks.map(({ name }) => name), trace: { ...finding.trace, tasks: named } }
}

const keptOf = (finding: Finding): Pick<PageFinding, "kept"> => {
  const kept = keptSteps(finding, "short")
  return kept.size === finding.trace.steps.length ? {} : { kept: [...kept].toSorted((a, b) => a - b) }
}

/** Those that never move come last. */
const lanesOf = ({ trace }: Finding): ReadonlyArray<number> => {
  const { tasks } = cpusOf(trace)
  const lanes = [...tasks, ...trace.tasks.keys().filter((task) => !tasks.includes(task))]
  return trace.tasks.map((_, task) => lanes.indexOf(task))
}

const reasonsOf = (finding: Finding): ReadonlyArray<string> => {
  const name = (task: number) => finding.trace.tasks[task]?.name ?? `task ${task}`
  const reasons = finding.because.filter(({ tag }) => tag !== "waits")
  return [...reasons.flatMap((reason) => sentences(reason, finding, name)), ...waitsFor(finding, name)]
}

const numbered = (value: unknown, number: (frame: Frame) => number): unknown => {
  if (Array.isArray(value)) return value.map((inner) => numbered(inner, number))
  if (typeof value !== "object" || value === null) return value
  if ("fn" in value && "column" in value) return number(value as Frame)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbered(inner, number)]))
}

const written = (value: unknown): unknown => {
  if (typeof value === "string") return printable(value)
  if (Array.isArray(value)) return value.map(written)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner)]))
}
