/** One schedule on two designs: followed step by step, and where it cannot be, the reason is what the machine says. */
import { assert, describe, it } from "vitest"
import { assert as claim } from "../../../src/sim/choice.ts"
import { ScenarioError } from "../../../src/sim/errors.ts"
import { against } from "../../../src/sim/explain/compare.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { programOf } from "../../../src/sim/explore/fingerprint.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { encode } from "../../../src/sim/explore/token.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { Comparison, Finding } from "../../../src/sim/result.ts"
import { type Scenario, scenario } from "../../../src/sim/scenario.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"

/** A writer of two words and a reader of both, who claims that they are alike. */
const words = scenario("test/words", {
  designs: {
    plain: "assertion",
    same: "assertion",
    reversed: "assertion",
    locked: "verified",
    refuses: "verified"
  }
}, function* main({ design }) {
  const [a, b, allowed] = [yield* variable("a", 0), yield* variable("b", 0), yield* variable("allowed", 0)]
  const lock = yield* mutex("lock")
  yield* task("writer", function* writer() {
    if (design === "locked") yield* lock.lock
    const [first, second] = design === "reversed" ? [b, a] : [a, b]
    yield* first.writeOnce(1)
    yield* second.writeOnce(1)
    if (design === "locked") yield* lock.unlock
  })
  yield* task("reader", function* reader() {
    if (design === "locked") yield* lock.lock
    if (design === "refuses" && (yield* allowed.load) === 0) return
    const both = [yield* a.readOnce, yield* b.readOnce]
    if (design === "locked") yield* lock.unlock
    yield* claim(both[0] === both[1], "torn")
  })
})

const cellOf = (asked: Scenario, design: string) => asked.cells.find((cell) => cell.design === design)!

const compared = (one: string, other: string): { readonly finding: Finding; readonly comparison: Comparison } => {
  const [finding] = exploreCell(words, cellOf(words, one)).findings
  const comparison = against(prepare(words, cellOf(words, other)))(
    prepare(words, cellOf(words, one)),
    finding!.token,
    finding!.trace.steps.length
  )
  return { finding: finding!, comparison }
}

/** Each pair as the texts of both steps. */
const inWords = ({ comparison, finding }: ReturnType<typeof compared>) =>
  comparison.pairs.map(({ a, b }) => [
    a === null ? "" : finding.trace.steps[a]!.text,
    b === null ? "" : comparison.trace.steps[b]!.text
  ])

describe("a comparison", () => {
  it("follows the same program to the end, step by step, and finds the same", () => {
    const { comparison, finding } = compared("plain", "same")
    assert.deepStrictEqual(
      comparison.pairs.map(({ a }) => a),
      finding.trace.steps.filter((s) => !s.note).map((s) => s.index)
    )
    for (const { a, b } of comparison.pairs) assert.strictEqual(a, b)
    assert.isUndefined(comparison.stopped)
    assert.deepStrictEqual(comparison.found, ["assertion"])
  })

  it("stops where a task has to wait, and says what for", () => {
    const both = compared("plain", "locked")
    const { found, stopped, trace } = both.comparison
    // What the lock keeps out is what the finding needs: the reader between the two stores.
    const [blocked] = trace.blocked
    assert.deepStrictEqual([stopped?.why, stopped?.task, blocked?.object], [
      "waits",
      trace.tasks[blocked!.task]!.name,
      "lock"
    ])
    assert.notStrictEqual(blocked!.holder, blocked!.task)
    assert.deepStrictEqual(found, [])
    // The lock is taken by that design alone, before the step that both take.
    assert.deepStrictEqual(inWords(both)[0], ["", "mutex_lock(lock)"])
  })

  it("leaves out what the other design never does", () => {
    const { comparison } = compared("plain", "refuses")
    assert.isUndefined(comparison.stopped)
    assert.deepStrictEqual(comparison.found, [])
    assert.isTrue(comparison.pairs.some(({ a, b }) => a !== null && b === null))
  })

  it("has a token that replays the other design's execution", () => {
    const { comparison } = compared("plain", "locked")
    const { cell, trace } = replay(words, comparison.token)
    assert.strictEqual(cell.design, "locked")
    assert.deepStrictEqual(
      trace.steps.slice(0, comparison.trace.steps.length).map(({ text }) => text),
      comparison.trace.steps.map(({ text }) => text)
    )
  })

  it("refuses a token of another design", () => {
    const { finding } = compared("plain", "locked")
    const locked = prepare(words, cellOf(words, "locked"))
    assert.throws(() => against(locked)(locked, finding.token), ScenarioError, /is not of test\/words \[locked\]/)
  })
})

it("stops where a task has come to its end without the step", () => {
  const gate = scenario("test/gate", { designs: { open: "assertion", gated: "verified" } }, function* main({ design }) {
    const [x, flag] = [yield* variable("x", 0), yield* variable("flag", 0)]
    yield* task("reader", function* reader() {
      if (design === "gated" && (yield* flag.loadAcquire) === 0) return
      yield* claim((yield* x.readOnce) === 1, "too early")
    })
    yield* task("writer", function* writer() {
      yield* x.writeOnce(1)
      if (design === "gated") yield* flag.storeRelease(1)
    })
  })
  const [finding] = exploreCell(gate, cellOf(gate, "open")).findings
  const comparing = against(prepare(gate, cellOf(gate, "gated")))
  const { found, stopped } = comparing(prepare(gate, cellOf(gate, "open")), finding!.token)
  assert.deepStrictEqual([stopped?.why, stopped?.task, found], ["ended", "reader", []])
})

it("says that a step was done before, where the other design takes it earlier", () => {
  const order = scenario("test/order", { designs: { ab: "verified", ba: "verified" } }, function* main({ design }) {
    const [a, b] = [yield* variable("a", 0), yield* variable("b", 0)]
    const [first, second] = design === "ab" ? [a, b] : [b, a]
    yield* first.store(1)
    yield* second.store(1)
  })
  const [ab, ba] = [prepare(order, cellOf(order, "ab")), prepare(order, cellOf(order, "ba"))]
  const { pairs, trace } = against(ba)(ab, encode({ fingerprint: programOf(ab), deviations: [] }))
  assert.deepStrictEqual(trace.steps.map(({ text }) => text), ["b = 1", "a = 1"])
  assert.deepStrictEqual(pairs, [{ a: null, b: 0 }, { a: 0, b: 1 }, { a: 1, b: 0 }])
})
