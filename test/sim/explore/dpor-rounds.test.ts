/**
 * However a search is cut into parts, each trace is run once: also those that only a race between two steps of a
 * sequence shows which was given away as it was planned, and which nobody had run in that order before.
 */
import { assert, describe, it } from "vitest"
import { RoundsOfDpor } from "../../../src/sim/explore/dpor-rounds.ts"
import { OptimalDpor } from "../../../src/sim/explore/dpor.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { work } from "../../../src/sim/sync/deferred.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { task } from "../../../src/sim/task.ts"
import { type Body, survey } from "./traces.ts"

/** A reader that lets another task go in between, a writer, and a task that races with what was let go. */
const lettingGo = (begin: (go: Body) => Body, noise = 0): Body =>
  function* main() {
    const [y, p, m] = [yield* variable("y", 0), yield* variable("p", 0), yield* variable("m", 0)]
    function* go() {
      yield* m.fetchAdd(1)
      yield* y.fetchAdd(5)
    }
    yield* task("reader", function* reader() {
      yield* p.readOnce
      yield* m.fetchAdd(1)
      yield* begin(go)()
      yield* p.readOnce
    })
    yield* task("writer", function* writer() {
      yield* p.writeOnce(1)
    })
    const z = yield* variable("z", 0)
    for (const name of noise === 0 ? [] : ["a", "b"]) {
      yield* task(name, function* bump() {
        for (let i = 0; i < noise; i++) yield* z.fetchAdd(1)
      })
    }
    yield* m.fetchAdd(10)
    yield* y.readOnce
    yield* m.fetchAdd(-10)
  }

const spawned = (go: Body): Body =>
  function* begin() {
    yield* task("let go", go)
  }

const programs: { readonly [name: string]: readonly [body: Body, traces: number] } = {
  "a task that is created in between": [lettingGo(spawned), 27],
  "a task that waits for a store": [function* main() {
    const flag = yield* variable("flag", 0)
    const waiting = (go: Body): Body =>
      function* begin() {
        yield* flag.writeOnce(1)
        yield* task("let go", function* late() {
          yield* flag.await((value) => value === 1)
          yield* go()
        })
      }
    yield* lettingGo(waiting)()
  }, 27],
  "a callback after a grace period": [function* main() {
    const [domain, y, p] = [yield* rcu(), yield* variable("y", 0), yield* variable("p", 0)]
    yield* task("reader", function* reader() {
      yield* p.readOnce
      yield* domain.call("callback", function* callback() {
        yield* y.fetchAdd(5)
      })
      yield* p.readOnce
    })
    yield* task("writer", function* writer() {
      yield* p.writeOnce(1)
    })
    yield* domain.readLock
    yield* y.readOnce
    yield* domain.readUnlock
  }, 21],
  "work that is cancelled": [function* main() {
    const [y, p] = [yield* variable("y", 0), yield* variable("p", 0)]
    const item = yield* work("item", function* run() {
      yield* y.fetchAdd(1)
    })
    yield* task("reader", function* reader() {
      yield* p.readOnce
      yield* item.queue
      yield* p.readOnce
    })
    yield* task("writer", function* writer() {
      yield* p.writeOnce(1)
    })
    yield* item.cancelSync
    yield* y.readOnce
  }, 21]
}

describe("a search in parts runs each trace once, of", () => {
  for (const [name, [body, traces]] of Object.entries(programs)) {
    it(`${name}: ${traces} traces`, () => {
      assert.strictEqual(survey(body, new OptimalDpor()).traces.size, traces)
      for (const first of [1, 2, 3, 4, 5, 8]) {
        for (const quantum of [1, 2, 5]) {
          for (const width of [2, 3, 4, 16]) {
            const how = { first, quantum, width, looks: 512 }
            const parted = survey(body, new RoundsOfDpor(undefined, how))
            assert.strictEqual(parted.traces.size, traces, JSON.stringify(how))
            assert.strictEqual(parted.executions, traces, JSON.stringify(how))
          }
        }
      }
    })
  }

  it("a program large enough to be cut as it is by default: 27 times 10 over 5", () => {
    const asked = scenario("test/large", lettingGo(spawned, 5))
    const { stats, verdict } = exploreCell(asked, asked.cells[0]!)
    assert.deepStrictEqual([verdict, stats.traces, stats.redundant], ["verified", 27 * 252, 0])
  }, 60_000)
})
