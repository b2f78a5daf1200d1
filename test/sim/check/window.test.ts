/** WINDOW READ: a record read between the first and the last store of one update of it. */
import { assert, describe, it } from "vitest"
import { type Fields, record, update } from "../../../src/sim/memory/record.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, lines, onlyFinding, told } from "../searching.ts"

const shape = { major: 0, minor: 0, other: 0 }
type Version = Fields<typeof shape>

/** A task updates major and minor while main reads. */
const updating = (read: (fw: Version) => Generator<any, void, any>) =>
  function* main() {
    const fw = yield* record("fw", shape)
    yield* task("writer", function* set_version() {
      yield* update(fw, function*() {
        yield* fw.major.writeOnce(1)
        yield* fw.minor.writeOnce(2)
      })
    })
    yield* read(fw)
  }

describe("WINDOW READ", () => {
  it("is a read between the stores of an update, and says which store opens, which closes", () => {
    const finding = onlyFinding(updating(function* main_reads(fw) {
      yield* fw.minor.readOnce
    }))
    assert.strictEqual(finding.kind, "window-read")
    assert.deepStrictEqual(told(finding), [{
      tag: "window",
      record: "fw",
      first: "writer: WRITE_ONCE(fw.major, 1)",
      last: "writer: WRITE_ONCE(fw.minor, 2)",
      read: "main: READ_ONCE(fw.minor)"
    }])
  })

  it("is shown by an execution with the read between the two stores", () => {
    const finding = onlyFinding(updating(function* main_reads(fw) {
      yield* fw.major.readOnce
    }))
    assert.deepStrictEqual(lines(finding), [
      "writer: WRITE_ONCE(fw.major, 1) (first-store)",
      "main: READ_ONCE(fw.major) (read)",
      "writer: WRITE_ONCE(fw.minor, 2) (last-store)"
    ])
  })

  it("is none for an update of one store", () => {
    const kinds = kindsOf(function* main() {
      const fw = yield* record("fw", shape)
      yield* task("writer", function* set_version() {
        yield* update(fw, function*() {
          yield* fw.major.writeOnce(1)
        })
        yield* update(fw, function*() {
          yield* fw.minor.writeOnce(2)
        })
      })
      yield* fw.major.readOnce
      yield* fw.minor.readOnce
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is none without brackets: nobody says that the stores belong together", () => {
    const kinds = kindsOf(function* main() {
      const fw = yield* record("fw", shape)
      yield* task("writer", function* set_version() {
        yield* fw.major.writeOnce(1)
        yield* fw.minor.writeOnce(2)
      })
      yield* fw.major.readOnce
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is none for a field that the update does not store", () => {
    const kinds = kindsOf(updating(function* main_reads(fw) {
      yield* fw.other.readOnce
    }))
    assert.deepStrictEqual(kinds, [])
  })

  it("is none for the updating task itself", () => {
    const kinds = kindsOf(function* main() {
      const fw = yield* record("fw", shape)
      yield* update(fw, function*() {
        yield* fw.major.store(1)
        yield* fw.major.load
        yield* fw.minor.store(2)
      })
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is none before the update can begin, nor after it is over", () => {
    const kinds = kindsOf(function* main() {
      const fw = yield* record("fw", shape)
      yield* fw.major.load
      const writer = yield* task("writer", function* set_version() {
        yield* update(fw, function*() {
          yield* fw.major.store(1)
          yield* fw.minor.store(2)
        })
      })
      yield* writer.join
      yield* fw.major.load
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("takes a lock on both sides to be closed", () => {
    const locked = (who: "writer alone" | "both") =>
      function* main() {
        const fw = yield* record("fw", shape)
        const lock = yield* mutex("lock")
        yield* task("writer", function* set_version() {
          yield* lock.lock
          yield* update(fw, function*() {
            yield* fw.major.writeOnce(1)
            yield* fw.minor.writeOnce(2)
          })
          yield* lock.unlock
        })
        if (who === "both") yield* lock.lock
        yield* fw.major.readOnce
        if (who === "both") yield* lock.unlock
      }
    assert.deepStrictEqual(kindsOf(locked("both")), [])
    assert.deepStrictEqual(kindsOf(locked("writer alone")), ["window-read"])
  })

  it("counts a field of a nested record", () => {
    const kinds = kindsOf(function* main() {
      const ops = yield* record("ops", { reload: { up: 0, down: 0 } })
      yield* task("writer", function* set_ops() {
        yield* update(ops, function*() {
          yield* ops.reload.up.writeOnce(1)
          yield* ops.reload.down.writeOnce(1)
        })
      })
      yield* ops.reload.up.readOnce
    })
    assert.deepStrictEqual(kinds, ["window-read"])
  })
})
