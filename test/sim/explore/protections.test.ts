/** What a verified cell rests on: the minimal sets of protections whose removal brings a finding. */
import { assert, describe, it } from "vitest"
import { protection } from "../../../src/sim/choice.ts"
import { protectingSets } from "../../../src/sim/explore/protections.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Mutex, mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

/** Sets found when removing exactly these, or more, brings a finding; and how often it was tried. */
const sets = (names: ReadonlyArray<string>, minimal: ReadonlyArray<ReadonlyArray<string>>) => {
  let trials = 0
  const found = protectingSets(new Set(names), (removed) => {
    trials++
    return minimal.some((set) => set.every((name) => removed.has(name)))
  })
  return { found, trials }
}

const letters = (n: number) => Array.from({ length: n }, (_, i) => String.fromCharCode(97 + i))

describe("the protecting sets", () => {
  it("are single protections where one removal is enough, in order of name", () => {
    assert.deepStrictEqual(sets(["c", "b", "a"], [["c"], ["a"]]).found, [["a"], ["c"]])
  })

  it("are pairs among those that are not enough alone, and no set holds a smaller one", () => {
    assert.deepStrictEqual(sets(["a", "b", "c", "d"], [["a"], ["b", "d"]]).found, [["a"], ["b", "d"]])
  })

  it("are sets of three only where nothing smaller was found", () => {
    assert.deepStrictEqual(sets(["a", "b", "c", "d"], [["a", "b", "d"]]).found, [["a", "b", "d"]])
    assert.deepStrictEqual(sets(["a", "b", "c", "d"], [["c"], ["a", "b", "d"]]).found, [["c"]])
  })

  it("are none where nothing brings a finding, or there is nothing to take away", () => {
    assert.deepStrictEqual(sets(["a", "b"], []).found, [])
    assert.deepStrictEqual(sets([], []), { found: [], trials: 0 })
  })

  it("are sought with few trials where the protections are many", () => {
    assert.strictEqual(sets(letters(20), [["a"]]).trials, 20)
    // Without a single one: all pairs, and no threes.
    assert.strictEqual(sets(letters(20), []).trials, 20 + 190)
    assert.strictEqual(sets(letters(12), []).trials, 12 + 66 + 220)
  })
})

describe("a mutation run", () => {
  /** A counter behind one lock, or behind two that are each enough. */
  const counting = (locks: ReadonlyArray<string>) =>
    function* main() {
      const x = yield* variable("x", 0)
      const held: Array<Mutex> = []
      for (const name of locks) held.push(yield* mutex(name))
      function* add() {
        for (const lock of held) yield* lock.lock
        yield* x.store((yield* x.load) + 1)
        for (const lock of held.toReversed()) yield* lock.unlock
      }
      yield* task("other", add)
      yield* add()
    }
  const protections = (program: () => Generator<any, any, any>) => explored(program, { mutation: true }).protections

  it("names the lock that is needed, and both where either is enough", () => {
    assert.deepStrictEqual(protections(counting(["l"])), [["lock l"]])
    assert.deepStrictEqual(protections(counting(["l", "m"])), [["lock l", "lock m"]])
  })

  it("names orders, edges, atomicity, marking, joins and what the scenario itself names", () => {
    const names = protections(function* main() {
      const [data, flag, count] = [yield* variable("data", 0), yield* variable("flag", 0), yield* variable("count", 0)]
      const [one, two] = [yield* variable("one", 0), yield* mutex("idle")]
      const other = yield* task("other", function* other() {
        yield* data.store(1)
        yield* flag.storeRelease(1)
        yield* count.fetchAdd(1)
        yield* one.writeOnce(1)
      })
      if ((yield* flag.loadAcquire) === 1) yield* data.load
      if (yield* protection("looks at one with a mark")) yield* one.readOnce
      else yield* one.load
      yield* count.fetchAdd(1)
      yield* other.join
      yield* two.lock
      yield* two.unlock
      yield* data.load
      if ((yield* count.load) !== 2) throw new Error("lost")
    })
    const flat = names!.map((set) => set.join(" + "))
    assert.deepStrictEqual(flat, [
      "atomicity of count",
      "join of other",
      "looks at one with a mark",
      "marking of one",
      "release/acquire of flag"
    ])
  })

  it("is not made of a cell with a finding, and gives an empty list of one that rests on nothing", () => {
    const race = function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function* other() {
        yield* x.store(1)
      })
      yield* x.load
    }
    const vacuous = explored(function* main() {
      yield* (yield* variable("x", 0)).store(1)
    }, { mutation: true })
    assert.isUndefined(protections(race))
    assert.deepStrictEqual([vacuous.protections, vacuous.verdict, vacuous.asDeclared], [[], "verified", false])
  })

  it("says nothing when it was stopped before all was tried", () => {
    const result = explored(counting(["l"]), { mutation: true, shouldStop: () => true })
    assert.isUndefined(result.protections)
  })
})
