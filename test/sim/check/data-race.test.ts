/** DATA RACE: two accesses, at least one a write and one plain, that happens-before does not order. */
import { assert, describe, it } from "vitest"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, lines, onlyFinding, told } from "../searching.ts"

type Word = Variable<number>

/** Every way to touch a variable that holds 0: is it plain, does it write? */
const accesses: Record<string, readonly [plain: boolean, writes: boolean, step: (x: Word) => Iterable<any>]> = {
  "load": [true, false, (x) => x.load],
  "store": [true, true, (x) => x.store(1)],
  "READ_ONCE": [false, false, (x) => x.readOnce],
  "WRITE_ONCE": [false, true, (x) => x.writeOnce(1)],
  "smp_load_acquire": [false, false, (x) => x.loadAcquire],
  "smp_store_release": [false, true, (x) => x.storeRelease(1)],
  "xchg": [false, true, (x) => x.xchg(1)],
  "fetchAdd": [false, true, (x) => x.fetchAdd(1)],
  "failed cmpxchg": [false, false, (x) => x.cmpxchg(7, 8)],
  "setBit": [false, true, (x) => x.setBit(0)],
  "testAndSetBit": [false, true, (x) => x.testAndSetBit(3)],
  "failed testAndClearBit": [false, false, (x) => x.testAndClearBit(5)],
  "testBit": [false, false, (x) => x.testBit(0)],
  "await": [false, false, (x) => x.await(() => true)]
}

const race = (a: string, b: string) =>
  kindsOf(function* main() {
    const x = yield* variable("x", 0)
    yield* task("other", function* other() {
      yield* accesses[a]![2](x) as any
    })
    yield* accesses[b]![2](x) as any
  })

describe("DATA RACE", () => {
  it("is two unordered plain accesses of which one writes, and names both", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function* write_x() {
        yield* x.store(1)
      })
      yield* x.load
    })
    assert.strictEqual(finding.kind, "data-race")
    const [reason] = told(finding)
    assert.sameMembers([reason!["a"], reason!["b"]], ["other: x = 1", "main: x"])
    assert.sameMembers(reason!["plain"] as Array<string>, ["other: x = 1", "main: x"])
    assert.strictEqual(reason!["object"], "x")
    assert.strictEqual(lines(finding).filter((line) => line.endsWith("(racing)")).length, 2)
  })

  it("says which of the two is plain", () => {
    const [reason] = told(onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function* other() {
        yield* x.writeOnce(1)
      })
      yield* x.load
    }))
    assert.deepStrictEqual(reason!["plain"], ["main: x"])
  })

  for (const [a, [plainA, writesA]] of Object.entries(accesses)) {
    it(`is ${a} with whatever conflicts, one of them being plain`, () => {
      for (const [b, [plainB, writesB]] of Object.entries(accesses)) {
        const expected = (plainA || plainB) && (writesA || writesB) ? ["data-race"] : []
        assert.deepStrictEqual(race(a, b), expected, `${a} with ${b}`)
      }
    })
  }

  it("is found where the accesses can come in one order only, whichever of them is plain", () => {
    const after = (store: (x: Word) => Iterable<any>, load: (x: Word) => Iterable<any>) =>
      kindsOf(function* main() {
        const x = yield* variable("x", 0)
        const flag = yield* variable("flag", 0)
        yield* task("other", function* other() {
          yield* store(x) as any
          yield* flag.writeOnce(1)
        })
        if ((yield* flag.readOnce) === 1) yield* load(x) as any
      })
    assert.deepStrictEqual(after((x) => x.store(1), (x) => x.readOnce), ["data-race"])
    assert.deepStrictEqual(after((x) => x.writeOnce(1), (x) => x.load), ["data-race"])
    assert.deepStrictEqual(after((x) => x.writeOnce(1), (x) => x.readOnce), [])
  })

  it("is none within one task, and none between different variables", () => {
    const kinds = kindsOf(function* main() {
      const x = yield* variable("x", 0)
      const y = yield* variable("y", 0)
      yield* task("other", function* other() {
        yield* y.store(1)
      })
      yield* x.store(1)
      yield* x.load
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is found once for two accesses that race in many executions", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      const y = yield* variable("y", 0)
      yield* task("other", function* other() {
        yield* y.writeOnce(1)
        yield* x.store(1)
      })
      yield* y.writeOnce(2)
      yield* x.store(2)
    })
    assert.strictEqual(finding.key, "data-race:main / other")
  })
})
