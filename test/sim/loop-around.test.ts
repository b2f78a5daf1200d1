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

  it("is in a loop with a counter, which a variable shows", () => {
    assert.strictEqual(around("{ for (let i = 0; i < all.length; i++) { f(@) } }"), "told")
    assert.isTrue(inside("{ for (const a of all) { for (let i = 0; i < 3; i++) { f(@) } } }"))
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
