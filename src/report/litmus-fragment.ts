/**
 * The execution of a finding as a program for a memory model: what each task did, in a straight line, with the branches
 * and values as they were. What has no counterpart there is refused, and the step is named.
 *
 * A task that only joins the others and then reads (mostly main) is no thread: it sees the final state.
 */
import type { Finding, TraceStep } from "../sim/result.ts"
import { printable } from "./printable.ts"

/** A straight-line program, and what it read. */
export interface Fragment {
  readonly threads: ReadonlyArray<{ readonly name: string; readonly statements: ReadonlyArray<Statement> }>
  /** Every variable and lock, by its name in the scenario; `first` is what it holds before. */
  readonly locations: ReadonlyArray<{ readonly object: string; readonly sort: Sort; readonly first: number }>
  /** What locations hold in the end: what a task without a thread saw; where nobody reads at all, each of them. */
  readonly final: ReadonlyArray<{ readonly object: string; readonly value: number }>
}

/** What is done to a location; the arguments are integers. */
export interface Statement {
  readonly op: string
  readonly object: string
  readonly args: ReadonlyArray<number>
  /** What it gave, where it gives something. */
  readonly value?: number
}

/** What a location is used as. */
export type Sort = "int" | "atomic" | "spinlock" | "rcu"

/** Operations with a counterpart, and what their location is used as. A spinlock stands for a mutex. */
const sorts: Readonly<Record<string, Sort>> = {
  load: "int",
  store: "int",
  READ_ONCE: "int",
  WRITE_ONCE: "int",
  smp_load_acquire: "int",
  smp_store_release: "int",
  xchg: "int",
  cmpxchg: "int",
  atomic_fetch_add: "atomic",
  spin_lock: "spinlock",
  spin_trylock: "spinlock",
  spin_unlock: "spinlock",
  mutex_lock: "spinlock",
  mutex_trylock: "spinlock",
  mutex_unlock: "spinlock",
  rcu_read_lock: "rcu",
  rcu_read_unlock: "rcu",
  synchronize_rcu: "rcu"
}

/** The second half of synchronize_rcu, which is one call in C; of a callback too, which call_rcu rules out. */
const graceEnds = "end of grace period"

/** The fragment of a finding, or why there is none. */
export const fragmentOf = ({ trace }: Finding): Fragment | { readonly refused: string } => {
  const [waiting] = trace.blocked
  if (waiting !== undefined) {
    const { object, op, task } = waiting
    return { refused: `${trace.tasks[task]?.name} waits in ${op}(${object}) at the end: there is no final state` }
  }
  const steps = trace.steps.filter(({ note, op }) => !note && op !== graceEnds)
  const observer = trace.tasks.findIndex((_, task) => isObserver(task, trace.tasks, steps))
  const run = steps.filter(({ task }) => task !== observer)
  const refused = refusalOf(trace.steps, run)
  if (refused !== undefined) return { refused }
  const objects = [...new Set(run.map(({ object }) => object))]
  const seen = steps.filter((step) => step.task === observer && step.op === "load")
  const stored = steps.some(({ value }) => value !== undefined)
    ? []
    : lastOf(run.filter(({ op }) => sorts[op] === "int"))
  const active = [...new Set(run.map(({ task }) => task))].toSorted((a, b) => a - b)
  return {
    threads: active.map((task) => ({
      name: trace.tasks[task]!.name,
      statements: closed(run.filter((step) => step.task === task).map(statementOf))
    })),
    locations: objects.map((object) => locationOf(object, run.filter((step) => step.object === object))),
    final: [...lastOf(seen).map(({ object, value }) => ({ object, value: integer(value)! })), ...stored.map(endOf)]
  }
}

/** The last of the steps on each object. */
const lastOf = (steps: ReadonlyArray<TraceStep>): ReadonlyArray<TraceStep> => [
  ...new Map(steps.map((step) => [step.object, step])).values()
]

const endOf = (step: TraceStep) => ({ object: step.object, value: integer(argumentsOf(step)[0])! })

/** Joins every other task that takes steps, and then does nothing but to read. */
const isObserver = (
  task: number,
  tasks: Finding["trace"]["tasks"],
  steps: ReadonlyArray<TraceStep>
): boolean => {
  const own = steps.filter((step) => step.task === task)
  const others = [...new Set(steps.map((step) => step.task))].filter((other) => other !== task)
  const joins = own.slice(0, others.length)
  const joined = joins.filter(({ op }) => op === "join").map(({ object }) => object)
  const names = others.map((other) => tasks[other]?.name ?? "")
  return others.length > 0 && own.length >= others.length &&
    JSON.stringify(joined.toSorted()) === JSON.stringify(names.toSorted()) &&
    own.slice(others.length).every(({ object, op, value }) =>
      op === "load" && integer(value) !== undefined &&
      steps.some((step) => step.object === object && step.task !== task)
    )
}

const refusalOf = (all: ReadonlyArray<TraceStep>, run: ReadonlyArray<TraceStep>): string | undefined => {
  const threads = new Set(run.map(({ task }) => task))
  const allocates = all.find(({ note, op, task }) => note && op === "kzalloc" && threads.has(task))
  if (allocates !== undefined) return `${inPrint(allocates)}: an allocation has no counterpart`
  if (run.length === 0) return "it has no steps"
  const lines = new Map<string, TraceStep>()
  for (const step of run) {
    const { frames, index, object, op, task } = step
    const sort = sorts[op]
    if (sort === undefined) return `${inPrint(step)}: ${op} has no counterpart`
    const values = [...valuesOf(step), ...(step.value === undefined ? [] : [step.value])]
    const wrong = sort === "rcu" ? undefined : values.find((value) => integer(value) === undefined)
    if (wrong !== undefined) return `${inPrint(step)}: ${wrong} is no integer`
    const line = JSON.stringify([task, op, object, frames.map((frame) => [frame.file, frame.line, frame.column])])
    const before = lines.get(line)
    if (before !== undefined && frames.length > 0) return `step ${index} is step ${before.index} again: a loop`
    lines.set(line, step)
  }
  return undefined
}

const inPrint = ({ index, text }: TraceStep) => `step ${index}, ${printable(text)}`

/** What a step is given, and what stood there before: all of it has to be an integer. */
const valuesOf = (step: TraceStep): ReadonlyArray<string> => [
  ...argumentsOf(step),
  ...(step.was === undefined ? [] : [step.was])
]

/** As the text of the step has them: `x = 1`, `cmpxchg(x, 0, 1)`. */
const argumentsOf = ({ object, op, text }: TraceStep): ReadonlyArray<string> => {
  if (op === "load") return []
  if (op === "store") return [text.slice(`${object} = `.length)]
  const rest = text.slice(`${op}(${object}`.length, -1)
  return rest === "" ? [] : rest.slice(2).split(", ")
}

const statementOf = (step: TraceStep): Statement => {
  const { object, op, value } = step
  const args = sorts[op] === "rcu" ? [] : argumentsOf(step).map((text) => integer(text)!)
  return { op, object, args, ...(value === undefined ? {} : { value: integer(value)! }) }
}

/** The finding may stand inside an RCU section: the model wants its end. */
const closed = (statements: ReadonlyArray<Statement>): ReadonlyArray<Statement> => {
  const count = (name: string) => statements.filter(({ op }) => op === name).length
  const open = statements.find(({ op }) => op === "rcu_read_lock")
  const missing = Math.max(0, count("rcu_read_lock") - count("rcu_read_unlock"))
  return open === undefined ? statements : [
    ...statements,
    ...Array.from({ length: missing }, () => ({ ...open, op: "rcu_read_unlock" }))
  ]
}

/** The first step on a location says what was there: what it overwrote, or what it read. */
const locationOf = (object: string, steps: ReadonlyArray<TraceStep>): Fragment["locations"][number] => {
  const used = steps.map(({ op }) => sorts[op]!)
  const sort = used.includes("atomic") ? "atomic" : used[0]!
  const [{ value, was }] = steps as [TraceStep]
  return { object, sort, first: sort === "int" || sort === "atomic" ? integer(was ?? value) ?? 0 : 0 }
}

/** What C would have for a value; undefined for text and pointers. */
const integer = (text: string | undefined): number | undefined => {
  if (text === "true") return 1
  if (text === "false" || text === "NULL") return 0
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined
}
