/**
 * The ways in which a scenario can be unfit to explore: no finding, but a mistake to mend.
 *
 * Every message names the task and step where it can, and says what to do.
 */

/** Why a scenario cannot be explored. */
export type Reason =
  /** the body, or the building of its services, threw before a task could fail on its own */
  | "throws"
  /** two runs of one schedule differ */
  | "nondeterministic"
  /** two orders of independent steps differ: state is shared behind the machine's back */
  | "shared-state"
  /** a task waits on a promise, a timer or another thing the machine does not control */
  | "outside"
  /** a task runs on without ever reaching a step */
  | "endless"
  /** a limit other than a search bound was exceeded */
  | "limit"
  /** an object or step was used in a way the machine cannot give a meaning to */
  | "misuse"
  /** a replay token does not fit the program */
  | "diverged"

/**
 * A scenario that cannot be explored, with the reason and what to do about it.
 *
 * @example
 * try { exploreCell(scenario, cell) } catch (error) { if (error instanceof ScenarioError) report(error.message) }
 */
export class ScenarioError extends Error {
  readonly reason: Reason
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "ScenarioError"
    this.reason = reason
  }
}

/** A step that an earlier execution took, and that cannot be taken now. */
export const unsteady = (step: number, who: string): ScenarioError =>
  new ScenarioError(
    "nondeterministic",
    `step ${step}: ${who} could move here in an earlier execution and cannot now: the scenario depends on something ` +
      `outside its objects (a module variable, a Ref or Queue between tasks, Math.random)`
  )

/** A task that never reaches a step. */
export const endless = (task: { readonly name: string }, how: string): ScenarioError =>
  new ScenarioError(
    "endless",
    `task ${task.name} ${how}: a loop that waits must wait on a heddle object (variable.await), a loop that works ` +
      `must take steps`
  )
