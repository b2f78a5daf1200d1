/**
 * Where a schedule stands after some of its steps: what every object holds, what each task is about to do, who waits
 * for whom. To step back is to run fewer steps.
 */
import { holders } from "../check/deadlock.ts"
import { ScenarioError } from "../errors.ts"
import { programOf } from "../explore/fingerprint.ts"
import type { Prepared } from "../explore/prepare.ts"
import { executed, Follow, type Move, moveOf } from "../explore/schedule.ts"
import { stay } from "../explore/strategy.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Machine } from "../machine.ts"
import type { Frame, Trace } from "../result.ts"
import type { Kind } from "../scenario.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { framesOf } from "./frames.ts"
import { kindsIn } from "./rerun.ts"
import { print } from "./trace.ts"
import { Witness } from "./witness.ts"

/** A task between two steps. */
export interface Standing {
  readonly path: string
  readonly name: string
  /** It can move, waits for something, or has ended; `outside` waits for what is no step. */
  readonly state: "can-move" | "waits" | "ended" | "outside"
  /** The step it is about to take. */
  readonly next?: { readonly op: string; readonly object: string; readonly frames: ReadonlyArray<Frame> }
  /** Who holds what it waits for. */
  readonly holders: ReadonlyArray<string>
}

/** A schedule between two steps. */
export interface Position {
  /** The steps taken, the start of main first. */
  readonly moves: ReadonlyArray<Move>
  readonly trace: Trace
  readonly tasks: ReadonlyArray<Standing>
  /** Path of the task that moves next if nobody says otherwise; absent at the end. */
  readonly usual?: string
  /** Replays these steps; then the default policy goes on. */
  readonly token: string
  /** What the checkers see in these steps. */
  readonly found: ReadonlyArray<Kind>
}

/**
 * The position after these moves. Throws ScenarioError "diverged" when they cannot be taken.
 *
 * @example
 * const { tasks, token } = positionAfter(prepare(scenario, cell), moves.slice(0, 3))
 */
export const positionAfter = (program: Prepared, moves: ReadonlyArray<Move>): Position => {
  const { body, machine } = program
  const fingerprint = programOf(program)
  const follow = new Follow(moves, false)
  const recorder = new Recorder(follow)
  const seen = new Witness(recorder)
  const ending = seen.run(machine, body)
  if (follow.diverged !== undefined) throw new ScenarioError("diverged", follow.diverged)
  return {
    moves: executed(machine).map(moveOf),
    trace: print(machine, seen, new Map()).trace,
    tasks: machine.tasks.map((task) => standingOf(machine, task, ending)),
    ...(ending === "abandoned" ? { usual: stay(machine).path } : {}),
    token: encode({ fingerprint, deviations: recorder.deviations }),
    found: kindsIn(program, ending)
  }
}

const standingOf = (machine: Machine, task: Task, ending: Ending): Standing => {
  const { exit, name, path, pending } = task
  if (pending === undefined) return { path, name, state: exit === undefined ? "outside" : "ended", holders: [] }
  const next = { op: pending.operation.name, object: pending.object.name, frames: framesOf(task.stack) }
  const canMove = ending === "abandoned" && machine.enabled.slice(0, machine.enabledCount).includes(task)
  if (canMove) return { path, name, state: "can-move", next, holders: [] }
  return { path, name, state: "waits", next, holders: holders(pending.object).map((holder) => holder.name) }
}
