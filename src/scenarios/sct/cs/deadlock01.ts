/**
 * CS/deadlock01 of SCTBench: two locks, taken in both orders.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite.
 */
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

export default scenario("sct/cs/deadlock01", {
  question: `One task takes a, then b; the other b, then a. Both count under the two locks.
Is there a schedule from which neither comes back?`,
  cells: [
    { design: "bad", declared: "deadlock", why: "each holds the lock that the other one waits for" },
    { design: "ok", declared: "verified", why: "both take a first" }
  ]
}, function* deadlock01({ design }) {
  const a = yield* mutex("a")
  const b = yield* mutex("b")
  const counter = yield* variable("counter", 1)

  function* count(outer: typeof a, inner: typeof a, by: number) {
    yield* outer.lock
    yield* inner.lock
    yield* counter.store((yield* counter.load) + by)
    yield* inner.unlock
    yield* outer.unlock
  }

  yield* task("thread1", () => count(a, b, 1))
  yield* task("thread2", () => design === "bad" ? count(b, a, -1) : count(a, b, -1))
})
