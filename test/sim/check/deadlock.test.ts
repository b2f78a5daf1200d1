/** DEADLOCK: the execution is over and tasks still wait. */
import { assert, describe, it } from "vitest"
import { call } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { completion } from "../../../src/sim/sync/completion.ts"
import { type Mutex, mutex } from "../../../src/sim/sync/mutex.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { findingOf, kindsOf, onlyFinding, told } from "../searching.ts"

function* nested(outer: Mutex, inner: Mutex) {
  yield* outer.lock
  yield* inner.lock
  yield* inner.unlock
  yield* outer.unlock
}

/** Two tasks take two locks, the second in the given order. */
const twoLocks = (order: "same" | "crossed") =>
  function* main() {
    const a = yield* mutex("a")
    const b = yield* mutex("b")
    yield* task("other", () => order === "same" ? nested(a, b) : nested(b, a))
    yield* nested(a, b)
  }

describe("DEADLOCK", () => {
  it("is a cycle of waits: who waits for what, who holds it", () => {
    const finding = onlyFinding(twoLocks("crossed"))
    assert.strictEqual(finding.kind, "deadlock")
    assert.deepStrictEqual(told(finding), [
      { tag: "waits", task: "main", object: "b", op: "mutex_lock", holder: "other", wakers: ["other"] },
      { tag: "waits", task: "other", object: "a", op: "mutex_lock", holder: "main", wakers: ["main"] }
    ])
    assert.deepStrictEqual(finding.trace.blocked.map(({ holder, object, task: by }) => [by, object, holder]), [
      [0, "b", 1],
      [1, "a", 0]
    ])
  })

  it("is none when both take the locks in the same order", () => {
    assert.deepStrictEqual(kindsOf(twoLocks("same")), [])
  })

  it("is partial when other tasks end well", () => {
    const finding = onlyFinding(function* main() {
      const lock = yield* mutex("lock")
      const x = yield* variable("x", 0)
      yield* task("bystander", function* bystander() {
        yield* x.writeOnce(1)
      })
      yield* lock.lock
      yield* lock.lock
    })
    assert.deepStrictEqual(told(finding).map((reason) => reason["task"]), ["main"])
  })

  it("is a task that waits for itself", () => {
    const finding = onlyFinding(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* lock.lock
    })
    assert.deepStrictEqual(told(finding), [
      { tag: "waits", task: "main", object: "lock", op: "mutex_lock", holder: "main", wakers: [] }
    ])
  })

  it("is a writer waiting for a lock that a reader holds for ever", () => {
    const finding = onlyFinding(function* main() {
      const sem = yield* rwsem("sem")
      yield* sem.downRead
      yield* sem.downWrite
    })
    assert.deepStrictEqual(told(finding).map((reason) => reason["holder"]), ["main"])
  })

  it("is a wait for what nobody does any more; who could have done it is a waker", () => {
    const finding = onlyFinding(function* main() {
      const done = yield* completion("done")
      yield* task("thief", function* thief() {
        yield* done.wait
        yield* done.wait
      })
      yield* done.complete
      yield* done.wait
    })
    const waits = told(finding)
    assert.isTrue(waits.every((reason) => reason["holder"] === null && reason["object"] === "done"))
    assert.strictEqual(finding.kind, "deadlock")
  })

  it("takes the tasks that wait for the deadlocked ones with it", () => {
    const finding = onlyFinding(function* main() {
      const lock = yield* mutex("lock")
      const stuck = yield* task("stuck", function* stuck() {
        yield* lock.lock
        yield* lock.lock
      })
      yield* stuck.join
    })
    assert.deepStrictEqual(told(finding).map((reason) => [reason["task"], reason["op"]]), [
      ["main", "join"],
      ["stuck", "mutex_lock"]
    ])
    assert.include(finding.title, "lock")
  })

  it("is none of a daemon that waits for work", () => {
    const serving = (daemon: boolean) =>
      kindsOf(function* main() {
        const work = yield* completion("work")
        yield* task("server", function* server() {
          for (;;) yield* work.wait
        }, { daemon })
        yield* work.complete
      })
    assert.deepStrictEqual([serving(true), serving(false)], [[], ["deadlock"]])
  })

  it("leaves a daemon out of the tasks it names", () => {
    const finding = onlyFinding(function* main() {
      const [lock, request] = [yield* mutex("lock"), yield* completion("request")]
      yield* task("server", function* server() {
        yield* request.wait
      }, { daemon: true })
      yield* lock.lock
      yield* lock.lock
    })
    assert.deepStrictEqual(told(finding).map((reason) => reason["task"]), ["main"])
  })

  it("is none when a task waits for a lock that one killed by an oops has left locked", () => {
    const kinds = kindsOf(function* main() {
      const lock = yield* mutex("lock")
      yield* task("victim", function* victim() {
        yield* lock.lock
        yield* call(null, "dev")
        yield* lock.unlock
      })
      yield* lock.lock
      yield* lock.unlock
    })
    assert.deepStrictEqual(kinds, ["null-call"])
  })

  it("is one of a task that ends with the lock held: that is no oops", () => {
    const finding = findingOf("deadlock", function* main() {
      const lock = yield* mutex("lock")
      yield* task("forgetful", function* forgetful() {
        yield* lock.lock
      })
      yield* lock.lock
      yield* lock.unlock
    })
    assert.deepStrictEqual(told(finding).map((reason) => reason["holder"]), ["forgetful"])
  })
})
