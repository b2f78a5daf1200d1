/** How long remedies are looked for, and that it is said where that was not to the end. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { protection } from "../../../src/sim/choice.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { Remedies } from "../../../src/sim/remedy/edit.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

describe("a remedy", () => {
  it("that was not looked for to the end says so", () => {
    let asked = 0
    const { findings } = explored(function* main() {
      const x = yield* variable("x", 0)
      const lock = yield* mutex("lock")
      yield* task("other", function* other() {
        yield* x.store(1)
      })
      if (yield* protection("takes it")) yield* lock.lock
      yield* lock.unlock
      yield* x.load
    }, { fix: true, shouldStop: () => ++asked > 1 })
    for (const finding of findings) assert.isFalse(finding.remedies!.exhaustive)
  })

  it("is looked for no longer than --time allows", () => {
    const asked = scenarios.find(({ name }) => name === "races/b1-failed-probe")!
    const cell = asked.cells.find(({ design }) => design === "reference")!
    let clock = 0
    const within = (timeMaxMillis: number) => {
      const [{ remedies }] =
        exploreCell(asked, cell, { fix: true, limits: { timeMaxMillis }, now: () => clock++ }).findings
      return remedies!
    }
    const [short, long] = [within(15), within(1e9)]
    const count = ({ tried }: Remedies) => tried.reduce((sum, one) => sum + one.count, 0)
    assert.isFalse(short.exhaustive)
    assert.isTrue(long.exhaustive)
    assert.isBelow(count(short), count(long))
  })
})
