import { assert, describe, it } from "@effect/vitest"
import { Dice } from "../../../src/sim/explore/dice.ts"
import { atScore, draw, exponential, type Latency, logNormal, uniform } from "../../../src/sim/time/latency.ts"
import { below, normal } from "../../../src/sim/time/normal.ts"
import { quantile } from "../../../src/sim/time/statistics.ts"

describe("below", () => {
  // Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, tables 26.1 and 26.2.
  const table = [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [-2.9, 0.0018658133003840378],
    [-3.1, 0.000967603213218357],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271785e-16],
    [-10, 7.619853024160527e-24]
  ] as const
  it("is the table's, to ten digits in the tail", () => {
    for (const [z, expected] of table) assert.closeTo(below(z) / expected, 1, 1e-10, `${z}`)
  })
})

describe("a duration at a score", () => {
  const empirical: Latency = { kind: "empirical", values: [30, 10, 20, 10] }
  const models: ReadonlyArray<Latency> = [exponential(5), uniform(2, 9), logNormal(3, 0.5), empirical]
  it("is spread over normal scores as the model is spread", () => {
    for (const model of models) {
      const dice = new Dice(3)
      const [byScore, byDraw] = [() => atScore(model, normal(dice)), () => draw(model, dice)].map((one) =>
        Float64Array.from({ length: 40_000 }, one).toSorted()
      )
      for (const share of [0.05, 0.3, 0.6, 0.95]) {
        const [a, b] = [quantile(byScore!, share), quantile(byDraw!, share)]
        assert.closeTo(a / b, 1, 0.06, `${model.kind} at ${share}`)
      }
    }
  })

  it("grows with the score, out into the tails", () => {
    for (const model of models) {
      let last = -1
      for (let z = -9; z <= 9; z += 0.25) {
        assert.isAtLeast(atScore(model, z), last)
        last = atScore(model, z)
      }
    }
    assert.closeTo(atScore(exponential(1), 9), -Math.log(below(-9)), 1e-9)
  })
})
