/** LOCK ORDER: locks taken in an order that could deadlock, in a program that did not. */
import { assert, describe, it } from "vitest"
import { type Mutex, mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, onlyFinding, told } from "../searching.ts"

function* nested(...locks: ReadonlyArray<Mutex>) {
  for (const lock of locks) yield* lock.lock
  for (const lock of locks.toReversed()) yield* lock.unlock
}

function* threeLocks() {
  return [yield* mutex("a"), yield* mutex("b"), yield* mutex("c")] as const
}

describe("LOCK ORDER", () => {
  it("is a cycle that one task alone can show, with each lock held and wanted", () => {
    const finding = onlyFinding(function* main() {
      const [a, b] = yield* threeLocks()
      yield* nested(a, b)
      yield* nested(b, a)
    })
    assert.strictEqual(finding.kind, "lock-order")
    assert.deepStrictEqual(told(finding), [
      { tag: "lock-order", task: "main", held: "a", wanted: "b", step: "main: mutex_lock(b)" },
      { tag: "lock-order", task: "main", held: "b", wanted: "a", step: "main: mutex_lock(a)" }
    ])
  })

  it("is none when the order is one", () => {
    const kinds = kindsOf(function* main() {
      const [a, b, c] = yield* threeLocks()
      yield* nested(a, b)
      yield* nested(b, c)
      yield* nested(a, c)
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is a cycle of three", () => {
    const finding = onlyFinding(function* main() {
      const [a, b, c] = yield* threeLocks()
      yield* nested(a, b)
      yield* nested(b, c)
      yield* nested(c, a)
    })
    assert.deepStrictEqual(told(finding).map(({ held, wanted }) => [held, wanted]), [["a", "b"], ["b", "c"], [
      "c",
      "a"
    ]])
  })

  it("is a warning where a third lock keeps the two tasks apart, and says nothing where they deadlock", () => {
    const gated = (gate: boolean) =>
      kindsOf(function* main() {
        const [a, b, c] = yield* threeLocks()
        yield* task("other", () => gate ? nested(c, b, a) : nested(b, a))
        yield* (gate ? nested(c, a, b) : nested(a, b))
      })
    assert.deepStrictEqual([gated(true), gated(false)], [["lock-order"], ["deadlock"]])
  })

  it("is none with a trylock, which waits for nothing", () => {
    const trying = (how: "lock" | "trylock") =>
      kindsOf(function* main() {
        const [a, b] = yield* threeLocks()
        yield* nested(a, b)
        yield* b.lock
        if (how === "lock") yield* a.lock
        if (how === "lock" || (yield* a.trylock)) yield* a.unlock
        yield* b.unlock
      })
    assert.deepStrictEqual([trying("lock"), trying("trylock")], [["lock-order"], []])
  })

  it("counts a lock that a trylock took as held", () => {
    const kinds = kindsOf(function* main() {
      const [a, b] = yield* threeLocks()
      yield* nested(a, b)
      if (yield* b.trylock) yield* nested(a)
      yield* b.unlock
    })
    assert.deepStrictEqual(kinds, ["lock-order"])
  })

  it("is none of a lock given back before the next is taken", () => {
    const kinds = kindsOf(function* main() {
      const [a, b] = yield* threeLocks()
      yield* nested(a, b)
      yield* nested(b)
      yield* nested(a)
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("tells locks of one name apart", () => {
    const kinds = kindsOf(function* main() {
      const [one, two, three] = [yield* mutex("lock"), yield* mutex("lock"), yield* mutex("lock")]
      yield* nested(one, two)
      yield* nested(two, three)
    })
    assert.deepStrictEqual(kinds, [])
  })
})
