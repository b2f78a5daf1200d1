/**
 * LIVELOCK: the execution is over, and a task goes round in a loop that only reads what nobody changes any more.
 *
 * Such a task is found by spin.ts: its round leaves its code as it was, so it repeats for ever under any schedule. That
 * it waits for a schedule's whim is no finding: only where nothing else can move, so that no fair scheduler helps.
 * Tasks that wait for it, or beside it, are told with it; then there is no DEADLOCK besides.
 */
import { SpinningStep } from "../spin.ts"
import type { Task } from "../task.ts"
import type { Checker, Execution, Sighting } from "./checker.ts"
import { stuckTasks, waitsOf } from "./deadlock.ts"

export const livelock: Checker = { name: "livelock", ofStates: true, check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.ending !== "stuck") return
  const stuck = stuckTasks(execution)
  const spinners = stuck.filter(spins)
  if (spinners.length === 0) return
  const rounds = spinners.map((task) => ({ task, round: roundOf(task) }))
  report({
    kind: "livelock",
    key: rounds.map(({ round, task }) => `${task.name} ${round.map(({ step }) => step.operation.name).join(" ")}`)
      .toSorted().join("; "),
    subject: [...new Set(rounds.flatMap(({ round }) => round.map(({ step }) => step.object.name)))].toSorted().join(
      ", "
    ),
    places: rounds.flatMap(({ round }) => round.map((record) => [record, "repeats"] as const)),
    whole: true,
    because: () => [
      ...rounds.map(({ round, task }) => ({
        tag: "repeats",
        task,
        steps: round,
        objects: [...new Set(round.map(({ step }) => step.object.name))]
      })),
      ...waitsOf(stuck.filter((task) => !spins(task)), stuck)
    ]
  })
}

const spins = ({ pending }: Task): boolean => pending instanceof SpinningStep

const roundOf = ({ pending }: Task): SpinningStep["round"] => (pending as SpinningStep).round
