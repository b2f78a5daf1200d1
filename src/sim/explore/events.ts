/**
 * Numbers for the steps of executions: two steps have the same number exactly if they are the same event, that is
 * if the same steps lie before them in trace order, with the same values drawn.
 *
 * From it follows when two prefixes are prefixes of the same trace, whatever order their independent steps were
 * taken in. Exact: what is compared is text, not a hash.
 */
import type { Log, StepRecord } from "../log.ts"

/** Numbers the steps of one execution after another. */
export class Events {
  private readonly numbers = new Map<string, number>()
  /** By task, then by place in its program order: the steps of the current execution. */
  private readonly byTask: Array<Array<number>> = []
  /** The task of each step that was taken note of. */
  private readonly tasks: Array<number> = []

  /** A new execution begins, as the last one did for so many steps. */
  begin(common = 0): void {
    const { byTask, tasks } = this
    while (tasks.length > common) byTask[tasks.pop()!].pop()
    // A task without steps yet is to leave no trace in what is compared.
    while (byTask.length > 0 && (byTask[byTask.length - 1]?.length ?? 0) === 0) byTask.pop()
  }

  /** Takes note of the steps since the last look. Values are drawn after a step: look when a task is to be chosen. */
  observe({ count, records }: Log): void {
    const { byTask, tasks } = this
    for (let i = tasks.length; i < count; i++) {
      const record = records[i]
      tasks.push(record.task.id)
      const mine = byTask[record.task.id] ??= []
      mine.push(this.numberOf(`${record.task.id} ${this.pastOf(record)} ${record.draws.join()}`))
    }
  }

  /** The number of a step of the current execution. */
  of({ nth, task }: StepRecord): number {
    return this.byTask[task.id][nth - 1]
  }

  /** All steps so far, in whatever order independent ones were taken: the last of each task says it. */
  get taken(): string {
    return Array.from(this.byTask, (steps) => steps?.at(-1)).join()
  }

  /** The last step of each task before this one, its own task's included. */
  private pastOf({ clock, nth, task }: StepRecord): string {
    let text = ""
    this.byTask.forEach((steps, id) => {
      // A join comes one after its task's last step: after its end.
      const last = Math.min(id === task.id ? nth - 1 : clock[id], steps.length)
      if (last > 0) text += `${id}:${steps[last - 1]} `
    })
    return text
  }

  private numberOf(text: string): number {
    let number = this.numbers.get(text)
    if (number === undefined) this.numbers.set(text, number = this.numbers.size)
    return number
  }
}
