/** RCU: grace periods wait for the read sections that were open when they began. */
import { assert, describe, it } from "vitest"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Rcu, rcu } from "../../../src/sim/sync/rcu.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, kindsOf, outcomes, traces } from "../searching.ts"

/** A block is taken out of reach and freed while a reader may use it. */
const reclaiming = ({ grace, sections }: { readonly grace: boolean; readonly sections: "one" | "nested" | "none" }) =>
  kindsOf(function* main() {
    const domain = yield* rcu()
    const block = yield* alloc("block", { value: 1 })
    const current = yield* variable<typeof block | null>("current", block)
    yield* task("reader", function* reader() {
      if (sections !== "none") yield* domain.readLock
      if (sections === "nested") {
        yield* domain.readLock
        yield* domain.readUnlock
      }
      const mine = yield* current.readOnce
      if (mine !== null) yield* mine.value.readOnce
      if (sections !== "none") yield* domain.readUnlock
    })
    yield* current.writeOnce(null)
    if (grace) yield* domain.synchronize
    yield* free(block)
  })

describe("a grace period", () => {
  it("outlasts the read sections that were open, nested ones to their very end", () => {
    assert.deepStrictEqual(reclaiming({ grace: true, sections: "one" }), [])
    assert.deepStrictEqual(reclaiming({ grace: true, sections: "nested" }), [])
  })

  it("is needed on both sides: without it, and without sections, the block is used after it was freed", () => {
    assert.deepStrictEqual(reclaiming({ grace: false, sections: "one" }), ["use-after-free"])
    assert.deepStrictEqual(reclaiming({ grace: true, sections: "none" }), ["use-after-free"])
  })

  it("does not wait for sections that began after it did", () => {
    const values = outcomes(function* main() {
      const domain = yield* rcu()
      const over = yield* variable("over", false)
      const reader = yield* task("reader", function* reader() {
        yield* domain.readLock
        const [before, after] = [yield* over.readOnce, yield* over.readOnce]
        yield* domain.readUnlock
        return `${before} ${after}`
      })
      yield* domain.synchronize
      yield* over.writeOnce(true)
      return yield* reader.join
    })
    // The end of the period falls into the section only where the section began after its start.
    assert.deepStrictEqual(values, ["\"false false\"", "\"false true\"", "\"true true\""])
  })

  it("waits for itself for ever inside a read section", () => {
    const kinds = kindsOf(function* main() {
      const domain = yield* rcu()
      yield* domain.readLock
      yield* domain.synchronize
    })
    assert.deepStrictEqual(kinds, ["deadlock"])
  })

  it("leaves sections of another domain alone", () => {
    const kinds = kindsOf(function* main() {
      const [one, other] = [yield* rcu("one"), yield* rcu("other")]
      yield* one.readLock
      yield* other.synchronize
      yield* one.readUnlock
    })
    assert.deepStrictEqual(kinds, [])
  })
})

describe("read sections", () => {
  it("commute with each other, and not with a grace period", () => {
    const two = (other: (domain: Rcu) => Generator<any, any, any>) =>
      traces(function* main() {
        const domain = yield* rcu()
        yield* task("other", () => other(domain))
        yield* domain.readLock
        yield* domain.readUnlock
      })
    const section = function*(domain: Rcu) {
      yield* domain.readLock
      yield* domain.readUnlock
    }
    const grace = function*(domain: Rcu) {
      yield* domain.synchronize
    }
    assert.strictEqual(two(section), 1)
    assert.isAbove(two(grace), 1)
  })

  it("and grace periods are protections, each by its name", () => {
    const { protections } = explored(function* main() {
      const domain = yield* rcu("srcu")
      const block = yield* alloc("block", { value: 1 })
      const current = yield* variable<typeof block | null>("current", block)
      yield* task("reader", function* reader() {
        yield* domain.readLock
        const mine = yield* current.readOnce
        if (mine !== null) yield* mine.value.readOnce
        yield* domain.readUnlock
      })
      yield* current.writeOnce(null)
      yield* domain.synchronize
      yield* free(block)
    }, { mutation: true })
    assert.includeDeepMembers([...protections!], [["grace period of srcu"], ["read sections of srcu"]])
  })
})
