/** call_rcu: the callback runs once the sections that were open have been closed. */
import { assert, describe, it } from "vitest"
import { alloc, free, keep } from "../../../src/sim/memory/heap.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf } from "../searching.ts"

/** A reader in a section, and main, which takes the block from its place and frees it: later, or at once. */
const freeing = (how: "call_rcu" | "at once") =>
  kindsOf(function* main() {
    const domain = yield* rcu()
    const block = yield* alloc("block", { word: 0 })
    yield* keep(block)
    const place = yield* variable<typeof block | null>("place", block)
    yield* task("reader", function* reads() {
      yield* domain.readLock
      const seen = yield* place.loadAcquire
      if (seen !== null) yield* seen.word.readOnce
      yield* domain.readUnlock
    })
    yield* place.storeRelease(null)
    if (how === "at once") yield* free(block)
    else {
      yield* domain.call("free", function* later() {
        yield* free(block)
      })
    }
  })

describe("call_rcu", () => {
  it("frees nothing that a section still looks at", () => assert.deepStrictEqual(freeing("call_rcu"), []))

  it("is what keeps it from being freed", () => assert.include(freeing("at once"), "use-after-free"))

  it("does not wait itself: it may be called inside a section, where synchronize_rcu would wait for ever", () => {
    const inside = (how: "call" | "synchronize") =>
      kindsOf(function* main() {
        const domain = yield* rcu()
        yield* domain.readLock
        if (how === "call") yield* domain.call("nothing", function* nothing() {})
        else yield* domain.synchronize
        yield* domain.readUnlock
      })
    assert.deepStrictEqual(inside("call"), [])
    assert.deepStrictEqual(inside("synchronize"), ["deadlock"])
  })
})
