/**
 * CS/stack of SCTBench: a flag says that something was pushed once, and is taken to say that something is there.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite; ten
 * times each there.
 */
import { assert } from "../../../sim/choice.ts"
import { type Variable, variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"
import { sampled, sizeOf } from "../sizes.ts"

const why = "the flag is never taken back: a second pop after one push finds nothing"

export default scenario("sct/cs/stack", {
  question: `One task pushes n times and sets a flag; another tries n times to pop, if the flag is set.
Every turn is under the lock. Is a stack into which something was pushed never empty?`,
  cells: [
    { design: "bad", shape: "n=10", declared: "assertion", search: sampled, why },
    { design: "bad", shape: "n=4", declared: "assertion", why },
    { design: "ok", shape: "n=4", declared: "verified", why: "whoever pops looks at the top instead of the flag" }
  ]
}, function* stack({ design, shape }) {
  const size = sizeOf(shape)
  const m = yield* mutex("m")
  const top = yield* variable("top", 0)
  const flag = yield* variable("flag", false)
  const slots: Array<Variable<number>> = []
  for (let i = 0; i < size; i++) slots.push(yield* variable(`arr[${i}]`, 0))

  yield* task("pusher", function* pusher() {
    for (let i = 0; i < size; i++) {
      yield* m.lock
      const at = yield* top.load
      yield* assert(at < size, "the stack does not overflow")
      yield* slots[at].store(i)
      yield* top.store(at + 1)
      yield* flag.store(true)
      yield* m.unlock
    }
  })
  yield* task("popper", function* popper() {
    for (let i = 0; i < size; i++) {
      yield* m.lock
      if (design === "ok" ? (yield* top.load) > 0 : yield* flag.load) {
        const at = yield* top.load
        yield* assert(at > 0, "the stack does not underflow")
        if (at > 0) {
          yield* top.store(at - 1)
          yield* slots[at - 1].load
        }
      }
      yield* m.unlock
    }
  })
})
