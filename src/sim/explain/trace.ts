/**
 * From an executed schedule to the lines of a printed one: steps and notes in the order executed,
 * with values, source lines, and what each depends on.
 */
import { holders } from "../check/deadlock.ts"
import { ACQUIRE, ACQUIRE_SHARED, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import type { Note, StepRecord } from "../log.ts"
import type { Machine } from "../machine.ts"
import { show } from "../memory/show.ts"
import type { SimObject } from "../object.ts"
import type { Edge, Trace, TraceStep, Waiting } from "../result.ts"
import { SpinningStep } from "../spin.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { framesOf } from "./frames.ts"
import { type Change, inPrint, type Witness } from "./witness.ts"

/** A printed execution, and where its steps and notes stand in it. */
export interface Printed {
  readonly trace: Trace
  readonly indexOf: (place: StepRecord | Note) => number | null
}

/** Notes that are worth a line of their own. */
const shown = new Set(["call", "ready", "refused", "choose", "assertion", "reached", "alloc"])

/** Prints the machine's execution, which `seen` has watched; `roles` says which places have a part in a finding. */
export const print = (machine: Machine, seen: Witness, roles: ReadonlyMap<StepRecord | Note, string>): Printed => {
  const places = placesOf(machine)
  const index = new Map(places.map((place, i) => [place, i]))
  const columns = columnsOf(machine, places)
  const column = (task: Task) => columns.indexOf(task)
  const dependencies = dependenciesOf(machine)
  const values = valuesOf(machine, seen)
  const afterOf = (before: ReadonlyMap<StepRecord, Edge> = new Map()): Pick<TraceStep, "after" | "by"> => {
    const printed = [...before].filter(([record]) => index.has(record))
    return { after: printed.map(([record]) => index.get(record)!), by: printed.map(([, edge]) => edge) }
  }
  const steps = places.map((place): TraceStep => {
    const shared = {
      index: index.get(place)!,
      task: column(place.task),
      frames: framesOf(place.stack),
      role: roles.get(place) ?? ""
    }
    if ("position" in place) return { ...noteLine(place), ...shared, after: [] }
    return {
      ...stepLine(place),
      ...shared,
      ...afterOf(dependencies.get(place)),
      instead: insteadOf(place, seen).map(column).filter((at) => at >= 0),
      ...values.changes(place)
    }
  })
  const waits = machine.tasks.filter((task) => task.pending !== undefined && columns.includes(task))
  return {
    trace: {
      tasks: columns.map(({ name }) => ({ name })),
      objects: values.objects,
      steps,
      blocked: waits.filter(isBlocked).map((task) => {
        const [holder] = holders(task.pending!.object)
        return {
          ...waiting(task, column(task)),
          ...(holder === undefined ? {} : { holder: column(holder) }),
          ...(task.pending instanceof SpinningStep ? { spins: true } : {})
        }
      }),
      pending: waits.filter((task) => !isBlocked(task)).map((task) => waiting(task, column(task)))
    },
    indexOf: (place) => index.get(place) ?? null
  }
}

/** What the lines of the execution say, and whose they are; it need not have been watched. */
export const linesOf = (machine: Machine): ReadonlyArray<{ readonly task: string } & Pick<Line, "text" | "value">> =>
  placesOf(machine).map((place) => {
    const { text, value } = "position" in place ? noteLine(place) : stepLine(place)
    return { task: place.task.name, text, ...(value === undefined ? {} : { value }) }
  })

/** By step, without the start of main: the number under which it is printed. */
export const numbersOf = (machine: Machine): ReadonlyArray<number> =>
  placesOf(machine).flatMap((place, i) => "position" in place ? [] : [i])

/** Steps and notes in the order executed. */
const placesOf = ({ log }: Machine): ReadonlyArray<StepRecord | Note> => {
  const places: Array<StepRecord | Note> = []
  const visible = log.notes.filter((note) => shown.has(note.kind))
  let n = 0
  for (let i = 0; i <= log.count; i++) {
    while (n < visible.length && visible[n].at === i) places.push(visible[n++])
    if (i > 0 && i < log.count) places.push(log.records[i])
  }
  return places
}

/** The tasks that do something, in the order of their creation. */
const columnsOf = (machine: Machine, places: ReadonlyArray<StepRecord | Note>): Array<Task> => {
  const active = new Set(places.map((place) => place.task))
  // Main only waits for the others, most of the time: that is worth a column where it waits for ever.
  const over = machine.tasks.every((task) => task.pending === undefined || isBlocked(task))
  return machine.tasks.filter((task) => active.has(task) || (task.pending !== undefined && (over || task.index > 0)))
}

const isBlocked = (task: Task): boolean => {
  const { argument, object, operation } = task.pending!
  return operation.enabled !== undefined && !operation.enabled(object, argument, task)
}

const waiting = (task: Task, column: number): Waiting => {
  const { object, operation } = task.pending!
  return { task: column, op: operation.name, object: object.name, frames: framesOf(task.stack) }
}

type Line = Pick<TraceStep, "op" | "object" | "note" | "text" | "value" | "was">

const stepLine = (record: StepRecord): Line => {
  const { step } = record
  const wrote = (record.effects & WRITE) !== 0 && step.operation.access !== "none"
  return {
    op: step.operation.name,
    object: step.object.name,
    note: false,
    text: textOf(step),
    ...(record.result === undefined ? {} : { value: show(record.result) }),
    ...(wrote ? { was: show(record.before) } : {})
  }
}

/** A step as in kernel C: plain accesses as assignments, everything else as a call. */
const textOf = ({ argument, object, operation }: Step<unknown>): string => {
  if (operation.name === "load") return object.name
  const shownArgument = operation.show === undefined || argument === undefined && operation.stores !== true
    ? ""
    : operation.show(argument)
  if (operation.name === "store") return `${object.name} = ${shownArgument}`
  return `${operation.name}(${shownArgument === "" ? object.name : `${object.name}, ${shownArgument}`})`
}

const noteLine = ({ data, kind }: Note): Line => {
  const line = (op: string, object: string, text: string): Line => ({ op, object, note: true, text })
  switch (kind) {
    case "call":
      return line("call", data.instance, `${show(data.pointer)}()`)
    case "ready":
      return line("ready", data.instance, `${data.instance} is ready`)
    case "refused":
      return line("refused", data.instance, `${data.name} of ${data.instance} is refused`)
    case "choose":
      return line("choose", "", `chooses ${data.value}`)
    case "alloc":
      return line("kzalloc", data.block.name, `kzalloc(${data.block.name})`)
    case "reached":
      return line("reached", "", data.place)
    default:
      return line(kind, "", String(data.message ?? ""))
  }
}

/** The tasks that could have taken this step's turn. */
const insteadOf = ({ index, task }: StepRecord, { enabled }: Witness): ReadonlyArray<Task> =>
  enabled[index].filter((other) => other !== task)

/** The objects that steps touch, with what they held before the first of them, and what each step changed. */
const valuesOf = ({ log }: Machine, { changes }: Witness) => {
  // Before the first step stands the start of main, which makes most of what there is.
  const made = new Map((changes[0] ?? []).map((change) => [change.object, change]))
  const later = changes.slice(1, log.count).flat()
  const objects = [...new Set([...made.keys(), ...later.map(({ object }) => object)])].filter((object) =>
    object.history.length > 0
  )
  const known = new Map(objects.map((object, number) => [object, { number, print: inPrint(object) }]))
  const printed = ({ object, value }: Change) => {
    const found = known.get(object)
    return found === undefined ? [] : [{ object: found.number, value: found.print(value) }]
  }
  return {
    objects: objects.map((object) => {
      const first = made.get(object)
      return { name: object.name, ...(first === undefined ? {} : { value: known.get(object)!.print(first.value) }) }
    }),
    changes: ({ index }: StepRecord): Pick<TraceStep, "changes"> => {
      const own = (changes[index] ?? []).flatMap(printed)
      return own.length === 0 ? {} : { changes: own }
    }
  }
}

/** For each step the steps of other tasks it comes directly after. */
const dependenciesOf = (machine: Machine): Map<StepRecord, Map<StepRecord, Edge>> => {
  const found = new Map<StepRecord, Map<StepRecord, Edge>>()
  // Numbers are reserved for objects that this execution never made.
  for (const object of machine.objects.filter((made) => made !== undefined)) {
    let write: StepRecord | undefined
    let reads: Array<StepRecord> = []
    for (const record of object.history) {
      const writes = record.accesses.includes(2 * object.location + 1)
      const direct = writes && reads.length > 0 ? reads : write === undefined ? [] : [write]
      for (const other of direct.filter(({ task }) => task !== record.task)) {
        const before = found.get(record) ?? new Map<StepRecord, Edge>()
        if (!before.has(other)) before.set(other, edgeOf(other, record, object))
        found.set(record, before)
      }
      if (writes) {
        write = record
        reads = []
      } else {
        // Its task's earlier reads come before it already.
        reads = [...reads.filter((other) => other.task !== record.task), record]
      }
    }
  }
  return found
}

const edgeOf = (before: StepRecord, record: StepRecord, object: SimObject): Edge => {
  const writes = ({ accesses }: StepRecord) => accesses.includes(2 * object.location + 1)
  const isOfBoth = before.step.object === object && record.step.object === object
  const gives = (before.effects & (RELEASE | RELEASE_SHARED)) !== 0
  const takes = (record.effects & (ACQUIRE | ACQUIRE_SHARED)) !== 0
  if (isOfBoth && gives && takes) return record.step.operation.lock === undefined ? "release" : "lock"
  if (!writes(before)) return "from-read"
  return writes(record) ? "overwrites" : "reads-from"
}
