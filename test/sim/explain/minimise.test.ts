/** The smallest schedule of a finding: held against brute force, and the same whoever saw the finding. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { assert as claim } from "../../../src/sim/choice.ts"
import { minimise } from "../../../src/sim/explain/minimise.ts"
import { rerun, type Schedule } from "../../../src/sim/explain/rerun.ts"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { prepare, type Prepared } from "../../../src/sim/explore/prepare.ts"
import { executed, moveOf, sizeOf as executionSize } from "../../../src/sim/explore/schedule.ts"
import { Recorder } from "../../../src/sim/explore/token.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { Size } from "../../../src/sim/result.ts"
import { type Kind, scenario } from "../../../src/sim/scenario.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { bodyOf, print, programsOf } from "../explore/programs.ts"
import { explored, lines, shownIn } from "../searching.ts"
import { compareSizes, identityOf, sizeOf, smallest } from "./smallest.ts"

const executionsMax = 600
const numRuns = 25

describe("the schedule of a finding", () => {
  for (const family of ["memory", "atomics", "mutex", "rwsem", "refcount", "heap", "draws", "tasks", "rcu"]) {
    it(`is the smallest of all schedules, in ${numRuns} programs with steps of the family ${family}`, () => {
      let held = 0
      fc.assert(
        fc.property(programsOf(family, 3, 3), (program) => {
          const whole = scenario("test", bodyOf(program))
          const cell = whole.cells[0]!
          const least = smallest(prepare(whole, cell), Number.POSITIVE_INFINITY, executionsMax)
          if (least === undefined) return
          for (const finding of exploreCell(whole, cell).findings) {
            held++
            assert.deepStrictEqual(
              sizeOf(finding),
              least.get(identityOf(finding)),
              `${finding.key} of\n${print(program)}`
            )
            assert.strictEqual(finding.minimised!.proven, "whole")
          }
        }),
        { seed: 20_211_005, numRuns }
      )
      assert.isAbove(held, 5)
    })
  }

  it("is the smallest, from however large a one it is sought", () => {
    for (const body of [lossy, stopped]) {
      const whole = scenario("test", body)
      const program = prepare(whole, whole.cells[0]!)
      const large = largest(program, "assertion")
      const [least] = minimise(program, [{ ...large, isShownBy: () => true }], {})
      const [size] = [...smallest(program, Number.POSITIVE_INFINITY, 1000)!.values()]
      assert.strictEqual(least!.proven, "whole")
      assert.isAbove(large.size.preemptions, size!.preemptions)
      assert.deepStrictEqual(rerun(program, { ...large, moves: least!.moves }).size, size)
    }
  })

  it("is the same whatever strategy saw the finding first, and with whatever seed", () => {
    const whole = explored(lossy)
    for (
      const options of [
        { strategy: "dfs" },
        { strategy: "pct", seed: 3, limits: { executionsMax: 60 } },
        { strategy: "random", seed: 7, limits: { executionsMax: 60 } },
        { strategy: "random", seed: 8, limits: { executionsMax: 60 } }
      ] as const
    ) {
      assert.deepStrictEqual(shownIn(explored(lossy, options)), shownIn(whole))
    }
  })

  it("says from what it was shrunk: the execution in which it was seen first", () => {
    const [finding] = explored(lossy, { strategy: "random", seed: 7, limits: { executionsMax: 60 } }).findings
    const { from } = finding!.minimised!
    assert.isAbove(compareSizes(from, sizeOf(finding!)), 0)
    assert.strictEqual(from.steps, 10)
  })

  it("shows the same lines of the source, though others of the same name are reached with less", () => {
    // The race of the two loads with the store has one name: that of the variable and of the tasks.
    const finding = explored(twoLoads, { minimise: 0 }).findings[0]!
    const least = explored(twoLoads).findings[0]!
    const racing = ({ trace }: typeof finding) =>
      trace.steps.filter(({ role }) => role === "racing").map(({ frames, text }) => `${text} ${frames[0]!.line}`)
    assert.sameMembers(racing(least), racing(finding))
    assert.isBelow(least.preemptions, finding.preemptions)
  })

  it("is shown as the search found it where nothing may be run, and is not called minimal where too little may", () => {
    const [bare] = explored(lossy, { minimise: 0 }).findings
    assert.isUndefined(bare!.minimised)
    const [poor] = explored(lossy, { minimise: 1 }).findings
    assert.strictEqual(poor!.minimised!.proven, "no")
    assert.deepStrictEqual(lines(poor!), lines(bare!))
    assert.isBelow(poor!.minimised!.executions, 4)
  })
})

/** A task has to be stopped between its two stores, and the other has a step before it looks. */
function* stopped() {
  const [p, q, r] = [yield* variable("p", 0), yield* variable("q", 0), yield* variable("r", 0)]
  yield* task("looks", function* looks() {
    yield* q.writeOnce(1)
    const [first, second] = [yield* p.readOnce, yield* r.readOnce]
    yield* claim(first === 0 || second === 1, "seen between")
  })
  yield* task("stores", function* stores() {
    yield* p.writeOnce(1)
    yield* r.writeOnce(1)
  })
}

/** The largest schedule, up to the finding's last step, that shows a finding of this kind. */
const largest = ({ body, checkers, machine }: Prepared, kind: Kind) => {
  const strategy = new DepthFirst()
  let found: { sighting: Schedule["sighting"]; moves: Schedule["moves"]; size: Size } | undefined
  while (strategy.next()) {
    const recorder = new Recorder(strategy)
    const ending = machine.run(body, recorder)
    const size = executionSize(machine, recorder.preemptions)
    for (const checker of checkers) {
      checker.check({ machine, log: machine.log, ending }, ({ key, kind: seen }) => {
        if (seen !== kind || (found !== undefined && compareSizes(size, found.size) <= 0)) return
        found = { sighting: { kind, key, whole: false }, moves: executed(machine).map(moveOf), size }
      })
    }
  }
  return found!
}

/** Three tasks add one each; an update is lost. */
function* lossy() {
  const counter = yield* variable("counter", 0)
  const adding = function* add() {
    const value = yield* counter.readOnce
    yield* counter.writeOnce(value + 1)
  }
  const tasks = [yield* task("one", adding), yield* task("two", adding), yield* task("three", adding)]
  for (const one of tasks) yield* one.join
  yield* claim((yield* counter.readOnce) === 3, "an update was lost")
}

function* twoLoads() {
  const [x, lock] = [yield* variable("x", 0), yield* mutex("lock")]
  yield* task("reader", function* reader() {
    yield* x.load
    yield* lock.lock
    yield* lock.unlock
    yield* x.load
  })
  yield* task("writer", function* writer() {
    yield* lock.lock
    yield* lock.unlock
    yield* x.store(1)
  })
}
