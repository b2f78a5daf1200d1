/** Whether a place in a function lies inside a loop, and inside one whose progress no variable shows. */
import { assert, describe, it } from "vitest"
import { loopAround } from "../../src/sim/loop-around.ts"

const around = (code: string) => loopAround(code.replace("@", ""), code.indexOf("@"))
const inside = (code: string) => around(code) === "hidden"

describe("a place in a function", () => {
  it("is inside a loop over values: its block, its only statement, its head", () => {
    assert.isTrue(inside("{ for (const a of all) { f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) f(@); g() }"))
    assert.isTrue(inside("{ for (const a of all) if (a) {\n f(@)\n } }"))
    assert.isTrue(inside("{ for (const key in f(@)) g() }"))
    assert.isTrue(inside("{ for await (const a of all) { f(@) } }"))
  })

  it("is outside of one that is over, or begins later", () => {
    assert.isFalse(inside("{ for (const a of all) { f() } while (g(@)) {} }"))
    assert.isFalse(inside("{ for (const a of all) f(); while (g(@)) {} }"))
    assert.isFalse(inside("{ while (g(@)) {} for (const a of all) { f() } }"))
  })

  it("is in no loop that could repeat where one counts, and nothing else changes the counter", () => {
    assert.strictEqual(around("{ for (let i = 0; i < all.length; i++) { f(@, i <= 3, i === 4, i != 5) } }"), "none")
    assert.strictEqual(around("{ for (let n = 9; n > 0; --n) f(@) }"), "none")
    assert.isTrue(inside("{ for (const a of all) { for (let i = 0; i < 3; i++) { f(@) } } }"))
    assert.strictEqual(around("{ for (let i = 0; i < 3; i++) { while (a) { f(@) } } }"), "told")
    const changing = ["i = 0", "i--", "++i", "i += 2", "i **= 2", "i ??= 2", "i >>>= 1", "[i] = [0]", "({ i } = a)"]
    for (const change of changing) {
      assert.strictEqual(around(`{ for (let i = 0; i < 3; i++) { f(@); ${change} } }`), "told", change)
    }
    assert.strictEqual(around("{ for (let i = 0; i < 3; j++) { f(@) } }"), "told")
    assert.strictEqual(around("{ for (; i < 3; i++) { f(@) } }"), "told")
  })

  it("is in a loop with a condition: its head, its block, its only statement", () => {
    assert.strictEqual(around("{ while (f(@)) {} }"), "told")
    assert.strictEqual(around("{ while (a) { f(@) } }"), "told")
    assert.strictEqual(around("{ while (a) f(@) }"), "told")
    assert.strictEqual(around("{ do f(@); while (a) }"), "told")
    assert.strictEqual(around("{ do { a() } while (f(@)) }"), "told")
  })

  it("is in none where none begins before it", () => {
    assert.strictEqual(around("{ f(@) }"), "none")
    assert.strictEqual(around("{ if (a) { f(@) } while (b) {} }"), "none")
    assert.strictEqual(around("{ for (const a of all) { g() } f(@) }"), "none")
    assert.strictEqual(around("{ undo(); forget(); meanwhile(); f(@) }"), "none")
  })

  it("is not misled by brackets in texts and comments", () => {
    assert.isTrue(inside("{ for (const a of all) { g('}'); f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { /* } */ f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { // }\n f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { g(`}`, \"\\\"}\"); f(@) } }"))
  })
})
