/**
 * CS/circular_buffer of SCTBench: a sender and a receiver take turns by two flags, but try a fixed number of times.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"

/** How many times each of them tries. */
const tries = 7
const size = 10

export default scenario("sct/cs/circular-buffer", {
  question:
    `A sender puts 0, 1, 2, ... into a buffer and a receiver takes them out, each only when a flag says it is its
turn. A turn that comes at the wrong time is lost, and the number of the turn is what is sent and expected.
Does the receiver get what it expects?`,
  cells: [
    {
      design: "bad",
      declared: "assertion",
      why: "the receiver expects the number of its own try, of which some were in vain"
    },
    { design: "ok", declared: "verified", why: "the receiver expects what the sender says it sent last" }
  ]
}, function* circular_buffer({ design }) {
  const m = yield* mutex("m")
  const buffer: Array<typeof first> = []
  const first = yield* variable("first", 0)
  const next = yield* variable("next", 0)
  const send = yield* variable("send", true)
  const receive = yield* variable("receive", false)
  const value = yield* variable("value", 0)
  for (let i = 0; i < size; i++) buffer.push(yield* variable(`buffer[${i}]`, 0))

  function* insertLogElement(b: number) {
    const at = yield* next.load
    yield* buffer[at].store(b)
    yield* next.store((at + 1) % size)
  }
  function* removeLogElement() {
    const at = yield* first.load
    if ((yield* next.load) === 0 || at >= size) return -1
    yield* first.store(at + 1)
    return yield* buffer[at].load
  }

  yield* task("sender", function* sender() {
    for (let i = 0; i < tries; i++) {
      yield* m.lock
      if (yield* send.load) {
        yield* insertLogElement(i)
        if (design === "ok") yield* value.store(i)
        yield* send.store(false)
        yield* receive.store(true)
      }
      yield* m.unlock
    }
  })
  yield* task("receiver", function* receiver() {
    for (let i = 0; i < tries; i++) {
      yield* m.lock
      if (yield* receive.load) {
        const expected = design === "ok" ? yield* value.load : i
        yield* assert((yield* removeLogElement()) === expected, "the receiver gets what it expects")
        yield* receive.store(false)
        yield* send.store(true)
      }
      yield* m.unlock
    }
  })
})
