/**
 * SURW, selectively uniform random walk: the steps on one location come in an order drawn evenly from all orders.
 *
 * For each execution a location is chosen that several tasks touched before. Of the tasks that have
 * steps on it to come, one is meant to take the next of them, with a chance by how many it has left:
 * so each order of those steps is as likely as any other. Until then the tasks walk at random, and
 * whoever else stands before the location waits. How many steps each task has is taken from the execution
 * that had the most; where that misses, or the task that is meant cannot come so far, anybody goes.
 * Source: Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025.
 */
import type { Machine } from "../machine.ts"
import { locationsOf } from "../object.ts"
import type { Task } from "../task.ts"
import { RandomWalk } from "./random.ts"

/** What was seen of one location: by task, the most steps it took there. */
type Touched = Map<number, number>

/** A random walk that is even over the orders of the steps on one location at a time. */
export class SelectivelyUniformRandomWalk extends RandomWalk {
  override readonly name = "surw"
  private readonly locations = new Map<number, Touched>()
  /** By task: the one that makes it. */
  private readonly parents = new Map<number, number>()
  private chosen = -1
  /** By task: steps it has left on the chosen location. */
  private left: Touched = new Map()
  private meant: number | undefined

  override next(): boolean {
    const shared = [...this.locations].filter(([, touched]) => touched.size > 1)
    const [location, touched] = shared.length === 0 ? [-1, new Map()] : shared[this.dice.below(shared.length)]
    this.chosen = location
    this.left = new Map(touched)
    this.meant = undefined
    return true
  }

  override choose(machine: Machine): Task {
    this.meant ??= this.drawMeant()
    const meant = this.meant === undefined ? undefined : this.standIn(this.meant, machine)
    const { enabled, enabledCount } = machine
    const allowed: Array<Task> = []
    for (let i = 0; i < enabledCount; i++) {
      if (enabled[i].id === meant || !this.isSelected(enabled[i])) allowed.push(enabled[i])
    }
    const task = allowed.length > 0 ? allowed[this.dice.below(allowed.length)] : super.choose(machine)
    if (this.isSelected(task)) {
      this.left.set(task.id, Math.max(0, (this.left.get(task.id) ?? 0) - 1))
      this.meant = undefined
    }
    return task
  }

  override done(machine: Machine): void {
    this.learn(machine)
  }

  learn({ log, tasks }: Machine): void {
    const seen = new Map<number, Touched>()
    for (let i = 0; i < log.count; i++) {
      const { step: { object }, task } = log.records[i]
      for (const location of locationsOf(object)) {
        const touched = seen.get(location) ?? new Map<number, number>()
        seen.set(location, touched.set(task.id, (touched.get(task.id) ?? 0) + 1))
      }
    }
    for (const [location, touched] of seen) {
      const most = this.locations.get(location) ?? new Map<number, number>()
      for (const [task, steps] of touched) most.set(task, Math.max(steps, most.get(task) ?? 0))
      this.locations.set(location, most)
    }
    for (const { id, parent } of tasks) if (parent !== undefined) this.parents.set(id, parent.id)
  }

  private isSelected({ pending }: Task): boolean {
    return pending !== undefined && locationsOf(pending.object).includes(this.chosen)
  }

  /** Who takes the next step on the location, by the steps that are left. */
  private drawMeant(): number | undefined {
    let ticket = [...this.left.values()].reduce((sum, steps) => sum + steps, 0)
    if (ticket === 0) return undefined
    ticket = this.dice.below(ticket)
    for (const [task, steps] of this.left) {
      ticket -= steps
      if (ticket < 0) return task
    }
    return undefined
  }

  /** Until a task is made, whoever is to make it goes in its place. */
  private standIn(task: number, { tasks }: Machine): number | undefined {
    let stands: number | undefined = task
    while (stands !== undefined && tasks.every(({ id }) => id !== stands)) stands = this.parents.get(stands)
    return stands
  }
}
