/**
 * CS/token_ring of SCTBench: three tasks hand a number on in a ring, each in one atomic section, in any order.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite, whose
 * atomic sections are a lock here.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

export default scenario("sct/cs/token-ring", {
  question: `The first task makes x1 of x3, the second x2 of x1, the third x3 of x2, each in one atomic section.
When all three have run, a fourth expects the three to be equal. Does it matter who was first?`,
  cells: [
    { design: "bad", declared: "assertion", why: "who hands on before it was handed to passes an old number" },
    { design: "ok", declared: "verified", why: "each waits until the one before has handed on" }
  ]
}, function* token_ring({ design }) {
  const atomic = yield* mutex("atomic")
  const [x1, x2, x3] = [yield* variable("x1", 1), yield* variable("x2", 2), yield* variable("x3", 1)]
  const flags = [
    yield* variable("flag1", false),
    yield* variable("flag2", false),
    yield* variable("flag3", false)
  ]

  function* hand(place: number, from: typeof x1, to: typeof x1, by: (x: number) => number) {
    if (design === "ok" && place > 0) yield* flags[place - 1].await((flag) => flag)
    yield* atomic.lock
    yield* to.store(by(yield* from.load))
    yield* design === "ok" ? flags[place].storeRelease(true) : flags[place].store(true)
    yield* atomic.unlock
  }

  yield* task("t1", () => hand(0, x3, x1, (x) => (x + 1) % 4))
  yield* task("t2", () => hand(1, x1, x2, (x) => x))
  yield* task("t3", () => hand(2, x2, x3, (x) => x))
  yield* task("t4", function* t4() {
    yield* atomic.lock
    const done = (yield* flags[0].load) && (yield* flags[1].load) && (yield* flags[2].load)
    if (done) {
      const [one, two, three] = [yield* x1.load, yield* x2.load, yield* x3.load]
      yield* assert(one === two && two === three, "all three are equal when all have handed on")
    }
    yield* atomic.unlock
  })
})
