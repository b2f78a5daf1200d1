/** Reader-writer semaphore: many readers or one writer. */
import { assert, describe, it } from "vitest"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type RwSem, rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, kindsOf, outcomes, traces } from "../searching.ts"

type Section = (sem: RwSem, inside: () => Generator<any, any, any>) => Generator<any, any, any>
const reader: Section = function*(sem, inside) {
  yield* sem.downRead
  yield* inside()
  yield* sem.upRead
}
const writer: Section = function*(sem, inside) {
  yield* sem.downWrite
  yield* inside()
  yield* sem.upWrite
}

/** How many can be inside at once, of two. */
const together = (a: Section, b: Section) =>
  outcomes(function* main() {
    const sem = yield* rwsem("sem")
    const inside = yield* variable("inside", 0)
    const most = yield* variable("most", 0)
    function* visit() {
      const n = (yield* inside.fetchAdd(1)) + 1
      if (n > (yield* most.readOnce)) yield* most.writeOnce(n)
      yield* inside.fetchAdd(-1)
    }
    const other = yield* task("other", () => a(sem, visit))
    yield* b(sem, visit)
    yield* other.join
    return yield* most.readOnce
  })

describe("a reader-writer semaphore", () => {
  it("lets readers in together, and a writer in alone", () => {
    assert.deepStrictEqual(together(reader, reader), ["1", "2"])
    assert.deepStrictEqual(together(reader, writer), ["1"])
    assert.deepStrictEqual(together(writer, writer), ["1"])
  })

  it("is tried: for reading while no writer is in, for writing while nobody is", () => {
    const tries = outcomes(function* main() {
      const sem = yield* rwsem("sem")
      const free = [yield* sem.tryDownRead, yield* sem.tryDownRead, yield* sem.tryDownWrite]
      yield* sem.upRead
      yield* sem.upRead
      const written = [yield* sem.tryDownWrite, yield* sem.tryDownRead, yield* sem.tryDownWrite]
      yield* sem.upWrite
      return `${free.join()} ${written.join()}`
    })
    assert.deepStrictEqual(tries, ["\"true,true,false true,false,false\""])
  })

  it("takes as many readers to leave as came: the writer waits for the last", () => {
    const kinds = kindsOf(function* main() {
      const sem = yield* rwsem("sem")
      yield* sem.downRead
      yield* sem.downRead
      yield* sem.upRead
      yield* sem.downWrite
    })
    assert.deepStrictEqual(kinds, ["deadlock"])
  })

  it("has no order between readers, and two orders of a reader and a writer", () => {
    const two = (a: Section, b: Section) =>
      traces(function* main() {
        const sem = yield* rwsem("sem")
        const nothing = function*() {}
        yield* task("other", () => a(sem, nothing))
        yield* b(sem, nothing)
      })
    assert.deepStrictEqual([two(reader, reader), two(reader, writer), two(writer, writer)], [1, 2, 2])
  })

  it("is named as a protection", () => {
    const program = function* main() {
      const sem = yield* rwsem("sem")
      const x = yield* variable("x", 0)
      const other = yield* task("other", () =>
        writer(sem, function*() {
          yield* x.store(1)
        }))
      yield* reader(sem, function*() {
        yield* x.load
      })
      yield* other.join
    }
    assert.deepStrictEqual(explored(program, { mutation: true }).protections, [["lock sem"]])
  })
})
