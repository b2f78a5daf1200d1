/**
 * CS/account of SCTBench: a deposit, a withdrawal and a check, each under one lock; the check has the sum wrong.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, "Concurrency Testing Using Controlled
 * Schedulers", TOPC 2016), after the ESBMC suite.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

export default scenario("sct/cs/account", {
  question: `A balance of x gets a deposit of y and gives a withdrawal of z; a third task checks it once both are done.
Every access is under the lock. Who notices that the check expects x - y - z?`,
  cells: [
    { design: "bad", declared: "assertion", why: "only a check that comes last of the three looks at the balance" },
    { design: "ok", declared: "verified", why: "the check expects x + y - z, and the lock keeps every update whole" }
  ]
}, function* account({ design }) {
  const [x, y, z] = [1, 2, 4]
  const m = yield* mutex("m")
  const balance = yield* variable("balance", x)
  const deposit_done = yield* variable("deposit_done", false)
  const withdraw_done = yield* variable("withdraw_done", false)

  yield* task("check_result", function* check_result() {
    yield* m.lock
    if ((yield* deposit_done.load) && (yield* withdraw_done.load)) {
      const expected = design === "bad" ? x - y - z : x + y - z
      yield* assert((yield* balance.load) === expected, "the balance is right once both are done")
    }
    yield* m.unlock
  })
  yield* task("deposit", function* deposit() {
    yield* m.lock
    yield* balance.store((yield* balance.load) + y)
    yield* deposit_done.store(true)
    yield* m.unlock
  })
  yield* task("withdraw", function* withdraw() {
    yield* m.lock
    yield* balance.store((yield* balance.load) - z)
    yield* withdraw_done.store(true)
    yield* m.unlock
  })
})
