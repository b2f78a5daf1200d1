/**
 * CS/wronglock of SCTBench: one task guards a value with one lock, the others guard it with another.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after "Wrong Lock" of
 * Farchi, Nir, Ur, "Concurrent Bug Patterns and How to Test Them", IPDPS 2003; one task against seven there, or three.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"
import { sampled, sizeOf } from "../sizes.ts"

const why = "the others count under a lock that the one does not hold"

export default scenario("sct/cs/wronglock", {
  question:
    `One task adds 1 to a value under its lock and expects the old value plus 1 when it looks again; n others do the
same under a lock of their own. Does it help that everybody locks?`,
  cells: [
    { design: "bad", shape: "n=3", declared: ["data-race", "assertion"], why },
    { design: "bad", shape: "n=7", declared: ["data-race", "assertion"], search: sampled, why },
    { design: "ok", shape: "n=3", declared: "verified", why: "all take the same lock" }
  ]
}, function* wronglock({ design, shape }) {
  const data_lock = yield* mutex("data_lock")
  const this_lock = design === "ok" ? data_lock : yield* mutex("this_lock")
  const data = yield* variable("data", 0)

  yield* task("A", function* A() {
    yield* data_lock.lock
    const x = yield* data.load
    yield* data.store((yield* data.load) + 1)
    yield* assert((yield* data.load) === x + 1, "nobody else counts in between")
    yield* data_lock.unlock
  })
  for (let i = 0; i < sizeOf(shape); i++) {
    yield* task("B", function* B() {
      yield* this_lock.lock
      yield* data.store((yield* data.load) + 1)
      yield* this_lock.unlock
    })
  }
})
