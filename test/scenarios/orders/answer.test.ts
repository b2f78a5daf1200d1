/** Which orders of a probe are safe, by design: the rules are found, and these are they. */
import type * as Layer from "effect/Layer"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { ruleInPrint } from "../../../src/report/orders.ts"
import { answer, type AnswerOptions } from "../../../src/scenarios/orders/answer.ts"
import {
  meeting,
  ordersOf,
  permutations,
  placeOf,
  type Question,
  questions,
  stepsOf
} from "../../../src/scenarios/orders/questions.ts"
import { keeps } from "../../../src/scenarios/orders/rule.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { scenario } from "../../../src/sim/scenario.ts"

const kernel = "netnext-2021-10"
const ask = (
  design: Question["design"],
  shape: Question["shape"],
  explained: AnswerOptions["explained"] = "first-of-kind"
) => answer({ design, kernel, shape }, { explained })

describe("the rule of net-next of October 2021", () => {
  const found: ReadonlyArray<readonly [Question["design"], Question["shape"], string]> = [
    ["copied-struct", "late-flash", "port before netdev and set before netdev and set before register"],
    ["copied-struct", "late-reload", "port before netdev and set before register and firmware before netdev"],
    ["copied-struct", "own-flash", "set before register"],
    ["copied-struct", "no-port", "set before register"],
    ["caps-mask", "late-flash", "port before netdev and set before register and firmware before netdev"],
    ["fine-grained-caps", "late-flash", "port before netdev and set before netdev and set before register"],
    ["per-variant-table", "late-flash", "port before netdev and firmware before netdev and firmware before register"],
    ["registered-check", "no-port", "never"]
  ]
  for (const [design, shape, rule] of found) {
    it(`for ${design}, ${shape}, is: ${rule}`, () => {
      const said = ask(design, shape)
      assert.isTrue(said.exhaustive)
      assert.strictEqual(ruleInPrint(said.rule!), rule)
      for (const { order, verdict } of said.orders) assert.strictEqual(keeps(order, said.rule!), verdict === "verified")
    })
  }
})

describe("the rule of 6.12 where a probe holds devlink->lock", () => {
  it("leaves devlink_register() its place, once firmware has answered before the lock is given back", () => {
    const question = { design: "registered-check", kernel: "6.12", shape: "late-flash" } as const
    const { rule } = answer(question, { explained: "first-of-kind" })
    assert.strictEqual(ruleInPrint(rule!), "port before netdev and firmware before unlock")
  })
})

describe("an answer", () => {
  it("calls an order safe exactly if all of it, explored by itself, has no finding", () => {
    const question: Question = { design: "per-variant-table", kernel, shape: "late-flash" }
    const { layer } = placeOf(question).cell
    const answers = new Map(
      ask(question.design, question.shape).orders.map((one) => [one.order.join(" "), one.verdict])
    )
    for (const order of ordersOf(question)) {
      const cells = [{ ...question, declared: "verified" as const, layer: layer as Layer.Layer<any> }]
      const alone = scenario("one order", { cells }, () => meeting(question, order))
      const result = exploreCell(alone, alone.cells[0]!)
      const verdict = answers.get(order.join(" "))!
      assert.isTrue(result.exhaustive)
      assert.strictEqual(verdict === "verified", result.verdict === "verified", order.join(" "))
      assert.isTrue(verdict === "verified" || result.findings.some(({ kind }) => kind === verdict), order.join(" "))
    }
  })

  it("has a rule that keeps the safe orders and no other, whatever is asked", () => {
    fc.assert(
      fc.property(fc.constantFrom(...questions), (question) => {
        const { exhaustive, orders, rule } = answer(question, { explained: "first-of-kind" })
        assert.isTrue(exhaustive)
        assert.deepStrictEqual(orders.map(({ order }) => order.join()), ordersOf(question).map((order) => order.join()))
        for (const { order, verdict } of orders) assert.strictEqual(keeps(order, rule!), verdict === "verified")
      }),
      { numRuns: 8, seed: 1 }
    )
  })

  it("rules each unsafe order out by a token that shows that finding in that order", () => {
    const { scenario: asked } = placeOf({ design: "per-variant-table", kernel, shape: "late-flash" })
    const unsafe = ask("per-variant-table", "late-flash", "each").orders.filter(({ verdict }) => verdict !== "verified")
    for (const { order, title, token, verdict } of unsafe) {
      const { findings, trace } = replay(asked, token)
      assert.include(findings.map(({ kind }) => kind), verdict)
      assert.include(findings.map((finding) => finding.title), title)
      assert.include(trace.steps.find(({ op }) => op === "choose")!.text, order.join(" "))
    }
  })

  it("tells of the first order of each kind where no more is asked", () => {
    const { orders } = ask("caps-mask", "late-flash")
    const told = orders.filter(({ token }) => token !== "").map(({ verdict }) => verdict)
    assert.sameMembers(told, [...new Set(orders.map(({ verdict }) => verdict))].filter((kind) => kind !== "verified"))
  })
})

describe("questions", () => {
  it("leave out steps that a design does not have", () => {
    assert.deepStrictEqual(stepsOf({ design: "per-variant-table" }), [
      "alloc",
      "firmware",
      "port",
      "netdev",
      "register"
    ])
    assert.include(stepsOf({ design: "copied-struct" }), "set")
    assert.include(stepsOf({ design: "registered-check" }), "unlock")
  })

  it("permute all steps, each constraint kept", () => {
    assert.strictEqual(permutations(["a", "b", "c", "d"], []).length, 24)
    assert.deepStrictEqual(permutations(["a", "b", "c"], [["c", "a"], ["a", "b"]]), [["c", "a", "b"]])
  })
})
