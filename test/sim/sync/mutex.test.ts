/** Mutex and spinlock: one holder at a time, an owner, not recursive. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Mutex, mutex, spinlock } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, kindsOf, outcomes, traces } from "../searching.ts"

for (const [name, make] of Object.entries({ mutex, spinlock })) {
  describe(`a ${name}`, () => {
    it("keeps others out: an update under it is never lost", () => {
      const adding = (locked: boolean) =>
        outcomes(function* main() {
          const lock = yield* make("lock")
          const x = yield* variable("x", 0)
          function* add() {
            if (locked) yield* lock.lock
            yield* x.writeOnce((yield* x.readOnce) + 1)
            if (locked) yield* lock.unlock
          }
          const other = yield* task("other", add)
          yield* add()
          yield* other.join
          return yield* x.readOnce
        })
      assert.deepStrictEqual([adding(true), adding(false)], [["2"], ["1", "2"]])
    })

    it("is held by the task that took it and by nobody else, which a task can ask without a step", () => {
      const seen = outcomes(function* main() {
        const lock = yield* make("lock")
        const before = yield* lock.held
        yield* lock.lock
        const other = yield* task("other", function* other() {
          return yield* lock.held
        })
        const mine = yield* lock.held
        const others = yield* other.join
        yield* lock.unlock
        return `${before} ${mine} ${others} ${yield* lock.held}`
      })
      assert.deepStrictEqual(seen, ["\"false true false false\""])
    })

    it("is taken by a trylock when free, and left alone when not", () => {
      const tries = outcomes(function* main() {
        const lock = yield* make("lock")
        const [first, second] = [yield* lock.trylock, yield* lock.trylock]
        yield* lock.unlock
        const third = yield* lock.trylock
        yield* lock.unlock
        return `${first} ${second} ${third}`
      })
      assert.deepStrictEqual(tries, ["\"true false true\""])
    })

    it("is not recursive", () => {
      const kinds = kindsOf(function* main() {
        const lock = yield* make("lock")
        yield* lock.lock
        yield* lock.lock
      })
      assert.deepStrictEqual(kinds, ["deadlock"])
    })

    it("can be tried from two tasks at once, and both can fail", () => {
      const both = outcomes(function* main() {
        const lock = yield* make("lock")
        yield* lock.lock
        const tries = function*() {
          return yield* lock.trylock
        }
        const [one, two] = [yield* task("one", tries), yield* task("two", tries)]
        return `${yield* one.join} ${yield* two.join}`
      })
      assert.deepStrictEqual(both, ["\"false false\""])
    })
  })
}

describe("dependence of locks", () => {
  const two = (a: (lock: Mutex) => Generator<any, any, any>, b: (lock: Mutex) => Generator<any, any, any>) =>
    traces(function* main() {
      const lock = yield* mutex("lock")
      yield* task("other", () => a(lock))
      yield* b(lock)
    })
  const section = function*(lock: Mutex) {
    yield* lock.lock
    yield* lock.unlock
  }
  const attempt = function*(lock: Mutex) {
    if (yield* lock.trylock) yield* lock.unlock
  }

  it("is between sections: two orders of two", () => {
    assert.strictEqual(two(section, section), 2)
  })

  it("is where a trylock can fail: before the section, in it, and after", () => {
    assert.strictEqual(two(section, attempt), 3)
  })

  it("is none between two trylocks that both fail", () => {
    const trying = traces(function* main() {
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* task("one", () => attempt(lock))
      yield* attempt(lock)
    })
    assert.strictEqual(trying, 1)
  })

  it("is named as a protection whose removal lets everybody in", () => {
    const program = function* main() {
      const lock = yield* mutex("lock")
      const x = yield* variable("x", 0)
      const storing = function*() {
        yield* lock.lock
        yield* x.store(1)
        yield* lock.unlock
      }
      yield* task("other", storing)
      yield* storing()
    }
    assert.strictEqual(explored(program).verdict, "verified")
    assert.strictEqual(explored(program, { removed: new Set(["lock lock"]) }).verdict, "data-race")
    assert.strictEqual(explored(program, { removed: new Set(["lock another"]) }).verdict, "verified")
  })
})
