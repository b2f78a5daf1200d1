/**
 * Guards against what the machine cannot see: randomness, module variables, state shared between
 * tasks outside heddle's objects.
 *
 * The first execution is run twice and compared, and once more when the search is over. For a sample
 * of traces another order of the same trace is run, in which also tasks spawned together start the
 * other way round: each task must take the same steps and get the same
 * values, for the two are the same trace. Where they differ, something besides the steps carried
 * information.
 */
import { ScenarioError } from "../errors.ts"
import type { Machine } from "../machine.ts"
import { show } from "../memory/show.ts"
import type { Ending } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { executed, Follow, linearise, type Move, moveOf, restless } from "./schedule.ts"

type Body = () => Generator<any, any, any>

/** What each task did, in its own order, by task path; and what every variable held at the end. */
type Account = ReadonlyMap<string, ReadonlyArray<string>>

/** Runs a sample of executions again: as they were, and in another order of the same trace. */
export class Guard {
  private first: Specimen | undefined = undefined
  private readonly machine: Machine
  private readonly body: Body
  constructor(machine: Machine, body: Body) {
    this.machine = machine
    this.body = body
  }

  /** Looks at the execution that has just ended. */
  check(ending: Ending, execution: number): void {
    const { body, machine } = this
    if (ending === "abandoned" || !sampled(execution)) return
    if (this.first === undefined) {
      this.first = specimen(machine, ending)
      repeat(machine, body, this.first)
    }
    if (ending !== "cut") reorder(machine, body, ending)
  }

  /** Once more at the end: state that outlives executions shows when many have passed. */
  finish(): void {
    if (this.first !== undefined) repeat(this.machine, this.body, this.first)
  }
}

/** Is this one of the executions whose trace is run in another order too? */
const sampled = (execution: number): boolean => (execution & (execution - 1)) === 0 || execution % 4096 === 0

/** An execution to be run again: once at once, and once when the search is over. */
interface Specimen {
  readonly moves: ReadonlyArray<Move>
  readonly account: Account
  readonly ending: Ending
}

/** Keeps the machine's execution. */
const specimen = (machine: Machine, ending: Ending): Specimen => ({
  moves: executed(machine).map(moveOf),
  account: accountOf(machine),
  ending
})

/** Runs an execution again as it was: the same steps must come, with the same values. */
const repeat = (machine: Machine, body: Body, { account, ending, moves }: Specimen): void => {
  compare(machine, body, moves, account, ending, (task, was, is) =>
    new ScenarioError(
      "nondeterministic",
      `the scenario is not deterministic: run twice under one schedule, ${task} did ${was} and then ${is}. ` +
        `Draw with choose() or Effect's Random, read time from Effect's Clock, and make all state inside the body`
    ))
}

/** Runs another order of the machine's trace: the same steps must come, with the same values. */
const reorder = (machine: Machine, body: Body, ending: Ending): void => {
  const first = accountOf(machine)
  const moves = linearise(executed(machine), [], restless).map(moveOf)
  // Draws are told apart by their order, so where tasks draw as they start they start as they did.
  machine.backwards = moves.every(({ draws }) => draws.length === 0)
  try {
    compare(machine, body, moves, first, ending, (task, was, is) =>
      new ScenarioError(
        "shared-state",
        `state is shared behind the machine's back: two orders of steps that do not touch each other made ${task} do ` +
          `${was} in one and ${is} in the other. Keep what tasks share in heddle objects (variable, record), ` +
          `not in a let, an array, a Ref or a Queue`
      ))
  } finally {
    machine.backwards = false
  }
}

const compare = (
  machine: Machine,
  body: Body,
  moves: ReadonlyArray<Move>,
  first: Account,
  ending: Ending,
  fail: (task: string, was: string, is: string) => ScenarioError
): void => {
  const follow = new Follow(moves, false)
  const again = machine.run(body, follow)
  const second = accountOf(machine)
  for (const [name, was] of first) {
    const is = second.get(name) ?? []
    for (let i = 0; i < Math.max(was.length, is.length); i++) {
      if (was[i] !== is[i]) throw fail(name, was[i] ?? "nothing more", is[i] ?? "nothing more")
    }
  }
  for (const name of second.keys()) if (!first.has(name)) throw fail(name, "nothing", "something")
  if (follow.diverged !== undefined && ending !== "cut") throw fail(follow.diverged, "one thing", "another")
  if (again === ending || ending === "cut") return
  // The schedule is used up, and a task would go on that had come to its end.
  const more = machine.tasks.find((task) => task.pending !== undefined)
  const { object, operation } = more?.pending ?? machine.log.last.step
  throw fail(`task ${more?.name ?? "main"}`, "nothing more", `${operation.name}(${object.name})`)
}

const accountOf = (machine: Machine): Account => {
  const account = new Map<string, Array<string>>()
  const of = (task: Task) => account.get(`task ${task.name} (${task.path})`)!
  for (const task of machine.tasks) account.set(`task ${task.name} (${task.path})`, [])
  const said = machine.log.notes.filter(({ kind }) => kind !== "update" && kind !== "reading")
  for (const { result, step, task } of executed(machine)) {
    const { argument, object, operation } = step
    const given = operation.show === undefined ? "" : `, ${operation.show(argument)}`
    const got = result === undefined ? "" : ` -> ${show(result)}`
    of(task).push(`${operation.name}(${object.name}${given})${got}`)
  }
  // Notes stand after the steps: what each task said, in its own order, with the step it said it after.
  for (const { data, kind, position, task } of said) {
    const what = data?.message ?? data?.place ?? data?.value ?? data?.name ?? data?.instance ?? data?.block?.name ?? ""
    of(task).push(`${kind} ${show(what)} after ${position} steps`)
  }
  const lives = new Set(machine.tasks.filter((task) => task.watched).map((task) => task.life))
  account.set(
    "the memory",
    machine.objects.filter((object) => !lives.has(object)).map(({ name, state }) =>
      `leave ${name} at ${typeof state === "object" && state !== null && !Object.isFrozen(state) ? "" : show(state)}`
    )
  )
  return account
}
