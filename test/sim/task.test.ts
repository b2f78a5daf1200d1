/** Tasks: when they start, that they can be joined, and that they do the same however they are driven. */
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { variable } from "../../src/sim/memory/variable.ts"
import { task } from "../../src/sim/task.ts"
import { agreed, explored, onlyFinding, outcomes, ways } from "./searching.ts"

describe("a task", () => {
  it("gives its value to whoever joins it, more than once", () => {
    const values = outcomes(function* main() {
      const child = yield* task("child", function* child() {
        return "value"
      })
      return `${yield* child.join} ${yield* child.join} of ${child.name}`
    })
    assert.deepStrictEqual(values, ["\"value value of child\""])
  })

  it("takes every step of an effect that comes right after a join", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const other = yield* variable("other", 0)
      const child = yield* task("child", function* child() {
        yield* x.store(1)
      })
      // Comes between the steps of main.
      yield* task("other", function*() {
        yield* other.store(1)
        yield* other.store(2)
      })
      yield* child.join
      return yield* Effect.gen(function*() {
        const value = yield* x.load
        yield* x.store(value + 1)
        return yield* x.load
      })
    })
    assert.deepStrictEqual(values, ["2"])
  })

  it("goes on when its creator has ended, and nobody has to join it", () => {
    const { stats, verdict } = agreed(function* main() {
      const x = yield* variable("x", 0)
      yield* task("child", function* child() {
        yield* x.store(1)
        yield* task("grandchild", function* grandchild() {
          yield* x.store(2)
        })
      })
    })
    assert.deepStrictEqual([verdict, stats.tasks], ["verified", 3])
  })

  it("may have the name of another: a finding shows both", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      for (let i = 0; i < 2; i++) {
        yield* task("twin", function* twin() {
          yield* x.store(1)
        })
      }
    })
    assert.deepStrictEqual(finding.tasks, ["twin", "twin"])
  })

  it("that takes no step has ended before anybody moves, however it is driven", () => {
    const program = function* main() {
      const x = yield* variable("x", 0)
      const idle = yield* task("idle", function* idle() {})
      const busy = yield* task("busy", function* busy() {
        yield* x.store(1)
      })
      yield* idle.join
      yield* busy.join
    }
    const found = ways.map((way) => explored(program, { ...way, strategy: "dfs" }).stats.executions)
    // The join of idle before the store, and after it.
    assert.deepStrictEqual(found, [2, 2, 2, 2])
  })
})

describe("a joined task", () => {
  it("is waited for: nobody goes on before it has ended", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 0)
      const child = yield* task("child", function* child() {
        yield* x.writeOnce(1)
        yield* x.writeOnce(2)
      })
      yield* child.join
      return yield* x.readOnce
    })
    assert.deepStrictEqual(values, ["2"])
  })

  it("passes its failure on", () => {
    const values = outcomes(function* main() {
      const child = yield* task("child", function* child() {
        throw new Error("no")
      })
      yield* child.join
      return "went on"
    })
    assert.deepStrictEqual(values, ["failure"])
  })
})
