/** Work items and timers: a body that runs later, in a task of its own, one at a time. */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import { assert, describe, it } from "vitest"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { timer, type Work, work } from "../../../src/sim/sync/deferred.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, onlyFinding, outcomes } from "../searching.ts"

/** An item that counts its runs, and what main makes of it. */
const counting = (use: (item: Work, runs: Variable<number>) => Generator<any, any, any>) =>
  outcomes(function* main() {
    const runs = yield* variable("runs", 0)
    const item = yield* work("item", function* body() {
      yield* runs.fetchAdd(1)
    })
    return yield* use(item, runs)
  })

describe("a work item", () => {
  it("has run when it was queued and flushed", () => {
    const values = counting(function*(item, runs) {
      const queued = yield* item.queue
      yield* item.flush
      return `${queued} ${yield* runs.readOnce}`
    })
    assert.deepStrictEqual(values, ["\"true 1\""])
  })

  it("runs once for two queueings while it is pending, and twice when it had begun", () => {
    const values = counting(function*(item, runs) {
      yield* item.queue
      const again = yield* item.queue
      yield* item.flush
      return `${again} ${yield* runs.readOnce}`
    })
    assert.deepStrictEqual(values, ["\"false 1\"", "\"true 2\""])
  })

  it("never runs twice at once", () => {
    const values = outcomes(function* main() {
      const inside = yield* variable("inside", 0)
      const most = yield* variable("most", 0)
      const item = yield* work("item", function* body() {
        if ((yield* inside.fetchAdd(1)) > 0) yield* most.writeOnce(2)
        yield* inside.fetchAdd(-1)
      })
      yield* item.queue
      yield* item.queue
      yield* item.flush
      return yield* most.readOnce
    })
    assert.deepStrictEqual(values, ["0"])
  })

  it("does not run any more once it was cancelled, and cancelling waits for the run", () => {
    const values = counting(function*(item, runs) {
      yield* item.queue
      const wasPending = yield* item.cancelSync
      const now = yield* runs.readOnce
      return `${wasPending} ${now}`
    })
    assert.deepStrictEqual(values, ["\"false 1\"", "\"true 0\""])
  })

  it("can be flushed and cancelled when it was never queued", () => {
    const values = counting(function*(item, runs) {
      yield* item.flush
      return `${yield* item.cancelSync} ${yield* runs.readOnce}`
    })
    assert.deepStrictEqual(values, ["\"false 0\""])
  })

  it("can be queued again by its own body, and be flushed by another task", () => {
    const values = outcomes(function* main() {
      const runs = yield* variable("runs", 0)
      const item: Work = yield* work("item", function* body(): Generator<any, void, any> {
        if ((yield* runs.fetchAdd(1)) === 0) yield* item.queue
      })
      yield* item.queue
      yield* runs.await((n) => n === 2)
      return yield* runs.readOnce
    })
    assert.deepStrictEqual(values, ["2"])
  })

  it("waits for itself for ever when its body flushes or cancels it", () => {
    for (const wait of ["flush", "cancelSync"] as const) {
      const kinds = kindsOf(function* main() {
        const item: Work = yield* work("item", function* body(): Generator<any, void, any> {
          yield* item[wait]
        })
        yield* item.queue
      })
      assert.deepStrictEqual(kinds, ["deadlock"])
    }
  })

  it("runs in a task of its own, printed with its name", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      const item = yield* work("reset", function* body() {
        yield* x.store(1)
      })
      yield* item.queue
      yield* x.store(2)
    })
    assert.deepStrictEqual(finding.tasks, ["main", "kworker: reset"])
  })

  it("has the services of its scenario", () => {
    class Limit extends Context.Service<Limit, number>()("test/Limit") {}
    const asked = scenario(
      "test",
      { cells: [{ design: "", declared: "verified", layer: Layer.succeed(Limit, 3) }] },
      function* main() {
        const x = yield* variable("x", 0)
        const item = yield* work("item", function* body() {
          yield* x.store(yield* Limit)
        })
        yield* item.queue
        yield* item.flush
        return yield* x.load
      }
    )
    assert.deepStrictEqual(outcomes(asked), ["3"])
  })
})

describe("a timer", () => {
  it("may fire at any later point; arming says whether it was pending", () => {
    const values = outcomes(function* main() {
      const fired = yield* variable("fired", 0)
      const tick = yield* timer("tick", function* body() {
        yield* fired.fetchAdd(1)
      })
      const [first, second] = [yield* tick.arm, yield* tick.arm]
      return `${first} ${second} ${yield* fired.readOnce}`
    })
    // Pending at the second arming, it fires once at most; fired before it, it can fire twice.
    assert.deepStrictEqual(values.toSorted(), [
      "\"false false 0\"",
      "\"false false 1\"",
      "\"false false 2\"",
      "\"false true 0\"",
      "\"false true 1\""
    ])
  })

  it("fires no more once it was deleted", () => {
    const values = outcomes(function* main() {
      const fired = yield* variable("fired", 0)
      const tick = yield* timer("tick", function* body() {
        yield* fired.fetchAdd(1)
      })
      yield* tick.arm
      const deleter = yield* task("deleter", function* deleter() {
        return yield* tick.deleteSync
      })
      return `${yield* deleter.join} ${yield* fired.readOnce}`
    })
    assert.deepStrictEqual(values, ["\"false 1\"", "\"true 0\""])
  })
})
