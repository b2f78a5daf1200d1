/** The limits of an execution: what a scenario says, the search may say otherwise; the rest is the default. */
import { assert, describe, it } from "vitest"
import { prepare } from "../../src/sim/explore/prepare.ts"
import { defaults, type Limits } from "../../src/sim/limits.ts"
import { scenario } from "../../src/sim/scenario.ts"

const limitsOf = (asked: Partial<Limits>, searched: Partial<Limits>): Limits => {
  const whole = scenario("test", { limits: asked }, function* main() {})
  return prepare(whole, whole.cells[0]!, { limits: searched }).machine.limits
}

describe("limits", () => {
  it("are the defaults where nobody says anything", () => {
    assert.deepStrictEqual(limitsOf({}, {}), defaults)
  })

  it("are the scenario's before the defaults, and the search's before the scenario's", () => {
    assert.deepStrictEqual(limitsOf({ stepsMax: 5, tasksMax: 6 }, { stepsMax: 7 }), {
      ...defaults,
      stepsMax: 7,
      tasksMax: 6
    })
  })

  it("bound no search by default", () => {
    assert.deepStrictEqual([defaults.executionsMax, defaults.timeMaxMillis], [Infinity, Infinity])
  })
})
