/**
 * DEADLOCK: the execution is over and tasks still wait: all of them (full) or some (partial).
 *
 * The report is the wait-for relation: who waits for what, who holds it, who could have woken whom.
 * A task that waits for one killed by its own fault is a consequence of that fault and no deadlock;
 * so is a daemon that waits for work. Where one of them spins it is a LIVELOCK (livelock.ts).
 */
import type { StepRecord } from "../log.ts"
import { Variable } from "../memory/variable.ts"
import type { SimObject } from "../object.ts"
import { SpinningStep } from "../spin.ts"
import { Task } from "../task.ts"
import type { Because, Checker, Execution, Sighting } from "./checker.ts"

export const deadlock: Checker = { name: "deadlock", ofStates: true, check }

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.ending !== "stuck") return
  const stuck = stuckTasks(execution)
  if (stuck.some(({ pending }) => pending instanceof SpinningStep)) return
  const waits = stuck.filter((task) => !doomed(task, []))
  if (waits.length === 0) return
  report({
    kind: "deadlock",
    key: waits.map((task) => `${task.name} ${task.pending!.operation.name} ${task.pending!.object.name}`).toSorted()
      .join(
        "; "
      ),
    subject: subjectOf(waits),
    places: waits.flatMap((task) => taken(execution, task).map((record) => [record, "takes"] as const)),
    whole: true,
    because: () => waitsOf(waits, stuck)
  })
}

/** The tasks that are not over though the execution is. */
export const stuckTasks = ({ machine }: Execution): ReadonlyArray<Task> =>
  machine.tasks.filter((task) => task.exit === undefined && !task.daemon && task.pending !== undefined)

/** Who waits for what, who holds it, and who of the stuck tasks could have woken whom. */
export const waitsOf = (waits: ReadonlyArray<Task>, stuck: ReadonlyArray<Task>): ReadonlyArray<Because> =>
  waits.map((task) => ({
    tag: "waits",
    task,
    object: task.pending!.object.name,
    op: task.pending!.operation.name,
    holder: waitsFor(task)[0] ?? null,
    wakers: stuck.filter((other) => other !== task && has(other, task.pending!.object))
  }))

/** What the tasks wait for; tasks that only wait for others' ends do not say much. */
const subjectOf = (waits: ReadonlyArray<Task>): string => {
  const objects = waits.flatMap((task) => task.pending!.operation.name === "join" ? [] : [task.pending!.object])
  const names = (objects.length > 0 ? objects : waits.map((task) => task.pending!.object)).map(({ name }) => name)
  return [...new Set(names)].toSorted().join(", ")
}

/** Who keeps the object from those who wait for it. A variable keeps nobody, whatever is stored in it. */
export const holders = (object: SimObject): ReadonlyArray<Task> => {
  const { state } = object
  if (object instanceof Variable) return []
  if (state instanceof Task) return [state]
  if (typeof state !== "object" || state === null) return []
  if ("readers" in state) return state.writer === null ? state.readers : [state.writer]
  return "sections" in state ? state.sections.map((section: { readonly task: Task }) => section.task) : []
}

/** Whom a waiting task waits for, where that is known: the holders of a lock, the task it joins. */
const waitsFor = ({ pending }: Task): ReadonlyArray<Task> =>
  pending!.argument instanceof Task ? [pending!.argument] : holders(pending!.object)

/** Does the wait lead to a task that died of a fault of its own? */
const doomed = (task: Task, seen: ReadonlyArray<Task>): boolean => {
  if (task.killed) return true
  if (seen.includes(task) || task.pending === undefined) return false
  return waitsFor(task).some((other) => doomed(other, [...seen, task]))
}

/** The steps by which the task took what others wait for. */
const taken = ({ log, machine }: Execution, task: Task): ReadonlyArray<StepRecord> => {
  const wanted = new Set(machine.tasks.flatMap((other) => other.pending === undefined ? [] : [other.pending.object]))
  return log.records.slice(0, log.count).filter((record) =>
    record.task === task && record.step.operation.lock === "take" && wanted.has(record.step.object) &&
    holders(record.step.object).includes(task)
  )
}

const has = (task: Task, object: SimObject): boolean =>
  object.history.some((record) => record.task === task) || holders(object).includes(task)
