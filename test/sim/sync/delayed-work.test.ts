/** Delayed work: a work item with a timer before it. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type DelayedWork, delayedWork } from "../../../src/sim/sync/delayed-work.ts"
import { kindsOf, outcomes } from "../searching.ts"

/** Schedules work that adds one, does something to it, and tells what was answered and what it came to. */
const after = (then: "nothing" | "schedule" | "mod" | "cancel" | "flush") =>
  outcomes(function* main() {
    const x = yield* variable("x", 0)
    const poll = yield* delayedWork("poll", function* poll() {
      yield* x.fetchAdd(1)
    })
    yield* poll.queue
    const answer = then === "nothing"
      ? ""
      : then === "schedule"
      ? yield* poll.queue
      : then === "mod"
      ? yield* poll.mod
      : then === "cancel"
      ? yield* poll.cancelSync
      : yield* poll.flush
    return `${String(answer)} ${yield* x.readOnce}`
  }).map((value) => value.replaceAll("\"", "")).toSorted()

describe("delayed work", () => {
  it("runs at some later point, once however often it is scheduled while it is pending", () => {
    assert.deepStrictEqual(after("nothing"), [" 0", " 1"])
    assert.deepStrictEqual(after("schedule"), ["false 0", "false 1", "true 0", "true 1", "true 2"])
  })

  it("mod_delayed_work says whether it was pending, and leaves it so", () =>
    assert.deepStrictEqual(after("mod"), ["false 0", "false 1", "false 2", "true 0", "true 1"]))

  it("has run or never runs once it is cancelled, and has run once it is flushed", () => {
    assert.deepStrictEqual(after("cancel"), ["false 1", "true 0"])
    assert.deepStrictEqual(after("flush"), ["undefined 1"])
  })

  it("that schedules itself is cancelled for good", () => {
    const kinds = kindsOf(function* main() {
      const word = yield* variable("word", 0)
      const runs = yield* variable("runs", 0)
      const poll: DelayedWork = yield* delayedWork("poll", function* again(): Generator<any, void, any> {
        yield* word.load
        if ((yield* runs.fetchAdd(1)) < 2) yield* poll.queue
      })
      yield* poll.queue
      yield* poll.cancelSync
      // A run that came later would race with this.
      yield* word.store(1)
    })
    assert.deepStrictEqual(kinds, [])
  })
})
