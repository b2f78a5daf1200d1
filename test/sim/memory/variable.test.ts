/** A variable: what each operation gives, what it leaves behind, and which steps it commutes with. */
import { assert, describe, it } from "vitest"
import { show } from "../../../src/sim/memory/show.ts"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, outcomes, traces } from "../searching.ts"

type Word = Variable<number>

/** What the step gives, and what the variable holds afterwards. */
const alone = (initial: number, step: (x: Word) => Iterable<any>): string => {
  const [only, ...others] = outcomes(function* main() {
    const x = yield* variable("x", initial)
    const given = yield* step(x) as any
    return `${show(given)}, then ${yield* x.readOnce}`
  })
  assert.deepStrictEqual(others, [])
  return JSON.parse(only!)
}

describe("an access", () => {
  it("reads what is there", () => {
    assert.strictEqual(alone(5, (x) => x.load), "5, then 5")
    assert.strictEqual(alone(5, (x) => x.readOnce), "5, then 5")
    assert.strictEqual(alone(5, (x) => x.loadAcquire), "5, then 5")
    assert.strictEqual(alone(5, (x) => x.await((value) => value === 5)), "5, then 5")
    assert.strictEqual(alone(5, (x) => x.testBit(2)), "true, then 5")
    assert.strictEqual(alone(5, (x) => x.testBit(1)), "false, then 5")
  })

  it("stores what it is given, and gives nothing", () => {
    assert.strictEqual(alone(5, (x) => x.store(7)), "NULL, then 7")
    assert.strictEqual(alone(5, (x) => x.writeOnce(7)), "NULL, then 7")
    assert.strictEqual(alone(5, (x) => x.storeRelease(7)), "NULL, then 7")
    assert.strictEqual(alone(5, (x) => x.setBit(1)), "NULL, then 7")
    assert.strictEqual(alone(5, (x) => x.clearBit(2)), "NULL, then 1")
  })

  it("reads, changes and stores in one step, and gives the old value", () => {
    assert.strictEqual(alone(5, (x) => x.xchg(7)), "5, then 7")
    assert.strictEqual(alone(5, (x) => x.cmpxchg(5, 7)), "5, then 7")
    assert.strictEqual(alone(5, (x) => x.cmpxchg(4, 7)), "5, then 5")
    assert.strictEqual(alone(5, (x) => x.fetchAdd(-2)), "5, then 3")
    assert.strictEqual(alone(5, (x) => x.testAndSetBit(1)), "false, then 7")
    assert.strictEqual(alone(5, (x) => x.testAndSetBit(0)), "true, then 5")
    assert.strictEqual(alone(5, (x) => x.testAndClearBit(0)), "true, then 4")
    assert.strictEqual(alone(5, (x) => x.testAndClearBit(1)), "false, then 5")
  })

  it("keeps bit 30 apart from the others", () => {
    assert.strictEqual(alone(0, (x) => x.testAndSetBit(30)), `false, then ${2 ** 30}`)
    assert.strictEqual(alone(2 ** 30, (x) => x.testBit(30)), `true, then ${2 ** 30}`)
  })

  it("holds any value that can be compared, and gives the very same back", () => {
    const table = Object.freeze({ name: "ops" })
    for (const value of [true, "text", null, 7n, table]) {
      const given = outcomes(function* main() {
        const x = yield* variable<unknown>("x", undefined)
        yield* x.store(value)
        return (yield* x.load) === value
      })
      assert.deepStrictEqual(given, ["true"])
    }
  })
})

/** Everything that two tasks, each adding one in its way, can leave behind. */
const adding = (add: (x: Word) => Generator<any, any, any>) =>
  outcomes(function* main() {
    const x = yield* variable("x", 0)
    const other = yield* task("other", () => add(x))
    yield* add(x)
    yield* other.join
    return yield* x.readOnce
  })

describe("atomicity", () => {
  it("is that of one step: a load and a store lose an update, a read-modify-write does not", () => {
    const apart = adding(function* add(x) {
      yield* x.writeOnce((yield* x.readOnce) + 1)
    })
    const atomic = adding(function* add(x) {
      yield* x.fetchAdd(1)
    })
    assert.deepStrictEqual([apart, atomic], [["1", "2"], ["2"]])
  })

  it("lets one of two cmpxchg win, and one of two test_and_set_bit", () => {
    const winners = (claim: (x: Word) => Generator<any, boolean, any>) =>
      outcomes(function* main() {
        const x = yield* variable("x", 0)
        const other = yield* task("other", () => claim(x))
        const [mine, theirs] = [yield* claim(x), yield* other.join]
        return `${mine} ${theirs}`
      })
    const byCas = winners(function* claim(x) {
      return (yield* x.cmpxchg(0, 1)) === 0
    })
    const byBit = winners(function* claim(x) {
      return !(yield* x.testAndSetBit(0))
    })
    assert.deepStrictEqual([byCas, byBit], [["\"false true\"", "\"true false\""], ["\"false true\"", "\"true false\""]])
  })
})

describe("waiting", () => {
  it("is until the predicate holds, and only then", () => {
    const seen = outcomes(function* main() {
      const x = yield* variable("x", 0)
      yield* task("writer", function* writer() {
        yield* x.writeOnce(1)
        yield* x.writeOnce(2)
        yield* x.writeOnce(3)
      })
      return yield* x.await((value) => value >= 2)
    })
    assert.deepStrictEqual(seen, ["2", "3"])
  })

  it("is for ever when the value is passed over, for it is looked at when the task goes on", () => {
    const kinds = kindsOf(function* main() {
      const x = yield* variable("x", 0)
      yield* task("writer", function* writer() {
        yield* x.writeOnce(1)
        yield* x.writeOnce(2)
      })
      yield* x.await((value) => value === 1)
    })
    assert.deepStrictEqual(kinds, ["deadlock"])
  })
})

describe("dependence", () => {
  /** Traces of two tasks with one step each. */
  const two = (initial: number, a: (x: Word) => Iterable<any>, b: (x: Word) => Iterable<any>) =>
    traces(function* main() {
      const x = yield* variable("x", initial)
      yield* task("other", function* other() {
        yield* a(x) as any
      })
      yield* b(x) as any
    })

  it("is between a store and any other access", () => {
    assert.strictEqual(two(0, (x) => x.store(1), (x) => x.load), 2)
    assert.strictEqual(two(0, (x) => x.writeOnce(1), (x) => x.writeOnce(1)), 2)
    assert.strictEqual(two(0, (x) => x.fetchAdd(1), (x) => x.fetchAdd(1)), 2)
  })

  it("is none between reads, those of a read-modify-write that changes nothing included", () => {
    const reads = [
      (x: Word) => x.load,
      (x: Word) => x.readOnce,
      (x: Word) => x.loadAcquire,
      (x: Word) => x.testBit(0),
      (x: Word) => x.cmpxchg(9, 8),
      (x: Word) => x.testAndSetBit(0),
      (x: Word) => x.testAndClearBit(1),
      (x: Word) => x.await(() => true)
    ]
    for (const a of reads) for (const b of reads) assert.strictEqual(two(1, a, b), 1)
  })

  it("is what a cmpxchg did: of two, the second of which fails, the order still shows", () => {
    assert.strictEqual(two(0, (x) => x.cmpxchg(0, 1), (x) => x.cmpxchg(0, 2)), 2)
    assert.strictEqual(two(0, (x) => x.cmpxchg(0, 1), (x) => x.cmpxchg(5, 6)), 2)
  })
})
