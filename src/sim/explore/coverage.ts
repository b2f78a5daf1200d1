/**
 * What executions came to, of what the program has: which tasks ran, which records were read, and which were written.
 *
 * Said of a pass, for a reader who has to judge whether it asks what it means to ask: that nobody saw an update half
 * done says little where nobody made it.
 */
import { READ, WRITE } from "../effects.ts"
import type { Machine } from "../machine.ts"
import { Variable } from "../memory/variable.ts"
import { Deferred } from "../sync/deferred.ts"

/** Names, in the order in which they were met. */
export interface Coverage {
  /** Tasks; work items and timers by the tasks that run them. */
  readonly tasks: Names
  /** Of these, those that took a step. */
  readonly ran: Names
  /** Records of which a task has read a field, and of which one has written a field. */
  readonly read: Names
  readonly written: Names
}
type Names = ReadonlyArray<string>

/** Nothing met. */
export const nothing: Coverage = { tasks: [], ran: [], read: [], written: [] }

/** What one or the other met. */
export const union = (a: Coverage, b: Coverage): Coverage => ({
  tasks: unionOf(a.tasks, b.tasks),
  ran: unionOf(a.ran, b.ran),
  read: unionOf(a.read, b.read),
  written: unionOf(a.written, b.written)
})

/** The same names in the same order, whoever met them first. */
export const missed = ({ ran, read, tasks, written }: Coverage): { readonly ran: Names; readonly updated: Names } => ({
  ran: tasks.filter((name) => !ran.includes(name)).toSorted(),
  updated: read.filter((name) => !written.includes(name)).toSorted()
})

/** Keeps count over the executions of a machine; what was seen before is passed over by a look into a table. */
export class Covering {
  /** By number of the task: it is known; it ran. */
  private readonly tasks: Array<number> = []
  /** By location: the effects of steps on it. */
  private readonly effects: Array<number> = []
  private readonly objects: Array<boolean> = []
  private readonly items = new Set<string>()
  private readonly ran = new Set<string>()
  private readonly names = new Set<string>()
  private readonly read = new Set<string>()
  private readonly written = new Set<string>()

  /** Looks at an execution that has ended. */
  note({ log, objects, tasks }: Machine): void {
    for (const object of objects) {
      if (object === undefined || this.objects[object.location]) continue
      this.objects[object.location] = true
      if (object instanceof Deferred) this.items.add(object.worker)
    }
    for (const task of tasks) {
      // The first step of a worker is to look whether there still is something to do.
      const least = this.items.has(task.name) ? 2 : 1
      const state = task.count >= least || (least === 1 && task.exit !== undefined) ? 2 : 1
      if ((this.tasks[task.id] ?? 0) >= state) continue
      this.tasks[task.id] = state
      this.names.add(task.name)
      if (state === 2) this.ran.add(task.name)
    }
    for (let i = 0; i < log.count; i++) {
      const { effects, step: { object } } = log.records[i]
      const known = this.effects[object.location] ?? 0
      if ((known | effects) === known) continue
      this.effects[object.location] = known | effects
      if (!(object instanceof Variable) || object.record === undefined) continue
      if ((effects & READ) !== 0) this.read.add(object.record)
      if ((effects & WRITE) !== 0) this.written.add(object.record)
    }
  }

  get result(): Coverage {
    const { items, names, ran, read, written } = this
    return { tasks: [...new Set([...names, ...items])], ran: [...ran], read: [...read], written: [...written] }
  }
}

const unionOf = (a: Names, b: Names): Names => [...new Set([...a, ...b])]
