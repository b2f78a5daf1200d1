import { assert, describe, it } from "@effect/vitest"
import { assert as assertion, scenario, task, variable } from "../../../src/index.ts"
import { scenarios } from "../../../src/scenarios/index.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { replay } from "../../../src/sim/explore/replay.ts"

const explored = (name: string, design: string) => {
  const asked = scenarios.find((one) => one.name === name)!
  const cell = asked.cells.find((one) => one.design === design)!
  return { asked, findings: exploreCell(asked, cell, { alternatives: true }).findings }
}

describe("alternatives", () => {
  it("are all the choices along a finding: each replays to what it says, and is the same up to there", () => {
    const asking = [
      ["races/lost-update", "once"],
      ["races/abba-deadlock", "source-first"],
      // It has notes, which are numbered among the steps.
      ["races/b28-early-open", "register-netdev"]
    ] as const
    for (const [name, design] of asking) {
      const { asked, findings } = explored(name, design)
      for (const { alternatives = [], trace } of findings) {
        const choices = trace.steps.flatMap(({ index, instead = [] }) => instead.map((other) => [index, other]))
        assert.isAbove(choices.length, 0)
        assert.deepStrictEqual(
          alternatives.map(({ at, steps: [first] }) => [at, trace.tasks.findIndex((one) => one.name === first!.task)]),
          choices
        )
        for (const { after, at, count, found, steps, token } of alternatives) {
          const again = replay(asked, token)
          const text = (one: typeof trace) => one.steps.map((step) => `${one.tasks[step.task].name} ${step.text}`)
          assert.deepStrictEqual(text(again.trace).slice(0, at), text(trace).slice(0, at))
          assert.strictEqual(trace.steps.slice(0, at).filter(({ note }) => !note).length, after)
          assert.isFalse(again.trace.steps[at].note)
          assert.strictEqual(again.trace.steps.length - at, count)
          assert.deepStrictEqual(
            text(again.trace).slice(at, at + 12),
            steps.map(({ task: who, text: what }) => `${who} ${what}`)
          )
          // An order of locks is no more than a warning of the deadlock that is found elsewhere.
          const warned = findings.some(({ kind }) => kind === "deadlock") ? ["lock-order"] : []
          const kinds = [...new Set(again.findings.map(({ kind }) => kind))]
          assert.deepStrictEqual(kinds.filter((kind) => !warned.includes(kind)), found)
        }
      }
    }
  })

  it("say which other choice still loses an update, and that no other one deadlocks", () => {
    const lost = explored("races/lost-update", "once").findings.find(({ kind }) => kind === "assertion")!
    const isLost = lost.alternatives!.map(({ found }) => found.includes("assertion"))
    assert.deepStrictEqual(new Set(isLost), new Set([true, false]))
    const [stuck] = explored("races/abba-deadlock", "source-first").findings
    assert.isFalse(stuck.alternatives!.some(({ found }) => found.includes("deadlock")))
  })

  it("are left out where they are many, and where nobody asked", () => {
    const many = scenario("many", function* main() {
      const x = yield* variable("x", 0)
      function* count() {
        for (let i = 0; i < 40; i++) yield* x.writeOnce(i)
      }
      const [a, b] = [yield* task("a", count), yield* task("b", count)]
      yield* a.join
      yield* b.join
      yield* assertion((yield* x.load) === 0, "always false")
    })
    const options = { alternatives: true, minimise: 0, strategy: "random", limits: { executionsMax: 3 } } as const
    const [finding] = exploreCell(many, many.cells[0], options).findings
    assert.strictEqual(finding.kind, "assertion")
    assert.isUndefined(finding.alternatives)
  })
})
