/**
 * The limits of one execution and of a search: named, checked, and explained when hit.
 *
 * Hitting `stepsMax`, `executionsMax` or `timeMaxMillis` bounds the verdict. The others are
 * mistakes of the scenario and end the cell with an error that names the limit.
 */
export interface Limits {
  /** Steps of one execution; a longer one is cut and the verdict is bounded. */
  readonly stepsMax: number
  /** Tasks alive or ended in one execution. */
  readonly tasksMax: number
  /** Effect operations a task may run without reaching a step, before it counts as an endless loop. */
  readonly operationsMax: number
  /** Executions of one search. */
  readonly executionsMax: number
  /** Wall clock of one search, in milliseconds. */
  readonly timeMaxMillis: number
}

/** What holds when a scenario and the command line say nothing. */
export const defaults: Limits = {
  stepsMax: 10_000,
  tasksMax: 64,
  operationsMax: 100_000,
  executionsMax: Number.POSITIVE_INFINITY,
  timeMaxMillis: Number.POSITIVE_INFINITY
}
