/** Completion: one task waits until another has completed something. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { completion } from "../../../src/sim/sync/completion.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, kindsOf, outcomes } from "../searching.ts"

/** Two tasks wait; main completes in one way. */
const twoWaiters = (complete: "once" | "twice" | "all") =>
  kindsOf(function* main() {
    const done = yield* completion("done")
    for (const name of ["one", "two"]) {
      yield* task(name, function* waits() {
        yield* done.wait
      })
    }
    yield* complete === "all" ? done.completeAll : done.complete
    if (complete === "twice") yield* done.complete
  })

describe("a completion", () => {
  it("lets as many pass as were let, and all after complete_all", () => {
    assert.deepStrictEqual(["once", "twice", "all"].map((how) => twoWaiters(how as "all")), [["deadlock"], [], []])
  })

  it("counts: completed before anybody waits is not lost", () => {
    const kinds = kindsOf(function* main() {
      const done = yield* completion("done")
      yield* done.complete
      yield* done.wait
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("stays open after complete_all, and complete_all gives no value", () => {
    const values = outcomes(function* main() {
      const done = yield* completion("done")
      yield* done.completeAll
      yield* done.wait
      yield* done.wait
      yield* done.complete
      return yield* done.wait
    })
    assert.deepStrictEqual(values, ["NULL"])
  })

  it("is a protection: without the wait the waiter is too early", () => {
    const program = function* main() {
      const done = yield* completion("done")
      const x = yield* variable("x", 0)
      yield* task("worker", function* worker() {
        yield* x.store(1)
        yield* done.complete
      })
      yield* done.wait
      yield* x.load
    }
    assert.deepStrictEqual(explored(program, { mutation: true }).protections, [["wait for done"]])
  })
})
