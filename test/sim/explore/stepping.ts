/** Two programs on which strategies are told apart. */
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"

/** Tasks that take so many steps each, all on one variable or each on its own. */
export const stepping = (tasks: number, steps: number, shared: boolean) =>
  function* main() {
    const x = yield* variable("x", 0)
    for (let i = 0; i < tasks; i++) {
      yield* task(`task ${i}`, function* run() {
        const y = shared ? x : yield* variable("y", 0)
        for (let n = 0; n < steps; n++) yield* y.fetchAdd(1)
      })
    }
  }

/** Each task loads and stores: an update is lost where a task is preempted between the two. */
export function* losing() {
  const x = yield* variable("x", 0)
  function* add() {
    yield* x.writeOnce((yield* x.readOnce) + 1)
  }
  const [one, two] = [yield* task("one", add), yield* task("two", add)]
  yield* one.join
  yield* two.join
  if ((yield* x.readOnce) !== 2) throw new Error("lost")
}
