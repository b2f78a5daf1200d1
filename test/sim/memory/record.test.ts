/** Records: named variables that belong together. */
import { assert, describe, expectTypeOf, it } from "vitest"
import { alloc } from "../../../src/sim/memory/heap.ts"
import { type FunctionPointer, pointer } from "../../../src/sim/memory/pointer.ts"
import { reading, record, update } from "../../../src/sim/memory/record.ts"
import { show } from "../../../src/sim/memory/show.ts"
import type { Variable } from "../../../src/sim/memory/variable.ts"
import { explored, lines, onlyFinding, outcomes, traces } from "../searching.ts"

describe("a record", () => {
  it("has a variable for each field, with its initial value, nested records included", () => {
    const values = outcomes(function* main() {
      const dev = yield* record("dev", { id: 7, name: "nsim", stats: { rx: 1, tx: 2 } })
      expectTypeOf(dev.id).toEqualTypeOf<Variable<number>>()
      expectTypeOf(dev.stats.rx).toEqualTypeOf<Variable<number>>()
      return `${yield* dev.id.load} ${yield* dev.name.load} ${yield* dev.stats.rx.load} ${yield* dev.stats.tx.load}`
    })
    assert.deepStrictEqual(values, ["\"7 nsim 1 2\""])
  })

  it("takes frozen values, such as function pointers and other records, for words", () => {
    const values = outcomes(function* main() {
      const flash: FunctionPointer = pointer("flash", function* body() {})
      const inner = yield* record("inner", { x: 1 })
      const ops = yield* record("ops", { flash, inner: inner as unknown, options: Object.freeze({ fast: true }) })
      const same = (yield* ops.flash.load) === flash && (yield* ops.inner.load) === inner
      return `${same} ${show(yield* ops.flash.load)} ${show(yield* ops.inner.load)}`
    })
    assert.deepStrictEqual(values, ["\"true flash inner\""])
  })

  it("prints its fields with the names that lead to them", () => {
    const finding = onlyFinding(function* main() {
      yield* (yield* alloc("dev", { stats: { rx: 1 } })).stats.rx.store(2)
    })
    assert.include(lines(finding), "main: dev.stats.rx = 2")
  })
})

describe("a bracket", () => {
  it("gives what its body gives, and is no step", () => {
    const program = function* main() {
      const dev = yield* record("dev", { a: 1, b: 2 })
      const sum = yield* reading(dev, function*() {
        return (yield* dev.a.load) + (yield* dev.b.load)
      })
      return yield* update(dev, function*() {
        yield* dev.a.store(sum)
        return "done"
      })
    }
    assert.deepStrictEqual(outcomes(program), ["\"done\""])
    // The start of main, two loads, one store.
    assert.deepStrictEqual([explored(program).stats.steps, traces(program)], [4, 1])
  })

  it("is of a record only", () => {
    const { findings } = explored(function* main() {
      yield* update({}, function*() {})
    })
    assert.include(findings[0]!.title, "not a heddle record: make it with record() or alloc()")
  })
})
