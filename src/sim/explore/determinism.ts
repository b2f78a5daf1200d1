/**
 * Guards against what the machine cannot see: randomness, module variables, state shared between
 * tasks outside heddle's objects.
 *
 * The first execution is run twice and compared. For a sample of traces another order of the same
 * trace is run: each task must take the same steps and get the same values, for the two are the same
 * trace. Where they differ, something besides the steps carried information.
 */
import { ScenarioError } from "../errors.ts"
import type { Machine } from "../machine.ts"
import { show } from "../memory/show.ts"
import type { Ending } from "../scheduler.ts"
import { executed, Follow, linearise, type Move, moveOf, restless } from "./schedule.ts"

type Body = () => Generator<any, any, any>

/** What each task did, in its own order, by task path; and what every variable held at the end. */
type Account = ReadonlyMap<string, ReadonlyArray<string>>

/** Is this one of the executions whose trace is run in another order too? */
export const sampled = (execution: number): boolean => (execution & (execution - 1)) === 0 || execution % 4096 === 0

/** Runs the machine's execution again as it was: the same steps must come, with the same values. */
export const repeat = (machine: Machine, body: Body, ending: Ending): void => {
  const first = accountOf(machine)
  const moves = executed(machine).map(moveOf)
  compare(machine, body, moves, first, ending, (task, was, is) =>
    new ScenarioError(
      "nondeterministic",
      `the scenario is not deterministic: run twice under one schedule, ${task} did ${was} and then ${is}. ` +
        `Draw with choose() or Effect's Random, read time from Effect's Clock, and make all state inside the body`
    ))
}

/** Runs another order of the machine's trace: the same steps must come, with the same values. */
export const reorder = (machine: Machine, body: Body, ending: Ending): void => {
  const first = accountOf(machine)
  const moves = linearise(executed(machine), [], restless).map(moveOf)
  compare(machine, body, moves, first, ending, (task, was, is) =>
    new ScenarioError(
      "shared-state",
      `state is shared behind the machine's back: two orders of steps that do not touch each other made ${task} do ` +
        `${was} in one and ${is} in the other. Keep what tasks share in heddle objects (variable, record), ` +
        `not in a let, an array, a Ref or a Queue`
    ))
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
  machine.run(body, follow)
  const second = accountOf(machine)
  for (const [name, was] of first) {
    const is = second.get(name) ?? []
    for (let i = 0; i < Math.max(was.length, is.length); i++) {
      if (was[i] !== is[i]) throw fail(name, was[i] ?? "nothing more", is[i] ?? "nothing more")
    }
  }
  for (const name of second.keys()) if (!first.has(name)) throw fail(name, "nothing", "something")
  if (follow.diverged !== undefined && ending !== "cut") throw fail(follow.diverged, "one thing", "another")
}

const accountOf = (machine: Machine): Account => {
  const account = new Map<string, Array<string>>()
  for (const task of machine.tasks) account.set(`task ${task.name} (${task.path})`, [])
  for (const { result, step, task } of executed(machine)) {
    const { argument, object, operation } = step
    const given = operation.show === undefined ? "" : `, ${operation.show(argument)}`
    const got = result === undefined ? "" : ` -> ${show(result)}`
    account.get(`task ${task.name} (${task.path})`)!.push(`${operation.name}(${object.name}${given})${got}`)
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
