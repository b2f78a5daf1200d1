/** What no execution came to is told of a pass, and the same however the search is cut. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { missed, union } from "../../../src/sim/explore/coverage.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { record, update } from "../../../src/sim/memory/record.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Program, scenario } from "../../../src/sim/scenario.ts"
import { timer, work } from "../../../src/sim/sync/deferred.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

const never = (program: Program) => explored(program).never!

describe("what never happened", () => {
  it("is a task that waits before its first step in every execution", () => {
    const of = (flag: number) =>
      function* main(): Generator<any, any, any> {
        const x = yield* variable("x", 0)
        yield* task("patient", function* patient() {
          yield* x.await((value) => value === 1)
        }, { daemon: true })
        yield* task("empty", function* empty() {})
        yield* x.writeOnce(flag)
      }
    assert.deepStrictEqual(never(of(2)).ran, ["patient"])
    assert.deepStrictEqual(never(of(1)).ran, [])
  })

  it("is work that nobody queues, or that is always cancelled before it runs", () => {
    const program: Program = function* main() {
      const x = yield* variable("x", 0)
      const body = function* body() {
        yield* x.fetchAdd(1)
      }
      const [lazy, sometimes] = [yield* work("lazy", body), yield* work("sometimes", body)]
      const tick = yield* timer("tick", body)
      if ((yield* choose("queue it", "do not")) === "queue it") yield* sometimes.queue
      yield* sometimes.cancelSync
      yield* tick.deleteSync
      yield* lazy.cancelSync
    }
    assert.deepStrictEqual(never(program).ran, ["kworker: lazy", "timer: tick"])
  })

  it("is an update of a record that is read", () => {
    const of = (updates: boolean): Program =>
      function* main() {
        const fw = yield* record("fw", { major: 0, minor: 0 })
        const table = yield* record("table", { size: 4 })
        const unread = yield* record("unread", { size: 4 })
        yield* task("reader", function* reader() {
          yield* fw.major.readOnce
          yield* table.size.readOnce
        })
        if (!updates) return
        yield* update(fw, function* both() {
          yield* fw.minor.writeOnce(1)
        })
        yield* unread.size.writeOnce(2)
      }
    assert.deepStrictEqual(never(of(false)).updated, ["fw", "table"])
    assert.deepStrictEqual(never(of(true)).updated, ["table"])
  })

  it("is known by names, so that parts of a search add up, in whatever order", () => {
    const a = { tasks: ["one", "two"], ran: ["one"], read: ["fw"], written: [] }
    const b = { tasks: ["one", "two", "three"], ran: ["two"], read: ["table"], written: ["fw"] }
    assert.deepStrictEqual(missed(union(a, b)), { ran: ["three"], updated: ["table"] })
    assert.deepStrictEqual(missed(union(b, a)), missed(union(a, b)))
  })

  it("does not depend on the strategy", () => {
    const whole = scenario("test", function* main() {
      const x = yield* variable("x", 0)
      const ops = yield* record("ops", { flash: 1 })
      for (const name of ["one", "two"]) {
        yield* task(name, function* body() {
          yield* x.fetchAdd(yield* ops.flash.readOnce)
        })
      }
    })
    const of = (strategy: "dpor" | "dfs") => exploreCell(whole, whole.cells[0]!, { strategy }).never
    assert.deepStrictEqual(of("dfs"), of("dpor"))
    assert.deepStrictEqual(of("dpor"), { ran: [], updated: ["ops"] })
  })
})
