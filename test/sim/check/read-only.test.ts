/** READ-ONLY WRITE: a store to memory mapped read-only, of which the task dies. */
import { assert, describe, it } from "vitest"
import { readOnly } from "../../../src/sim/memory/heap.ts"
import { record } from "../../../src/sim/memory/record.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { kindsOf, onlyFinding, told } from "../searching.ts"

describe("READ-ONLY WRITE", () => {
  it("is a store after the record became read-only", () => {
    const finding = onlyFinding(function* main() {
      const ops = yield* record("ops", { flash: 0 })
      yield* readOnly(ops)
      yield* ops.flash.store(1)
    })
    assert.strictEqual(finding.kind, "read-only-write")
    assert.deepStrictEqual(told(finding), [{ tag: "read-only", object: "ops.flash", step: "main: ops.flash = 1" }])
  })

  it("is none of a store before that, nor of a read after it", () => {
    const kinds = kindsOf(function* main() {
      const ops = yield* record("ops", { flash: 0 })
      yield* ops.flash.store(1)
      yield* readOnly(ops)
      yield* ops.flash.load
      yield* ops.flash.readOnce
    })
    assert.deepStrictEqual(kinds, [])
  })

  it("is found of every operation that can store, a cmpxchg that would fail included", () => {
    const storing = (store: (flag: any) => Generator<any, any, any>) =>
      kindsOf(function* main() {
        const ops = yield* record("ops", { flag: 0 })
        yield* readOnly(ops)
        yield* store(ops.flag)
      })
    const stores = [
      (flag: any) => flag.writeOnce(1),
      (flag: any) => flag.storeRelease(1),
      (flag: any) => flag.xchg(1),
      (flag: any) => flag.cmpxchg(7, 8),
      (flag: any) => flag.setBit(0),
      (flag: any) => flag.testAndClearBit(0)
    ]
    for (const store of stores) assert.deepStrictEqual(storing(store), ["read-only-write"])
  })

  it("kills the task: it takes no further step", () => {
    const { trace } = onlyFinding(function* main() {
      const ops = yield* record("ops", { flash: 0 })
      const after = yield* variable("after", 0)
      yield* readOnly(ops)
      yield* ops.flash.store(1)
      yield* after.store(1)
    })
    assert.deepStrictEqual([trace.steps.length, trace.pending.length], [1, 0])
  })
})
