/** USE AFTER FREE, DOUBLE FREE: a block is touched or freed after it was freed. */
import { assert, describe, it } from "vitest"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { findingOf, kindsOf, onlyFinding, told } from "../searching.ts"

describe("USE AFTER FREE", () => {
  it("is an access that can come after the free, and names both steps", () => {
    const finding = onlyFinding(function* main() {
      const dev = yield* alloc("dev", { state: 1 })
      yield* task("reader", function* reader() {
        yield* dev.state.readOnce
      })
      yield* free(dev)
    })
    assert.strictEqual(finding.kind, "use-after-free")
    assert.deepStrictEqual(told(finding), [{
      tag: "freed",
      object: "dev",
      free: "main: kfree(dev)",
      access: "reader: READ_ONCE(dev.state)"
    }])
  })

  it("is none when the free waits for the reader", () => {
    const kinds = kindsOf(function* main() {
      const dev = yield* alloc("dev", { state: 1 })
      const reader = yield* task("reader", function* reader() {
        yield* dev.state.readOnce
      })
      yield* reader.join
      yield* free(dev)
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is found however the field is touched, nested fields too", () => {
    const touching = (touch: (dev: any) => Generator<any, any, any>) =>
      kindsOf(function* main() {
        const dev = yield* alloc("dev", { state: 1, inner: { flag: 0 } })
        yield* free(dev)
        yield* touch(dev)
      })
    const touches = [
      (dev: any) => dev.state.load,
      (dev: any) => dev.state.store(2),
      (dev: any) => dev.state.cmpxchg(5, 6),
      (dev: any) => dev.state.testBit(0),
      (dev: any) => dev.inner.flag.fetchAdd(1)
    ]
    for (const touch of touches) assert.deepStrictEqual(touching(touch), ["use-after-free"])
  })

  it("is none of another block of the same name", () => {
    const kinds = kindsOf(function* main() {
      const [first, second] = [yield* alloc("dev", { state: 1 }), yield* alloc("dev", { state: 1 })]
      yield* free(first)
      yield* second.state.load
      yield* free(second)
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is found when a lock makes each side whole but orders nothing", () => {
    const finding = findingOf("use-after-free", function* main() {
      const lock = yield* mutex("lock")
      const dev = yield* alloc("dev", { state: 1 })
      yield* task("reader", function* reader() {
        yield* lock.lock
        yield* dev.state.load
        yield* lock.unlock
      })
      yield* lock.lock
      yield* free(dev)
      yield* lock.unlock
    })
    assert.deepStrictEqual(finding.because.map(({ tag }) => tag), ["freed"])
  })
})

describe("DOUBLE FREE", () => {
  it("is the second of two frees", () => {
    const finding = onlyFinding(function* main() {
      const dev = yield* alloc("dev", { state: 1 })
      yield* task("other", function* other() {
        yield* free(dev)
      })
      yield* free(dev)
    })
    assert.strictEqual(finding.kind, "double-free")
    assert.sameMembers(Object.values(told(finding)[0]!), ["freed", "dev", "main: kfree(dev)", "other: kfree(dev)"])
  })

  it("is none of two blocks, each freed once", () => {
    const kinds = kindsOf(function* main() {
      const [first, second] = [yield* alloc("dev", { state: 1 }), yield* alloc("dev", { state: 1 })]
      yield* task("other", function* other() {
        yield* free(first)
      })
      yield* free(second)
    })
    assert.deepStrictEqual(kinds, [])
  })
})
