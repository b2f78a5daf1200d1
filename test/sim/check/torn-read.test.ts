/** TORN READ: a bracketed read of several fields that equals no state between whole updates. */
import { assert, describe, it } from "vitest"
import { type Fields, reading, record, update } from "../../../src/sim/memory/record.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { agreed, findingOf, kindsOf, told } from "../searching.ts"

const shape = { major: 0, minor: 0 }
type Version = Fields<typeof shape>

/** Stores both fields, as one update. */
const setBoth = (fw: Version, value: number) =>
  update(fw, function*() {
    yield* fw.major.writeOnce(value)
    yield* fw.minor.writeOnce(value)
  })

/** Reads both fields, as one read. */
const readBoth = (fw: Version) =>
  reading(fw, function*() {
    return [yield* fw.major.readOnce, yield* fw.minor.readOnce]
  })

/** Tasks that run beside a reader of both fields. */
const beside = (...writers: ReadonlyArray<(fw: Version) => Generator<any, any, any>>) =>
  function* main() {
    const fw = yield* record("fw", shape)
    for (const [i, body] of writers.entries()) yield* task(`writer ${i}`, () => body(fw))
    yield* readBoth(fw)
  }

const tornIn = (program: () => Generator<any, any, any>): boolean => kindsOf(program).includes("torn-read")

describe("TORN READ", () => {
  it("is a read that saw a half-done update, and says where each value came from", () => {
    const finding = findingOf("torn-read", beside((fw) => setBoth(fw, 1)))
    assert.deepStrictEqual(told(finding), [{
      tag: "torn",
      record: "fw",
      fields: [
        { field: "fw.major", value: "0", step: null },
        { field: "fw.minor", value: "1", step: "writer 0: WRITE_ONCE(fw.minor, 1)" }
      ]
    }])
  })

  it("comes before the WINDOW READ that goes with it", () => {
    const { findings, verdict } = agreed(beside((fw) => setBoth(fw, 1)))
    assert.strictEqual(verdict, "torn-read")
    assert.deepStrictEqual(findings.map(({ kind }) => kind), ["torn-read", "window-read"])
  })

  it("is none under a lock that both sides take", () => {
    assert.deepStrictEqual(
      kindsOf(function* main() {
        const fw = yield* record("fw", shape)
        const lock = yield* mutex("lock")
        yield* task("writer", function* write() {
          yield* lock.lock
          yield* setBoth(fw, 1)
          yield* lock.unlock
        })
        yield* lock.lock
        yield* readBoth(fw)
        yield* lock.unlock
      }),
      []
    )
  })

  it("is none of a read of one field, nor of one without brackets", () => {
    const single = function* main() {
      const fw = yield* record("fw", shape)
      yield* task("writer", () => setBoth(fw, 1))
      yield* reading(fw, function*() {
        yield* fw.major.readOnce
        yield* fw.major.readOnce
      })
    }
    const bare = function* main() {
      const fw = yield* record("fw", shape)
      yield* task("writer", () => setBoth(fw, 1))
      yield* fw.major.readOnce
      yield* fw.minor.readOnce
    }
    assert.deepStrictEqual([kindsOf(single), kindsOf(bare)], [["window-read"], ["window-read"]])
  })

  it("judges by values: a store that changes nothing tears nothing", () => {
    const program = beside((fw) =>
      update(fw, function*() {
        yield* fw.major.writeOnce(0)
        yield* fw.minor.writeOnce(1)
      })
    )
    assert.deepStrictEqual(kindsOf(program), ["window-read"])
  })

  it("is none of values that two updates of one field each leave behind", () => {
    const ofOne = (field: "major" | "minor") => (fw: Version) =>
      update(fw, function*() {
        yield* fw[field].writeOnce(1)
      })
    assert.deepStrictEqual(kindsOf(beside(ofOne("major"), ofOne("minor"))), [])
  })

  it("takes stores outside brackets for updates of one store, in their order", () => {
    const bare = (first: "major" | "minor", second: "major" | "minor") =>
      beside(function* write(fw) {
        yield* fw[first].writeOnce(1)
        yield* fw[second].writeOnce(1)
      })
    // Read first major, then minor: (0, 1) was never in memory when major was stored first.
    assert.isTrue(tornIn(bare("major", "minor")))
    assert.isFalse(tornIn(bare("minor", "major")))
  })

  it("is a read that takes one field from one update and the other from the next", () => {
    const program = (read: "between" | "after") =>
      function* main() {
        const fw = yield* record("fw", shape)
        const writer = yield* task("writer", function* write() {
          yield* setBoth(fw, 1)
          yield* setBoth(fw, 2)
        })
        if (read === "after") yield* writer.join
        yield* readBoth(fw)
      }
    assert.isTrue(tornIn(program("between")))
    assert.deepStrictEqual(kindsOf(program("after")), [])
  })

  it("takes what two overlapping updates leave behind for a state, and their middle for none", () => {
    const overlapping = (read: "beside" | "after") =>
      function* main() {
        const fw = yield* record("fw", shape)
        const one = yield* task("one", () => setBoth(fw, 1))
        const two = yield* task("two", () => setBoth(fw, 2))
        if (read === "after") {
          yield* one.join
          yield* two.join
        }
        yield* readBoth(fw)
      }
    assert.deepStrictEqual(kindsOf(overlapping("after")), [])
    assert.isTrue(tornIn(overlapping("beside")))
  })

  it("is none of a reader that sees its own update whole", () => {
    const kinds = kindsOf(function* main() {
      const fw = yield* record("fw", shape)
      yield* setBoth(fw, 1)
      yield* readBoth(fw)
    })
    assert.deepStrictEqual(kinds, [])
  })
})
