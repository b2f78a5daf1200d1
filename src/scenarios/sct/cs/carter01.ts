/**
 * CS/carter01 of SCTBench: two classes of tasks keep each other out with one counter each and two locks.
 *
 * The first of a class takes the lock that stands for the class, the last gives it back; a second lock guards the
 * counters. Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), where two of the
 * four tasks do nothing.
 */
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

export default scenario("sct/cs/carter01", {
  question:
    `Tasks of class A may work beside each other, and so may those of class B, but never A beside B. Whoever comes
first takes the lock l for its class while it holds m, which guards the counters. Can everybody leave again?`,
  cells: [
    {
      design: "bad",
      declared: "deadlock",
      why: "B waits for l with m in its hands; A, which holds l, needs m to leave"
    },
    {
      design: "ok",
      declared: "lock-order",
      why: "a lock for each counter: B waits without holding what A needs. l is taken inside it and held when it is " +
        "taken again, which is the warning: with two tasks of a class it would come true"
    }
  ]
}, function* carter01({ design }) {
  const l = yield* mutex("l")
  const m = yield* mutex("m")
  const own = design === "ok" ? yield* mutex("m of B") : m

  function* member(name: string, guard: typeof m) {
    const count = yield* variable(name, 0)
    yield* task(name, function* enter_and_leave() {
      yield* guard.lock
      yield* count.store((yield* count.load) + 1)
      if ((yield* count.load) === 1) yield* l.lock
      yield* guard.unlock
      yield* guard.lock
      yield* count.store((yield* count.load) - 1)
      if ((yield* count.load) === 0) yield* l.unlock
      yield* guard.unlock
    })
  }

  yield* member("A", m)
  yield* member("B", own)
  yield* task("idle A", function* idle() {})
  yield* task("idle B", function* idle() {})
})
