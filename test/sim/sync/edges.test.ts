/** Happens-before through locks and other objects, told by the data races that remain. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { completion } from "../../../src/sim/sync/completion.ts"
import { timer, work } from "../../../src/sim/sync/deferred.ts"
import { mutex, spinlock } from "../../../src/sim/sync/mutex.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { refcount } from "../../../src/sim/sync/refcount.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf } from "../searching.ts"

/** A writer and a reader of plain data, each with what it does around the access. */
const around = (
  make: () => Generator<any, {
    readonly write: (access: Iterable<any>) => Generator<any, any, any>
    readonly read: (access: Iterable<any>) => Generator<any, any, any>
  }, any>
) =>
  kindsOf(function* main() {
    const data = yield* variable("data", 0)
    const { read, write } = yield* make()
    yield* task("writer", () => write(data.store(1)))
    yield* read(data.load)
  })

describe("happens-before through locks", () => {
  for (const [name, make] of Object.entries({ mutex, spinlock })) {
    it(`comes from a ${name} that both hold`, () => {
      const locked = (who: "both" | "writer") =>
        around(function*() {
          const lock = yield* make("lock")
          const inside = function*(access: Iterable<any>) {
            yield* lock.lock
            yield* access as any
            yield* lock.unlock
          }
          const outside = function*(access: Iterable<any>) {
            yield* access as any
          }
          return { write: inside, read: who === "both" ? inside : outside }
        })
      assert.deepStrictEqual([locked("both"), locked("writer")], [[], ["data-race"]])
    })
  }

  it("comes from a trylock that succeeds, and not from one that fails", () => {
    const trying = (goOn: "locked" | "anyway") =>
      around(function*() {
        const lock = yield* mutex("lock")
        return {
          *write(access) {
            yield* lock.lock
            yield* access as any
            yield* lock.unlock
          },
          *read(access) {
            const locked = yield* lock.trylock
            if (locked || goOn === "anyway") yield* access as any
            if (locked) yield* lock.unlock
          }
        }
      })
    assert.deepStrictEqual([trying("locked"), trying("anyway")], [[], ["data-race"]])
  })

  it("does not come from an earlier section to a trylock that finds the lock taken again", () => {
    const kinds = kindsOf(function* main() {
      const [data, again, lock] = [yield* variable("data", 0), yield* variable("again", 0), yield* mutex("lock")]
      yield* task("writer", function* writer() {
        yield* lock.lock
        yield* data.store(1)
        yield* lock.unlock
        yield* lock.lock
        yield* again.writeOnce(1)
        yield* lock.unlock
      })
      if ((yield* again.readOnce) === 0) return
      if (yield* lock.trylock) yield* lock.unlock
      else yield* data.load
    })
    assert.deepStrictEqual(kinds, ["data-race"])
  })

  it("comes from an rwsem between readers and writers, not between readers", () => {
    const holding = (mode: "read" | "write") =>
      around(function*() {
        const sem = yield* rwsem("sem")
        return {
          *write(access) {
            yield* mode === "write" ? sem.downWrite : sem.downRead
            yield* access as any
            yield* mode === "write" ? sem.upWrite : sem.upRead
          },
          *read(access) {
            yield* sem.downRead
            yield* access as any
            yield* sem.upRead
          }
        }
      })
    assert.deepStrictEqual([holding("write"), holding("read")], [[], ["data-race"]])
  })
})

describe("happens-before through other objects", () => {
  it("comes from a completion to who waits for it", () => {
    const waiting = (waits: boolean) =>
      around(function*() {
        const done = yield* completion("done")
        return {
          *write(access) {
            yield* access as any
            yield* done.complete
          },
          *read(access) {
            if (waits) yield* done.wait
            yield* access as any
          }
        }
      })
    assert.deepStrictEqual([waiting(true), waiting(false)], [[], ["data-race"]])
  })

  it("comes from a dropped reference to who drops the last, not to who only takes one", () => {
    const counted = (read: "last drop" | "increment") =>
      around(function*() {
        const count = yield* refcount("count", 2)
        return {
          *write(access) {
            yield* access as any
            yield* count.decAndTest
          },
          *read(access) {
            if (read === "increment") yield* count.inc
            const last = read === "last drop" ? yield* count.decAndTest : (yield* count.read) === 2
            if (last) yield* access as any
          }
        }
      })
    assert.deepStrictEqual([counted("last drop"), counted("increment")], [[], ["data-race"]])
  })

  for (const wait of ["flush", "cancelSync", "nothing"] as const) {
    it(`comes from a work item's end ${wait === "nothing" ? "to nobody who does not wait" : `to ${wait}`}`, () => {
      const kinds = kindsOf(function* main() {
        const data = yield* variable("data", 0)
        const item = yield* work("item", function* body() {
          yield* data.store(1)
        })
        yield* data.store(0)
        yield* item.queue
        if (wait === "flush") yield* item.flush
        if (wait === "cancelSync") yield* item.cancelSync
        yield* data.load
      })
      assert.deepStrictEqual(kinds, wait === "nothing" ? ["data-race"] : [])
    })
  }

  it("comes from the second queueing of a pending item to its body", () => {
    const publishing = (again: boolean) =>
      kindsOf(function* main() {
        const data = yield* variable("data", 0)
        const queued = yield* variable("queued", "")
        const item = yield* work("item", function* body() {
          if ((yield* queued.await((how) => how !== "")) === "while pending") yield* data.load
        })
        yield* item.queue
        yield* data.store(1)
        const isNew = again && (yield* item.queue)
        yield* queued.writeOnce(isNew ? "anew" : "while pending")
      })
    assert.deepStrictEqual([publishing(true), publishing(false)], [[], ["data-race"]])
  })

  it("comes from a timer's end to who deletes it and waits", () => {
    const kinds = (waits: boolean) =>
      kindsOf(function* main() {
        const data = yield* variable("data", 0)
        const tick = yield* timer("tick", function* body() {
          yield* data.store(1)
        })
        yield* tick.arm
        if (waits) yield* tick.deleteSync
        yield* data.load
      })
    assert.deepStrictEqual([kinds(true), kinds(false)], [[], ["data-race"]])
  })

  it("comes from a read section to the end of a grace period that waits for it", () => {
    const reclaiming = (waits: boolean) =>
      kindsOf(function* main() {
        const domain = yield* rcu()
        const shared = yield* variable("shared", 1)
        const data = yield* variable("data", 0)
        yield* task("reader", function* reader() {
          yield* domain.readLock
          if ((yield* shared.readOnce) === 1) yield* data.load
          yield* domain.readUnlock
        })
        yield* shared.writeOnce(0)
        if (waits) yield* domain.synchronize
        yield* data.store(1)
      })
    assert.deepStrictEqual([reclaiming(true), reclaiming(false)], [[], ["data-race"]])
  })

  it("comes from the creator to a task, and from a task to who joins it", () => {
    const joining = (joins: boolean) =>
      kindsOf(function* main() {
        const data = yield* variable("data", 0)
        yield* data.store(1)
        const child = yield* task("child", function* child() {
          yield* data.store((yield* data.load) + 1)
        })
        if (joins) yield* child.join
        yield* data.load
      })
    assert.deepStrictEqual([joining(true), joining(false)], [[], ["data-race"]])
  })
})
