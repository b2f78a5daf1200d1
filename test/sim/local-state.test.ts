/** What suspended generators hold: the same text for the same state, whatever the optimiser has done to them. */
import { assert, describe, it } from "vitest"
import { localState, standsInLoop } from "../../src/sim/local-state.ts"

const suspendedState = (generators: ReadonlyArray<Iterator<unknown, unknown>>) =>
  localState({ generators, places: [], follower: "" })

function* polls(limit: number): Generator<number, number, number> {
  for (let round = 0; round < limit; round++) {
    const first = yield 1
    const second = yield 2
    if (first > 0 && second > 0) return first + second
  }
  return 0
}

/** Stands at its first step again, after a round that has left nothing behind but `round`. */
const begun = (limit: number) => {
  const generator = polls(limit)
  for (const value of [0, 1, 0]) generator.next(value)
  return generator
}

describe("the state of suspended generators", () => {
  it("is the same text where the variables are the same, and another where one is not", () => {
    const text = suspendedState([begun(5)])
    assert.isString(text)
    assert.strictEqual(suspendedState([begun(5)]), text)
    assert.notStrictEqual(suspendedState([begun(6)]), text)
    const further = begun(5)
    further.next(1)
    assert.notStrictEqual(suspendedState([further]), text)
    assert.notStrictEqual(suspendedState([begun(5), begun(5)]), text)
  })

  it("can be read when the code has been optimised, though some variables have no value yet", () => {
    for (let i = 0; i < 300_000; i++) begun(5)
    assert.isString(suspendedState([begun(5)]))
    assert.strictEqual(suspendedState([begun(5)]), suspendedState([begun(5)]))
  })

  it("says whether one of them stands in a loop, once for a place", () => {
    function* straight() {
      yield 1
    }
    function* waits(): Generator<number, void, number> {
      while ((yield 1) === 0) {}
    }
    const [inside, waiting] = [straight(), waits()]
    inside.next()
    waiting.next()
    const stands = (generators: ReadonlyArray<Iterator<unknown, unknown>>, places: ReadonlyArray<string>) =>
      standsInLoop({ generators, places, follower: "" })
    assert.isFalse(stands([inside], ["straight"]))
    assert.isTrue(stands([inside, waiting], ["straight", "waits"]))
    assert.isTrue(stands([], ["waits"]))
    // One that counts never comes back to a state that it was in.
    assert.isFalse(stands([begun(5)], ["polls"]))
  })

  it("is not known in a loop over a list, of an iterator, and of nothing", () => {
    function* walks() {
      for (const one of [1, 2]) yield one
    }
    const inside = walks()
    inside.next()
    assert.isUndefined(suspendedState([inside]))
    assert.isUndefined(suspendedState([[1, 2].values()]))
    assert.isUndefined(suspendedState([]))
  })
})
