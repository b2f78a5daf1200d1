/** LEAK: a block is neither freed nor kept when every task has ended. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { alloc, free, keep } from "../../../src/sim/memory/heap.ts"
import { call } from "../../../src/sim/memory/pointer.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { kindsOf, onlyFinding, told } from "../searching.ts"

const ending = (end: (block: object) => Generator<any, any, any>) =>
  kindsOf(function* main() {
    yield* end(yield* alloc("dev", { state: 1 }))
  })

describe("LEAK", () => {
  it("is a block that nobody frees, and says where it was allocated", () => {
    const finding = onlyFinding(function* main() {
      yield* alloc("dev", { state: 1 })
    })
    assert.strictEqual(finding.kind, "leak")
    assert.deepStrictEqual(told(finding), [{ tag: "leak", object: "dev", step: "main: kzalloc(dev)" }])
  })

  it("is none of a block that is freed or kept", () => {
    const freed = ending(function*(block) {
      yield* free(block)
    })
    const kept = ending(function*(block) {
      yield* keep(block)
    })
    assert.deepStrictEqual([freed, kept], [[], []])
  })

  it("is found on the one path that forgets", () => {
    const kinds = ending(function*(block) {
      if ((yield* choose("goes well", "fails")) === "goes well") yield* free(block)
    })
    assert.deepStrictEqual(kinds, ["leak"])
  })

  it("is none where a task died or waits for ever: it could not free", () => {
    const died = ending(function*(block) {
      yield* call(null, "dev")
      yield* free(block)
    })
    const waits = ending(function*(block) {
      const lock = yield* mutex("lock")
      yield* lock.lock
      yield* lock.lock
      yield* free(block)
    })
    assert.deepStrictEqual([died, waits], [["null-call"], ["deadlock"]])
  })
})
