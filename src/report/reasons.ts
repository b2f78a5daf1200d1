/**
 * Reasons as sentences. A reason is a value (sim/result.ts); here alone it becomes words, and a reason of a newer
 * heddle prints as its tag and values.
 *
 * Steps are called by their number in the diagram, tasks by their column.
 */
import type { Finding, Reason } from "../sim/result.ts"
import { printable, printableLines } from "./printable.ts"

/** How a task is called in a sentence. */
export type Cpu = (task: number) => string

/** How a step is called in a sentence. */
export type StepName = (step: number) => string

/** One reason as one sentence; a message of several lines keeps them. `name`: of a step, where it is not its number. */
export const sentences = (reason: Reason, finding: Finding, cpu: Cpu, name?: StepName): Array<string> => {
  const at = name ?? ((step) => `step ${step}`)
  const by = (step: number) => {
    const task = finding.trace.steps.find((s) => s.index === step)?.task
    return task === undefined || name !== undefined ? at(step) : `${at(step)} (${cpu(task)})`
  }
  const text = words(reason, { at, by, cpu })
  if (reason.tag === "says") return printableLines(text)
  return [printable(finding.kind === "double-free" ? text.replace("touches it after that", "frees it again") : text)]
}

/** Every reason of a finding, one sentence a line; who waits for whom comes last. */
export const whyOf = (finding: Finding, cpu: Cpu, name?: StepName): Array<string> => [
  ...finding.because.flatMap((reason) => reason.tag === "waits" ? [] : sentences(reason, finding, cpu, name)),
  ...waitsFor(finding, cpu)
]

/** Who waits for whom, and the cycle they form; empty where nobody waits for ever. */
export const waitsFor = (finding: Finding, cpu: Cpu): Array<string> => {
  const waits = waitsOf(finding)
  const lines = waits.map((wait) => printable(waitSentence(wait, cpu)))
  const cycle = cycleOf(waits)
  if (cycle.length > 0) lines.push(`a cycle: ${[...cycle, cycle[0]].map(cpu).join(" -> ")}`)
  return lines
}

type Wait = Extract<Reason, { readonly tag: "waits" }>

/** A step alone, a step with its task, a task. */
interface Names {
  readonly at: StepName
  readonly by: StepName
  readonly cpu: Cpu
}

const words = (reason: Reason, names: Names): string => {
  const { at, by, cpu } = names
  switch (reason.tag) {
    case "unordered":
      return unordered(reason, names)
    case "reads-from":
      return reason.write === null
        ? `${by(reason.read)} read ${reason.object} = ${reason.value}, its first value`
        : `${by(reason.read)} read ${reason.object} = ${reason.value}, stored by ${by(reason.write)}`
    case "window":
      return reason.last === null
        ? `the update of ${reason.record} is open from ${by(reason.first)} on; ${
          by(reason.read)
        } reads it before it is whole`
        : `the update of ${reason.record} is open from ${by(reason.first)} to ${at(reason.last)}; ` + (
          reason.first < reason.read && reason.read < reason.last
            ? `${by(reason.read)} reads it in between`
            : `nothing keeps ${by(reason.read)}, which reads it, from coming in between`
        )
    case "torn":
      return `${reason.record} = {${
        reason.fields.map((field) => tornField(field, at)).join(", ")
      }} was read: no whole update left it so`
    case "not-ready":
      return `${
        by(reason.call)
      } calls ${reason.callback}, and nothing makes it wait until ${reason.instance} is ready` +
        (reason.ready === null ? ", which it is not yet" : ` (${at(reason.ready)})`)
    case "pointer":
      return `${reason.object} points to ${reason.value}, ${
        reason.step === null ? "its first value" : `stored by ${by(reason.step)}`
      }`
    case "freed":
      return `${reason.object} was freed by ${by(reason.free)}; ${by(reason.access)} touches it after that`
    case "read-only":
      return `${reason.object} is in read-only memory; ${by(reason.step)} stores to it`
    case "lock-order":
      return `${cpu(reason.task)} takes ${reason.wanted} while it holds ${reason.held} (${at(reason.step)})`
    case "waits":
      return waitSentence(reason, cpu)
    case "repeats":
      return `${cpu(reason.task)} repeats ${stepsInPrint(reason.steps, at)} for ever: all it does is to read ` +
        `${reason.objects.join(", ")}, and no task is left that could change ${
          reason.objects.length > 1 ? "them" : "it"
        }`
    case "refused":
      return `${reason.instance} can do ${reason.name}${
        reason.ready === null ? "" : ` and was ready at ${at(reason.ready)}`
      }; ${by(reason.step)} is refused it`
    case "leak":
      return `${reason.object}${
        reason.step === null ? "" : `, allocated at ${at(reason.step)},`
      } is neither freed nor kept when the scenario ends`
    case "says":
      return reason.message
    default:
      return unknown(reason)
  }
}

const unordered = (reason: Extract<Reason, { readonly tag: "unordered" }>, { at, by }: Names): string => {
  const { a, b, locks, object, passed } = reason
  const plain = reason.plain.length >= 2
    ? "both are plain accesses"
    : reason.plain.map((step) => `${at(step)} is a plain access`).join("")
  const under = (names: ReadonlyArray<string>) => names.length === 0 ? "no lock" : names.join(", ")
  const held = locks === undefined ? "" : ` (${at(a)} is under ${under(locks[0])}, ${at(b)} under ${under(locks[1])})`
  const handed = passed === undefined
    ? ""
    : `; ${at(passed.load)} read ${passed.object} from ${at(passed.store)}: ` +
      "a release there, acquired here, would order them"
  return `nothing orders ${by(a)} and ${by(b)} on ${object}: ` +
    `no common lock${held}, no release that an acquire reads${handed}${plain === "" ? "" : `; ${plain}`}`
}

const tornField = (
  field: { readonly field: string; readonly value: string; readonly step: number | null },
  at: StepName
): string => `${field.field}: ${field.value} (${field.step === null ? "first value" : at(field.step)})`

const stepsInPrint = (steps: ReadonlyArray<number>, at: StepName): string => {
  const [first, last] = [steps[0], steps[steps.length - 1]]
  return first === last ? at(first) : `${at(first)} to ${at(last)}`
}

const waitSentence = (wait: Wait, cpu: Cpu): string => {
  const what = `${cpu(wait.task)} waits in ${wait.op}(${wait.object})`
  if (wait.holder === wait.task) return `${what}, which it holds itself`
  if (wait.holder !== null) return `${what}, held by ${cpu(wait.holder)}`
  if (wait.wakers.length === 0) return `${what}; no task is left that could wake it`
  return `${what}; only ${wait.wakers.map(cpu).join(" or ")} could wake it`
}

/** As the reasons have them, else as the execution ended. */
const waitsOf = (finding: Finding): ReadonlyArray<Wait> => {
  const given = finding.because.filter((reason): reason is Wait => reason.tag === "waits")
  if (given.length > 0 || finding.kind !== "deadlock") return given
  return finding.trace.blocked.map(({ task, op, object, holder }) => {
    return { tag: "waits", task, op, object, holder: holder ?? null, wakers: [] }
  })
}

/** Follows who waits for whom from each task; the first task met twice closes a cycle. */
const cycleOf = (waits: ReadonlyArray<Wait>): ReadonlyArray<number> => {
  const next = new Map(
    waits.map((wait) => [wait.task, wait.holder ?? (wait.wakers.length === 1 ? wait.wakers[0] : null)])
  )
  for (const start of next.keys()) {
    const path: Array<number> = []
    let at: number | null | undefined = start
    while (typeof at === "number" && !path.includes(at)) {
      path.push(at)
      at = next.get(at)
    }
    if (typeof at === "number") return path.slice(path.indexOf(at))
  }
  return []
}

const unknown = (reason: { readonly tag: string }): string => {
  const { tag, ...data } = reason
  const values = Object.entries(data).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  return [tag, ...values].join(", ")
}
