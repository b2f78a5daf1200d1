/** Vector clocks: joining is the least upper bound. */
import { array, assert as checkProperty, integer, property } from "fast-check"
import { assert, describe, it } from "vitest"
import { copy, join, widen } from "../../src/sim/clock.ts"

const clock = array(integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }).map((entries) =>
  Int32Array.from(entries)
)
const joined = (a: Int32Array, b: Int32Array) => {
  const into = a.slice()
  join(into, b)
  return into
}

describe("a clock", () => {
  it("joined with another knows what either knew, and no more", () => {
    checkProperty(property(clock, clock, (a, b) => {
      assert.deepStrictEqual([...joined(a, b)], Array.from(a, (entry, i) => Math.max(entry, b[i]!)))
      assert.deepStrictEqual(joined(a, b), joined(b, a))
    }))
  })

  it("is overwritten by a copy, and keeps its entries when it is widened", () => {
    const from = Int32Array.of(3, 1)
    const into = Int32Array.of(0, 7)
    copy(into, from)
    assert.deepStrictEqual(into, from)
    assert.deepStrictEqual([...widen(from, 4)], [3, 1, 0, 0])
  })
})
