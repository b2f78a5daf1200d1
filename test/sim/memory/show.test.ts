/** How values are printed: short, one line, by name where they have one. */
import { assert, describe, it } from "vitest"
import { pointer } from "../../../src/sim/memory/pointer.ts"
import { label, show } from "../../../src/sim/memory/show.ts"

describe("show", () => {
  it("prints words as in code, and nothing as NULL", () => {
    const words = [7, -1, true, 7n, "a \"b\"\n", null, undefined]
    assert.deepStrictEqual(words.map(show), ["7", "-1", "true", "7", "\"a \\\"b\\\"\\n\"", "NULL", "NULL"])
  })

  it("prints pointers and simulated memory by their names, and lists element by element", () => {
    assert.strictEqual(show(pointer("flash", function* body() {})), "flash")
    assert.strictEqual(show({ [label]: "dev" }), "dev")
    assert.strictEqual(show([1, [null, "x"]]), "[1, [NULL, \"x\"]]")
    assert.strictEqual(show({}), "object")
  })
})
