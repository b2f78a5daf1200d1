/** Reference counter: the values of refcount_t. Complaints are in check/assertion.test.ts, edges in edges.test.ts. */
import { assert, describe, it } from "vitest"
import { type Refcount, refcount } from "../../../src/sim/sync/refcount.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, outcomes, traces } from "../searching.ts"

const counting = (initial: number, count: (refs: Refcount) => Generator<any, any, any>) =>
  outcomes(function* main() {
    return yield* count(yield* refcount("refs", initial))
  })

describe("a reference counter", () => {
  it("counts up and down, and says which drop was the last", () => {
    const values = counting(1, function*(refs) {
      yield* refs.inc
      const [first, last] = [yield* refs.decAndTest, yield* refs.decAndTest]
      return `${first} ${last} ${yield* refs.read}`
    })
    assert.deepStrictEqual(values, ["\"false true 0\""])
  })

  it("takes no reference from zero", () => {
    const taking = (initial: number) =>
      counting(initial, function*(refs) {
        return `${yield* refs.incNotZero} ${yield* refs.read}`
      })
    assert.deepStrictEqual([taking(1), taking(0)], [["\"true 2\""], ["\"false 0\""]])
  })

  it("can be set, and awaited", () => {
    const values = counting(3, function*(refs) {
      yield* task("drops", function* drops() {
        yield* refs.decAndTest
        yield* refs.decAndTest
      })
      const low = yield* refs.await((count) => count <= 1)
      yield* refs.set(5)
      return `${low} ${yield* refs.read}`
    })
    assert.deepStrictEqual(values, ["\"1 5\""])
  })

  it("has one last drop, whichever task comes last", () => {
    const values = counting(2, function*(refs) {
      const drop = function*() {
        return yield* refs.decAndTest
      }
      const other = yield* task("other", drop)
      return `${yield* drop()} ${yield* other.join}`
    })
    assert.deepStrictEqual(values, ["\"false true\"", "\"true false\""])
  })

  it("makes failed increments commute, and others not", () => {
    const two = (initial: number) =>
      traces(function* main() {
        const refs = yield* refcount("refs", initial)
        const take = function*() {
          yield* refs.incNotZero
        }
        yield* task("other", take)
        yield* take()
      })
    assert.deepStrictEqual([two(0), two(1)], [1, 2])
  })

  it("is split in two by taking its atomicity away", () => {
    const { findings, verdict } = explored(function* main() {
      const refs = yield* refcount("refs", 2)
      const drop = function*() {
        yield* refs.decAndTest
      }
      yield* task("other", drop)
      yield* drop()
    }, { removed: new Set(["atomicity of refs"]) })
    assert.strictEqual(verdict, "data-race")
    assert.isAbove(findings.length, 0)
  })
})
