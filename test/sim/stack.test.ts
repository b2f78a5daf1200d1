/** Stacks as text: the same as V8 would write them, however often the same code is on the stack. */
import { assert, describe, it } from "vitest"
import { stackOf } from "../../src/sim/stack.ts"

/** Functions of one code, by name. */
const called = (name: string): (next: () => string) => string => {
  const one = { [name]: (next: () => string) => next() }
  return one[name]!
}
/** Lines of the stack that name one of these functions. */
const namesIn = (stack: string) => stack.split("\n").flatMap((line) => /\b(?:first|second)\b/.exec(line)?.[0] ?? [])

describe("the stack of a step", () => {
  it("names each function that was called, also where several have the same code", () => {
    const [first, second] = [called("first"), called("second")]
    for (let round = 0; round < 2; round++) {
      assert.deepStrictEqual(namesIn(first(() => second(() => stackOf()))), ["second", "first"])
      assert.deepStrictEqual(namesIn(second(() => first(() => stackOf()))), ["first", "second"])
    }
  })

  it("has the lines that V8 writes, from the caller on, the second time as the first", () => {
    const lines = (stack: string | undefined) => stack!.split("\n").slice(2).map((line) => line.trim())
    const texts = [0, 1].map(() => {
      const [ours, its] = [stackOf(), new Error("its").stack]
      return [lines(ours), lines(its)] as const
    })
    for (const [ours, its] of texts) assert.deepStrictEqual(ours, its.slice(0, ours.length))
    assert.isAbove(texts[0]![0].length, 2)
  })

  it("leaves the settings of stacks as they were", () => {
    const before = [Error.stackTraceLimit, Error.prepareStackTrace]
    stackOf()
    assert.deepStrictEqual([Error.stackTraceLimit, Error.prepareStackTrace], before)
  })
})
