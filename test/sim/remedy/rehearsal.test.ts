/** What showed a finding, run again with a changed program. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { checkers } from "../../../src/sim/check/checkers.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { search } from "../../../src/sim/explore/search.ts"
import { make } from "../../../src/sim/explore/strategies.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { Judge } from "../../../src/sim/remedy/judge.ts"
import { Rehearsal, type Script, scriptOf } from "../../../src/sim/remedy/rehearsal.ts"
import { type Cell, type Scenario, scenario } from "../../../src/sim/scenario.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"

/** How each finding of a cell is seen first. */
const scriptsOf = (of: Scenario, cell: Cell): ReadonlyMap<string, Script> => {
  const scripts = new Map<string, Script>()
  const judge = new Judge(checkers, (name, machine) => scripts.set(name, scriptOf(machine)))
  search(prepare(of, cell, { checkers: [judge] }), make({}), {})
  return scripts
}

/** What is seen in one execution by this script. */
const seenBy = (of: Scenario, cell: Cell, script: Script): ReadonlySet<string> => {
  const judge = new Judge(checkers, () => {})
  const { counts } = search(prepare(of, cell, { checkers: [judge] }), new Rehearsal([script]), {})
  assert.strictEqual(counts.executions, 1)
  return judge.seen
}

describe("a rehearsal", () => {
  it("shows each finding again in one execution of the same program", () => {
    let held = 0
    for (const of of scenarios.filter(({ name }) => name.startsWith("races/"))) {
      for (const cell of of.cells.filter(({ declared }) => declared.length > 0)) {
        for (const [name, script] of scriptsOf(of, cell)) {
          assert.include([...seenBy(of, cell, script)], name, `${of.name} ${cell.design}`)
          held++
        }
      }
    }
    assert.isAbove(held, 30)
  })

  it("shows it where steps have come and gone around it, and tasks wait where they did not", () => {
    const of = scenario("test/changed", {
      designs: { before: "data-race", after: "data-race" }
    }, function* main({ design }) {
      const changed = design === "after"
      const x = yield* variable("x", 0)
      const y = yield* variable("y", 0)
      const lock = yield* mutex("lock")
      yield* task("writer", function* writer() {
        if (changed) yield* lock.lock
        yield* y.writeOnce(1)
        if (changed) yield* y.writeOnce(2)
        yield* x.store(1)
        if (changed) yield* lock.unlock
        yield* x.store(2)
      })
      yield* task("reader", function* reader() {
        yield* lock.lock
        if (!changed) yield* y.readOnce
        yield* x.load
        yield* lock.unlock
      })
    })
    const [before, after] = of.cells
    const scripts = [...scriptsOf(of, before!)].filter(([name]) => name.startsWith("data-race"))
    assert.isAbove(scripts.length, 0)
    for (const [name, script] of scripts) assert.include([...seenBy(of, after!, script)], name)
  })

  it("comes to an end where the program has no task of the script any more", () => {
    const of = scenario(
      "test/gone",
      { designs: { before: "data-race", after: "verified" } },
      function* main({ design }) {
        const x = yield* variable("x", 0)
        if (design === "before") {
          yield* task("writer", function* writer() {
            yield* x.store(1)
          })
        }
        yield* x.load
      }
    )
    const [before, after] = of.cells
    const [[, script]] = scriptsOf(of, before!)
    assert.deepStrictEqual([...seenBy(of, after!, script)], [])
  })
})
