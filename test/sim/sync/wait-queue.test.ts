/** Wait queue: sleep until a condition holds, and be woken to look again. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { waitQueue } from "../../../src/sim/sync/wait-queue.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, outcomes } from "../searching.ts"

/** A sleeper, and main, which sets what it waits for and wakes it in this order. */
const sleeper = (order: ReadonlyArray<"set" | "wake">) => () =>
  kindsOf(function* main() {
    const queue = yield* waitQueue("queue")
    const done = yield* variable("done", 0)
    yield* task("sleeper", function* sleeps() {
      yield* queue.waitEvent(function* isDone() {
        return (yield* done.readOnce) === 1
      })
    })
    for (const what of order) yield* what === "set" ? done.writeOnce(1) : queue.wakeUp
  })

describe("a wait queue", () => {
  it("loses no wake-up that comes after the condition was made true", () =>
    assert.deepStrictEqual(sleeper(["set", "wake"])(), []))

  it("sleeps on where nobody wakes, or who wakes comes too early", () => {
    assert.deepStrictEqual(sleeper(["set"])(), ["deadlock"])
    assert.deepStrictEqual(sleeper(["wake", "set"])(), ["deadlock"])
  })

  it("wakes all who wait", () => {
    const values = outcomes(function* main() {
      const queue = yield* waitQueue("queue")
      const level = yield* variable("level", 0)
      const waits = (least: number) =>
        task(`at least ${least}`, function* sleeps() {
          yield* queue.waitEvent(function* isHigh() {
            return (yield* level.readOnce) >= least
          })
          return least
        })
      const low = yield* waits(1)
      const high = yield* waits(2)
      yield* level.writeOnce(2)
      yield* queue.wakeUp
      return `${yield* low.join} ${yield* high.join}`
    })
    assert.deepStrictEqual(values, ["\"1 2\""])
  })

  it("is a protection: what was stored before the wake-up is ordered for who was asleep, and needs the wait", () => {
    const race = function* main() {
      const queue = yield* waitQueue("queue")
      const done = yield* variable("done", 0)
      const data = yield* variable("data", 0)
      yield* task("sleeper", function* sleeps() {
        yield* queue.waitEvent(function* isDone() {
          return (yield* done.loadAcquire) === 1
        })
        yield* data.load
      })
      yield* data.store(1)
      yield* done.storeRelease(1)
      yield* queue.wakeUp
    }
    assert.deepStrictEqual(kindsOf(race), [])
  })
})
