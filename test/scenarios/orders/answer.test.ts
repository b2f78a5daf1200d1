/** Which orders of a probe are safe, by design: the rules are found, and these are they. */
import { assert, describe, it } from "vitest"
import { ruleInPrint } from "../../../src/report/orders.ts"
import { answer } from "../../../src/scenarios/orders/answer.ts"
import { permutations, type Question, stepsOf } from "../../../src/scenarios/orders/questions.ts"
import { keeps } from "../../../src/scenarios/orders/rule.ts"

const kernel = "netnext-2021-10"
const ask = (design: Question["design"], shape: Question["shape"]) => answer({ design, kernel, shape })

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
