/** One representative a finding: the same whichever execution showed it first, and short. */
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { better, type Representative } from "../../../src/sim/explore/representative.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { Program } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { explored, lines, onlyFinding, shownIn } from "../searching.ts"

const shown = (switches: number, length: number, text: string): Representative => ({
  sighting: { kind: "leak", key: "", whole: false },
  moves: Array.from({ length }, () => ({ task: "main", draws: [] })),
  switches,
  text,
  pasts: new Set()
})

describe("the better of two", () => {
  it("has fewer switches, then fewer steps, then the lower text", () => {
    const [calm, short, low] = [shown(1, 9, "z"), shown(2, 3, "z"), shown(2, 4, "a")]
    const high = shown(2, 4, "b")
    for (const [best, other] of [[calm, short], [short, low], [low, high]] as const) {
      assert.strictEqual(better(best, other), best)
      assert.strictEqual(better(other, best), best)
    }
  })
})

/** The finding as the search shows it, before it is made smaller. */
const represented = (kind: string, program: Program) =>
  explored(program, { minimise: 0 }).findings.find((finding) => finding.kind === kind)!

describe("what is shown", () => {
  it("leaves out the steps that the finding does not need", () => {
    const finding = represented("data-race", function* main() {
      const [x, y] = [yield* variable("x", 0), yield* variable("y", 0)]
      yield* task("bystander", function* bystander() {
        for (let i = 0; i < 3; i++) yield* y.fetchAdd(1)
      })
      yield* task("writer", function* writer() {
        yield* x.store(1)
        yield* y.fetchAdd(1)
      })
      yield* x.load
      yield* y.fetchAdd(1)
    })
    assert.sameMembers([...lines(finding)], ["main: x (racing)", "writer: x = 1 (racing)"])
  })

  it("is the way with the fewest switches, though the search meets longer ones", () => {
    const finding = represented("assertion", function* main() {
      const x = yield* variable("x", 0)
      const other = yield* task("other", function* other() {
        for (let i = 0; i < 3; i++) yield* x.fetchAdd(1)
      })
      const seen = yield* x.readOnce
      if (seen > 0) throw new Error("seen")
      yield* other.join
    })
    // One step of the other task is enough.
    assert.deepStrictEqual(lines(finding), ["other: atomic_fetch_add(x, 1)", "main: READ_ONCE(x) (fails)"])
  })

  it("is the lowest choice that shows it", () => {
    const finding = onlyFinding(function* main() {
      const x = yield* variable("x", 0)
      if ((yield* choose(5)) < 2) return
      yield* x.store(1)
      throw new Error("two or more")
    })
    assert.include(lines(finding), "main: chooses 2")
  })

  it("is the same for a random walk that has met every trace", () => {
    const program = function* main() {
      const x = yield* variable("x", 0)
      yield* task("other", function* other() {
        yield* x.store(1)
      })
      yield* x.load
    }
    const whole = explored(program)
    for (const seed of [1, 2, 3]) {
      const walked = explored(program, { strategy: "random", seed, limits: { executionsMax: 40 } })
      assert.deepStrictEqual(shownIn(walked), shownIn(whole))
    }
  })
})
