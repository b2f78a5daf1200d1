/** Which of the proposals that were tried are blended, and what they are judged by. */
import { assert, describe, it } from "@effect/vitest"
import { Dice } from "../../../src/sim/explore/dice.ts"
import { Scores } from "../../../src/sim/time/scores.ts"
import type { Evaluate } from "../../../src/sim/time/splitting.ts"
import { Trials } from "../../../src/sim/time/trials.ts"

/** Two ways that have nothing in common: either score is above 4, once in some 16,000 runs. */
const either: Evaluate = (scores) => {
  const distance = Math.max(0, 4 - Math.max(scores.of("a"), scores.of("b")))
  return { distance, weight: 1, hits: distance === 0 ? ["hit"] : [] }
}

/** Hits by one of the ways, as a climb would have found them. */
const by = (name: string, other: string, dice: Dice) =>
  Array.from({ length: 100 }, () => ({
    scores: new Map([[name, 4 + dice.unit() / 4], [other, dice.unit() - 0.5]]),
    weight: 1
  }))

const dice = new Dice(3)
const at = (a: number, b: number) => new Scores(dice, [["a", a], ["b", b]])

describe("Trials", () => {
  const trials = new Trials(either, 1000, dice)
  trials.fitTo(by("a", "b", dice))
  const one = trials.best()
  trials.fitTo(by("b", "a", dice))
  const both = trials.best()

  it("think much of a proposal that leaves a way out, as long as nothing else is known", () => {
    assert.isAbove(one.worthOfRun, 0.1)
    assert.isAbove(one.blend.ratioOf(at(4.1, 0)), 1000)
    assert.isBelow(one.blend.ratioOf(at(0, 4.1)), 1)
  })

  it("blend proposals that make up for each other's gaps, once each has shown the other's", () => {
    assert.isAbove(both.blend.ratioOf(at(4.1, 0)), 1000)
    assert.isAbove(both.blend.ratioOf(at(0, 4.1)), 1000)
    assert.isAbove(both.worthOfRun, 0.1)
  })

  it("give runs weights whose mean is the probability, whatever is blended", () => {
    const runs = trials.run(both.blend, 4000)
    const mean = runs.reduce((sum, { hits, weight }) => sum + (hits.length > 0 ? weight : 0), 0) / runs.length
    assert.closeTo(mean / 6.334e-5, 1, 0.15)
  })

  it("think nothing of proposals that found next to nothing", () => {
    const poor = new Trials(either, 10, dice)
    poor.fitTo(by("a", "b", dice))
    assert.strictEqual(poor.best().worthOfRun, 0)
  })
})
