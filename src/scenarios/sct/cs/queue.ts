/**
 * CS/queue of SCTBench: a queue whose two ends are used by turns, and a copy of what went in, kept by number of turn.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after the ESBMC suite; 20
 * turns there.
 */
import { assert } from "../../../sim/choice.ts"
import { type Variable, variable } from "../../../sim/memory/variable.ts"
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"
import { sampled, sizeOf } from "../sizes.ts"

const why = "an element is compared with the one of the same number of turn, and turns are lost at either end"

export default scenario("sct/cs/queue", {
  question:
    `A task enqueues n numbers and notes each under the number of its turn; another dequeues, by turns with it, and
compares what it gets with the note of its own turn. A turn that comes at the wrong time is lost.
Are the two counts ever the same by more than luck?`,
  cells: [
    { design: "bad", shape: "n=20", declared: "assertion", search: sampled, why },
    { design: "bad", shape: "n=3", declared: "assertion", why },
    {
      design: "ok",
      shape: "n=3",
      declared: "verified",
      why: "both count what went in and what came out, and the lock keeps each turn whole"
    }
  ]
}, function* queue({ design, shape }) {
  const size = sizeOf(shape)
  const m = yield* mutex("m")
  const element: Array<Variable<number>> = []
  const stored: Array<Variable<number>> = []
  for (let i = 0; i < size; i++) {
    element.push(yield* variable(`element[${i}]`, 0))
    stored.push(yield* variable(`stored_elements[${i}]`, 0))
  }
  const head = yield* variable("head", 0)
  const tail = yield* variable("tail", 0)
  const amount = yield* variable("amount", 0)
  const enqueue_flag = yield* variable("enqueue_flag", true)
  const dequeue_flag = yield* variable("dequeue_flag", false)

  function* enqueue(value: number) {
    const at = yield* tail.load
    yield* element[at].store(value)
    yield* amount.store((yield* amount.load) + 1)
    yield* tail.store(at + 1)
  }
  function* dequeue() {
    const at = yield* head.load
    const value = yield* element[at].load
    yield* amount.store((yield* amount.load) - 1)
    yield* head.store(at + 1)
    return value
  }

  yield* task("enqueuer", function* enqueuer() {
    let value = 0
    yield* m.lock
    yield* enqueue(value)
    yield* stored[0].store(value)
    yield* assert((yield* head.load) !== (yield* tail.load), "a queue with an element is not empty")
    yield* m.unlock
    for (let turn = 1; turn < size; turn++) {
      yield* m.lock
      if (yield* enqueue_flag.load) {
        value++
        yield* enqueue(value)
        yield* stored[design === "ok" ? value : turn].store(value)
        yield* enqueue_flag.store(false)
        yield* dequeue_flag.store(true)
      }
      yield* m.unlock
    }
  })
  yield* task("dequeuer", function* dequeuer() {
    let taken = 0
    for (let turn = 0; turn < size; turn++) {
      yield* m.lock
      if (yield* dequeue_flag.load) {
        const note = yield* stored[design === "ok" ? taken++ : turn].load
        yield* assert((yield* dequeue()) === note, "what comes out is what was noted")
        yield* dequeue_flag.store(false)
        yield* enqueue_flag.store(true)
      }
      yield* m.unlock
    }
  })
})
