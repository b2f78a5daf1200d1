/** ASSERTION: a claim of the scenario failed, an object was misused, or a task ended in an error. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { assert, describe, it } from "vitest"
import { assert as claim, invariant } from "../../../src/sim/choice.ts"
import { record } from "../../../src/sim/memory/record.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { mutex, spinlock } from "../../../src/sim/sync/mutex.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { refcount } from "../../../src/sim/sync/refcount.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { agreed, kindsOf, onlyFinding, told } from "../searching.ts"

class Refused extends Data.TaggedError("Refused")<{ readonly code: number }> {}

/** What the one ASSERTION of a program says. */
const says = (program: () => Generator<any, any, any>): unknown => {
  const finding = onlyFinding(program)
  assert.strictEqual(finding.kind, "assertion")
  const [reason, ...others] = told(finding)
  assert.deepStrictEqual([others, reason!["tag"]], [[], "says"])
  return reason!["message"]
}

describe("assert", () => {
  it("is a finding when false, and nothing when true", () => {
    const claiming = (condition: boolean) =>
      function* main() {
        yield* claim(condition, "the claim")
      }
    assert.strictEqual(says(claiming(false)), "the claim")
    assert.deepStrictEqual(kindsOf(claiming(true)), [])
  })

  it("lets the task go on", () => {
    const messages = agreed(function* main() {
      yield* claim(false, "one")
      yield* claim(false, "two")
    }).findings.map(({ because: [reason] }) => (reason as { message: string }).message)
    assert.deepStrictEqual(messages, ["one", "two"])
  })
})

describe("invariant", () => {
  const moving = (from: (a: any, b: any) => Generator<any, any, any>) =>
    function* main() {
      const a = yield* variable("a", 1)
      const b = yield* variable("b", 0)
      yield* task("mover", () => from(a, b))
      yield* invariant([a, b], (x, y) => x + y === 1, "one in sum")
    }

  it("looks at all the variables at once, and says what it saw", () => {
    const message = says(moving(function* move(a, b) {
      yield* b.writeOnce(1)
      yield* a.writeOnce(0)
    }))
    assert.strictEqual(message, "one in sum (a = 1, b = 1)")
  })

  it("holds of variables that nobody moves", () => {
    assert.deepStrictEqual(kindsOf(moving(function* stay() {})), [])
  })

  it("races with nothing: it is no access of the kernel's", () => {
    const kinds = kindsOf(function* main() {
      const a = yield* variable("a", 1)
      yield* task("writer", function* writer() {
        yield* a.store(2)
      })
      yield* invariant([a], (value) => value > 0, "positive")
    })
    assert.deepStrictEqual(kinds, [])
  })
})

describe("a task that fails", () => {
  it("is a finding with a typed error, its fields included", () => {
    const message = says(function* main() {
      yield* new Refused({ code: -16 })
    })
    assert.strictEqual(message, "task main failed: Refused: code = -16")
  })

  it("is a finding with a defect", () => {
    const message = says(function* main() {
      const x = yield* variable("x", 0)
      yield* x.load
      throw new RangeError("no such port")
    })
    assert.strictEqual(message, "task main failed: RangeError: no such port")
  })

  it("is none when the error is caught", () => {
    const kinds = kindsOf(function* main() {
      yield* Effect.catchTag(new Refused({ code: -16 }), "Refused", () => Effect.void)
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is named once, where it failed first, however many join it", () => {
    const message = says(function* main() {
      const child = yield* task("child", function* child() {
        yield* new Refused({ code: 1 })
      })
      yield* child.join
    })
    assert.strictEqual(message, "task child failed: Refused: code = 1")
  })

  it("is none when it was interrupted", () => {
    const kinds = kindsOf(function* main() {
      const x = yield* variable("x", 0)
      const fiber = yield* Effect.forkChild(x.await((value) => value === 1))
      yield* Fiber.interrupt(fiber)
    })
    assert.deepStrictEqual(kinds, [])
  })
})

describe("misuse of an object", () => {
  it("is an unlock of a lock that the task does not hold", () => {
    for (const make of [mutex, spinlock]) {
      const message = says(function* main() {
        const lock = yield* make("lock")
        yield* lock.unlock
      })
      assert.strictEqual(message, "unlock of lock by main, which does not hold it")
    }
  })

  it("is an unlock of a lock that another task holds, which stays locked", () => {
    const { findings } = agreed(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      const other = yield* task("other", function* other() {
        yield* lock.unlock
        yield* claim(!(yield* lock.trylock), "still locked")
      })
      yield* other.join
      yield* lock.unlock
    })
    assert.deepStrictEqual(findings.map(({ title }) => title), [
      "assertion: unlock of lock by other, which does not hold it"
    ])
  })

  it("is an up of a semaphore and the end of a read section that the task is not in", () => {
    const up = (kind: "upRead" | "upWrite") =>
      says(function* main() {
        const sem = yield* rwsem("sem")
        yield* sem[kind]
      })
    assert.strictEqual(up("upRead"), "up_read of sem by main, which does not hold it")
    assert.strictEqual(up("upWrite"), "up_write of sem by main, which does not hold it")
    const section = says(function* main() {
      yield* (yield* rcu()).readUnlock
    })
    assert.strictEqual(section, "rcu_read_unlock by main outside a read section")
  })

  it("is a lock still held by a task that has ended, however it took it", () => {
    const ending = (take: "lock" | "trylock" | "nothing") =>
      function* main() {
        const lock = yield* mutex("lock")
        if (take !== "nothing") yield* lock[take]
      }
    for (const take of ["lock", "trylock"] as const) {
      assert.strictEqual(says(ending(take)), "task main ended and holds lock")
    }
    assert.deepStrictEqual(kindsOf(ending("nothing")), [])
  })

  it("takes no variable for a lock, whatever is stored in it", () => {
    const kinds = kindsOf(function* main() {
      const pipe = yield* record("pipe", { readers: 1, writer: 0, sections: 2 })
      const current = yield* variable("current", pipe)
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* (yield* current.load).readers.store(2)
      yield* lock.unlock
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is a lock still held by a task that took further steps before it ended", () => {
    const message = says(function* main() {
      const [lock, x] = [yield* mutex("lock"), yield* variable("x", 0)]
      yield* lock.lock
      yield* x.store(1)
    })
    assert.strictEqual(message, "task main ended and holds lock")
    const shared = says(function* main() {
      const sem = yield* rwsem("sem")
      yield* sem.downRead
      yield* sem.downRead
      yield* sem.upRead
    })
    assert.strictEqual(shared, "task main ended and holds sem")
  })

  it("is no lock held by a task that failed: the failure says it", () => {
    const message = says(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* new Refused({ code: 1 })
    })
    assert.strictEqual(message, "task main failed: Refused: code = 1")
  })

  it("is a reference taken from none, and one dropped below none", () => {
    const taken = says(function* main() {
      yield* (yield* refcount("count", 0)).inc
    })
    const dropped = says(function* main() {
      yield* (yield* refcount("count", 0)).decAndTest
    })
    assert.strictEqual(taken, "refcount_t: addition on 0 of count; use after free")
    assert.strictEqual(dropped, "refcount_t: underflow of count; use after free")
  })
})
