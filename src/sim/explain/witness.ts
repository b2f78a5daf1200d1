/**
 * What the log of an execution does not keep, for those who explain it: who could have moved at each step, and what
 * every object held after it.
 */
import { holders } from "../check/deadlock.ts"
import { WRITE } from "../effects.ts"
import type { Machine } from "../machine.ts"
import { show } from "../memory/show.ts"
import type { SimObject } from "../object.ts"
import type { Ending, Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"

/** An object that is new, that was written, or that holds something else than before. */
export interface Change {
  readonly object: SimObject
  readonly value: string
}

/** Looks at the machine before each step that another scheduler chooses. */
export class Witness implements Scheduler {
  /** By step: the tasks that could have moved, the one that did among them. */
  readonly enabled: Array<ReadonlyArray<Task>> = [[]]
  /** By step: what it, and the local code after it, changed. */
  readonly changes: Array<ReadonlyArray<Change>> = []
  private readonly known = new Map<SimObject, string>()
  private readonly inner: Scheduler
  constructor(inner: Scheduler) {
    this.inner = inner
  }

  choose(machine: Machine): Task | undefined {
    this.look(machine)
    this.enabled[machine.log.count] = machine.enabled.slice(0, machine.enabledCount)
    return this.inner.choose(machine)
  }

  draw(machine: Machine, n: number): number {
    return this.inner.draw(machine, n)
  }

  /** Runs the program, with source lines, and keeps what there is to see. */
  run(machine: Machine, body: () => Generator<any, any, any>): Ending {
    const ending = recording(machine, () => machine.run(body, this))
    this.look(machine)
    return ending
  }

  /** Each object's value is compared, for a step may change others than its own: `kfree` ends a block's life. */
  private look(machine: Machine): void {
    const { last } = machine.log
    const written = (last.effects & WRITE) === 0 ? undefined : last.step.object
    const changes: Array<Change> = []
    // Whether a task has ended is no value that anybody looks for; and asking makes the object.
    const lives = new Set(machine.tasks.filter(({ watched }) => watched).map(({ life }) => life))
    // Numbers are reserved for objects that this execution never made.
    for (const object of machine.objects) {
      if (object === undefined || lives.has(object)) continue
      const value = valueOf(object)
      if (this.known.get(object) === value && object !== written) continue
      this.known.set(object, value)
      changes.push({ object, value })
    }
    this.changes[last.index] ??= changes
  }
}

/** Runs with the source lines of steps captured. */
const recording = <A>(machine: Machine, run: () => A): A => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = stackDepth
  machine.recording = true
  try {
    return run()
  } finally {
    machine.recording = false
    Error.stackTraceLimit = limit
  }
}

/** Frames kept of a step's stack: modelled calls nest, and each takes one. */
const stackDepth = 60

/** What the object holds now, as text. */
const valueOf = (object: SimObject): string => {
  const by = holders(object)
  return by.length > 0 ? `held by ${by.map(({ name }) => name).join(", ")}` : textOf(object.state)
}

/** The same for a reader who has seen the whole execution: a lock that nobody holds is free, a block may be freed. */
export const inPrint = (object: SimObject): (value: string) => string => {
  const isLock = object.history.some(({ step }) => step.object === object && step.operation.lock !== undefined)
  const isBlock = !isLock && object.machine.objects.some((other) => other?.block === object)
  return (value) => {
    if (value.startsWith("held by ")) return value
    return isLock ? "free" : isBlock ? blocks[value] ?? value : value
  }
}

const blocks: Record<string, string> = { false: "allocated", true: "freed" }

/** Plain objects and lists, such as the state of a work item, are written out. */
const textOf = (state: unknown): string => {
  if (Array.isArray(state)) return `[${state.map(textOf).join(", ")}]`
  if (typeof state !== "object" || state === null || Object.getPrototypeOf(state) !== Object.prototype) {
    return show(state)
  }
  const text = show(state)
  if (text !== "object") return text
  return `{${Object.entries(state).map(([key, value]) => `${key}: ${textOf(value)}`).join(", ")}}`
}
