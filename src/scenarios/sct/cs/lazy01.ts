/**
 * CS/lazy01 of SCTBench: a check fails if it comes after two additions.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite. Its
 * counterpart without the bug has the assertion commented out, so there is no other design.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

export default scenario("sct/cs/lazy01", {
  question: `One task adds 1, another adds 2, a third does not expect to find 3; all under one lock.
In how many of the six orders is it wrong?`,
  cells: [{
    design: "bad",
    declared: "assertion",
    why: "in two of the six orders both additions come before the check"
  }]
}, function* lazy01() {
  const lock = yield* mutex("mutex")
  const data = yield* variable("data", 0)

  function* add(n: number) {
    yield* lock.lock
    yield* data.store((yield* data.load) + n)
    yield* lock.unlock
  }

  yield* task("thread3", function* thread3() {
    yield* lock.lock
    yield* assert((yield* data.load) < 3, "data is below 3")
    yield* lock.unlock
  })
  yield* task("thread2", () => add(2))
  yield* task("thread1", () => add(1))
})
