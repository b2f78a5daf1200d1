/** Whether a place in a function lies inside a loop whose progress no variable shows. */
import { assert, describe, it } from "vitest"
import { isInHiddenLoop } from "../../src/sim/hidden-loop.ts"

const inside = (code: string) => isInHiddenLoop(code.replace("@", ""), code.indexOf("@"))

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
    assert.isFalse(inside("{ for (let i = 0; i < all.length; i++) { f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { for (let i = 0; i < 3; i++) { f(@) } } }"))
  })

  it("is not misled by brackets in texts and comments", () => {
    assert.isTrue(inside("{ for (const a of all) { g('}'); f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { /* } */ f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { // }\n f(@) } }"))
    assert.isTrue(inside("{ for (const a of all) { g(`}`, \"\\\"}\"); f(@) } }"))
  })
})
