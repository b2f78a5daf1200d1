/** What two racing steps lack: a lock in common, or a release and an acquire where one task heard of the other. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { findingOf, told } from "../searching.ts"

type Marks = "once" | "release-only" | "plain"

/** A message, and a flag that says so; the store and the load of the flag give no edge together. */
const messagePassing = (marks: Marks) =>
  function* main() {
    const [message, flag] = [yield* variable("message", 0), yield* variable("flag", 0)]
    yield* task("writer", function* writer() {
      yield* message.store(1)
      yield* marks === "release-only" ? flag.storeRelease(1) : flag.writeOnce(1)
    })
    yield* task("reader", function* reader() {
      if ((yield* flag.readOnce) === 1) yield* message.load
    })
  }

describe("two unordered steps", () => {
  it("name the store that was read between them: a release there would order them", () => {
    for (
      const [marks, store] of [["once", "WRITE_ONCE(flag, 1)"], ["release-only", "smp_store_release(flag, 1)"]] as const
    ) {
      const [reason] = told(findingOf("data-race", messagePassing(marks)))
      assert.deepStrictEqual(reason!["passed"], {
        object: "flag",
        store: `writer: ${store}`,
        load: "reader: READ_ONCE(flag)"
      })
      assert.notProperty(reason, "locks")
    }
  })

  it("name the locks that each is under, of which none is both's", () => {
    const [reason] = told(findingOf("data-race", function* main() {
      const [x, a, b] = [yield* variable("x", 0), yield* mutex("a"), yield* mutex("b")]
      yield* task("both", function* both() {
        yield* a.lock
        yield* b.lock
        yield* b.unlock
        yield* x.store(1)
        yield* a.unlock
      })
      yield* task("other", function* other() {
        yield* b.lock
        yield* x.store(2)
        yield* b.unlock
      })
    }))
    assert.sameDeepMembers([...(reason!["locks"] as ReadonlyArray<unknown>)], [["a"], ["b"]])
  })

  it("name nothing that did not pass between them", () => {
    const [reason] = told(findingOf("data-race", function* main() {
      const [x, y] = [yield* variable("x", 0), yield* variable("y", 0)]
      yield* task("writer", function* writer() {
        yield* y.writeOnce(1)
        yield* x.store(1)
      })
      yield* task("reader", function* reader() {
        yield* y.readOnce
        yield* x.load
      })
    }))
    assert.notProperty(reason, "passed")
    assert.notProperty(reason, "locks")
  })
})
