/** How a survey names what it saw. */
import { assert, it } from "vitest"
import { remedySentences } from "../../../src/report/remedies.ts"
import type { Program } from "../../../src/sim/scenario.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

/** So many tasks of one function, each of which takes its own lock and then its neighbour's. */
const philosophers = (n: number): Program =>
  function* main() {
    const forks = []
    for (let i = 0; i < n; i++) forks.push(yield* mutex(`fork ${i}`))
    for (let i = 0; i < n; i++) {
      const [left, right] = [forks[i]!, forks[(i + 1) % n]!]
      yield* task(`task ${i}`, function* dine() {
        yield* left.lock
        yield* right.lock
        yield* right.unlock
        yield* left.unlock
      })
    }
  }

it("a place is named by every lock that is taken there, or says that there are more", () => {
  const places = (n: number) => {
    const { findings } = explored(philosophers(n), { fix: true })
    return findings.flatMap(({ remedies }) => remedySentences(remedies!)).join("\n")
  }
  assert.include(places(2), "ahead of mutex_lock(fork 0 or fork 1) (")
  assert.include(places(3), "ahead of mutex_lock(fork 0, fork 1 or fork 2) (")
  assert.include(places(4), "ahead of mutex_lock(fork 0, fork 1, ...) (")
})
