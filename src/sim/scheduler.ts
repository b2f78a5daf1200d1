/**
 * What the machine asks of whoever decides, and what it says at the end. Every strategy is a
 * scheduler; so are replays and the recorders around them.
 */
import type { Note } from "./log.ts"
import type { Machine } from "./machine.ts"
import type { Task } from "./task.ts"

/** Chooses the next task and the values of draws. Implemented by every strategy. */
export interface Scheduler {
  /**
   * How many steps, at the beginning, the next execution has in common with the last one that this scheduler chose. The
   * machine takes them without asking; where another execution came in between it asks for them again. None if absent.
   */
  readonly common?: number
  /** One of `machine.enabled[0 .. machine.enabledCount)`; undefined abandons the execution. */
  choose(machine: Machine): Task | undefined
  /** One of 0 .. n-1. */
  draw(machine: Machine, n: number): number
}

/** How an execution ended: `stuck` when tasks still wait, `cut` by the step limit, `abandoned` by the scheduler. */
export type Ending = "complete" | "stuck" | "cut" | "abandoned"

/** What a program says that matters to timed runs alone (time/). */
export interface TimeKeeper {
  /** The task will work or wait on this before its next step. */
  spends(task: Task, activity: string): void
  /** The task is at a place. */
  passes(task: Task, place: string): void
  /** The task has left a note. */
  noted(note: Note): void
}
