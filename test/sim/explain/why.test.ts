import { assert, describe, it } from "@effect/vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import type { Kind } from "../../../src/sim/scenario.ts"

const found = (name: string, design: string, kind: Kind) => {
  const asked = scenarios.find((one) => one.name === name)!
  const { findings } = exploreCell(asked, asked.cells.find((cell) => cell.design === design)!, { why: true })
  return { asked, finding: findings.find((one) => one.kind === kind)! }
}

/** The text of the step at which it was lost. */
const lostAt = ({ finding: { noReturn, trace } }: ReturnType<typeof found>) => {
  const step = trace.steps.find(({ index }) => index === noReturn)!
  return `${trace.tasks[step.task].name}: ${step.op} ${step.object}`
}

describe("why", () => {
  it("an update is lost when both tasks have read, and not before", () => {
    const lost = found("races/lost-update", "once", "assertion")
    assert.match(lostAt(lost), /^second: .*counter$/)
    assert.strictEqual(lost.finding.noReturn, 1)
    const [{ failing, total }] = lost.finding.shares!.at
    assert.isTrue(lost.finding.shares!.exhaustive)
    assert.isBelow(failing, total)
  })

  it("two tasks deadlock when both have their first lock", () => {
    const lost = found("races/abba-deadlock", "source-first", "deadlock")
    assert.strictEqual(lost.finding.noReturn, 1)
    assert.strictEqual(lost.finding.shares!.at.at(-1)!.failing, lost.finding.shares!.at.at(-1)!.total)
  })

  const small = scenarios.filter(({ name }) => /^races\/(?!b)/.test(name))
  it.each(small)("no nearest passing execution of $name shows its finding", (asked) => {
    for (const cell of asked.cells) {
      for (const { key, passing } of exploreCell(asked, cell, { why: true }).findings) {
        if (passing === undefined) continue
        assert.notInclude(replay(asked, passing.token).findings.map((other) => other.key), key, passing.token)
      }
    }
  }, 60_000)

  it("the nearest passing execution replays without the finding, and is the same up to where it differs", () => {
    for (
      const { asked, finding } of [
        found("races/lost-update", "once", "assertion"),
        found("races/abba-deadlock", "source-first", "deadlock")
      ]
    ) {
      const { at, instead, task: other, token } = finding.passing!
      assert.strictEqual(instead, finding.trace.tasks[finding.trace.steps[at]!.task]!.name)
      assert.notStrictEqual(other, instead)
      const passing = replay(asked, token)
      assert.notInclude(passing.findings.map(({ key }) => key), finding.key)
      const steps = (trace: typeof passing.trace) =>
        trace.steps.map(({ op, task }) => `${trace.tasks[task].name} ${op}`)
      assert.deepStrictEqual(steps(passing.trace).slice(0, at), steps(finding.trace).slice(0, at))
      assert.notStrictEqual(steps(passing.trace)[at], steps(finding.trace)[at])
    }
  })

  it("counts only what it ran, and says so, where continuations are many", () => {
    const asked = scenarios.find(({ name }) => name === "devlink/s2-early-flash")!
    const cell = asked.cells.find(({ kernel, shape }) => kernel === "5.16" && shape === "am65-cpsw")!
    const { findings } = exploreCell(asked, cell, { why: true })
    for (const { noReturn, shares } of findings) {
      assert.isFalse(shares!.exhaustive)
      for (const { failing, step, total } of shares!.at) {
        assert.isAtMost(failing, total)
        if (step === noReturn) assert.strictEqual(failing, total)
      }
    }
  })
})
