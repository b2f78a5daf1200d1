/** SPIN and the optimal search, on models of the same programs, name the same states in which they can end. */
import { assert, describe, it } from "vitest"
import { asked, heddleEndings } from "../../bench/peers/endings.ts"
import { spinEndings, spinMissing } from "../../bench/peers/spin.ts"

describe.skipIf(spinMissing() !== undefined)("SPIN agrees with heddle on the endings of", () => {
  for (const one of asked) {
    it(`${one.model}(${one.size})`, () => {
      const endings = heddleEndings(one)
      assert.isNotEmpty(endings)
      assert.deepStrictEqual(spinEndings(one.model, one.size), endings)
    })
  }
})

describe("the endings by heddle", () => {
  // Any subset of the readers sees the store; the last of the writers stays; tasks 1 to k in this order take x to k.
  it("are as many as can be counted by hand", () => {
    const counts = asked.map((one) => [one.model, heddleEndings(one).length])
    assert.deepStrictEqual(Object.fromEntries(counts), {
      readers: 2 ** 4,
      indexer: 1,
      filesystem: 1,
      lastzero: 2 ** 3,
      lastwrite: 4,
      casrot: 5,
      philosophers: 2
    })
  })
})
