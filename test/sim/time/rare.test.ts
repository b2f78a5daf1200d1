/** Rare hits against probabilities that are known: how often the intervals hold them, and when there is none. */
import { assert, describe, it } from "@effect/vitest"
import { Dice } from "../../../src/sim/explore/dice.ts"
import { atScore, exponential } from "../../../src/sim/time/latency.ts"
import { below } from "../../../src/sim/time/normal.ts"
import { type Doubt, effectiveMin, estimateRare, type Rare } from "../../../src/sim/time/rare.ts"
import type { Scores } from "../../../src/sim/time/scores.ts"
import type { Evaluate } from "../../../src/sim/time/splitting.ts"

/** A model in which a run is a hit when nothing is left. */
const model = (left: (scores: Scores) => number): Evaluate => (scores) => {
  const distance = Math.max(0, left(scores))
  return { distance, weight: 1, hits: distance === 0 ? ["hit"] : [] }
}

const drawn = (scores: Scores, name: string) => atScore(exponential(1), scores.of(name))
const sum = (scores: Scores, names: string) => [...names].reduce((all, name) => all + drawn(scores, name), 0)

/** The sum of k exponentials is above a level (Erlang). */
const erlang = (k: number, level: number): number => {
  let [all, term] = [0, 1]
  for (let i = 0; i < k; i++) {
    all += term
    term *= level / (i + 1)
  }
  return all * Math.exp(-level)
}

/** Poisson arrivals in a window that is open for so many of their mean distances. */
const poisson = (width: number) => ({
  evaluate: model((scores) => drawn(scores, "arrival") - width),
  probability: -Math.expm1(-width)
})

/** Runs count for orders of magnitude more or less, by a score that the hit does not depend on; for one on average. */
const uneven = (evaluate: Evaluate): Evaluate => (scores) => {
  const weight = Math.exp(1.5 * scores.of("weight") - 1.5 ** 2 / 2)
  return { ...evaluate(scores), weight }
}

const known: { readonly [name: string]: { readonly evaluate: Evaluate; readonly probability: number } } = {
  "a window of 1e-4 that Poisson arrivals hit": poisson(1e-4),
  "a window of 1e-8 that Poisson arrivals hit": poisson(1e-8),
  "two exponentials above 9 at once": {
    evaluate: model((scores) => 9 - Math.min(drawn(scores, "a"), drawn(scores, "b"))),
    probability: Math.exp(-18)
  },
  "one exponential shorter than a thousandth of another's thousandth": {
    evaluate: model((scores) => drawn(scores, "a") * 1e6 - drawn(scores, "b")),
    probability: 1 / (1e6 + 1)
  },
  "either of two: two ways that have nothing in common": {
    evaluate: model((scores) => 18 - Math.max(drawn(scores, "a"), drawn(scores, "b"))),
    probability: 2 * Math.exp(-18) - Math.exp(-36)
  },
  "two exponentials above 9 at once, in runs that count for orders of magnitude more or less": {
    evaluate: uneven(model((scores) => 9 - Math.min(drawn(scores, "a"), drawn(scores, "b")))),
    probability: Math.exp(-18)
  },
  "the sum of three exponentials above 24, among six that do not matter": {
    evaluate: model((scores) => sum(scores, "defghi") < 0 ? 0 : 24 - sum(scores, "abc")),
    probability: erlang(3, 24)
  }
}

const seeds = 20

/** Intervals that hold the truth, of those that were given. */
const coverage = ({ evaluate, probability }: (typeof known)[string], runs: number) => {
  const given = Array.from({ length: seeds }, (_, i) => estimateRare(evaluate, runs, new Dice(7919 * (i + 1))))
    .filter((found): found is Rare => typeof found !== "string")
  return {
    given,
    held: given.filter(({ hit }) => hit.low <= probability && probability <= hit.high).length,
    mean: given.reduce((all, { hit }) => all + hit.value, 0) / given.length / probability
  }
}

/** So few of n intervals of 95 % hold the truth once in a thousand times. */
const fewest = (n: number) => n * 0.95 - 3.1 * Math.sqrt(n * 0.95 * 0.05) - 0.5

describe("estimateRare", () => {
  let [all, held] = [0, 0]
  for (const [name, each] of Object.entries(known)) {
    it(`gives intervals that hold the truth as often as they say: ${name}`, () => {
      const found = coverage(each, 2000)
      assert.isAtLeast(found.given.length, seeds * 0.7, "refuses")
      assert.isAtLeast(found.held, fewest(found.given.length))
      // And no bias that the intervals would hide: the mean of all is nearer to the truth than one of them.
      assert.closeTo(found.mean, 1, 0.05)
      all += found.given.length
      held += found.held
    }, 120_000)
  }

  it("over all of these as well", () => assert.isAtLeast(held, fewest(all)))

  it("says that it cannot say where the runs show no way", () => {
    const needle = model((scores) => below(scores.of("a")) < 1e-9 ? 0 : 1)
    assert.strictEqual(estimateRare(needle, 1000, new Dice(1)), "no way to a hit was found" satisfies Doubt)
  })

  it("says that it cannot say where few runs would carry the estimate", () => {
    const many = Array.from({ length: 40 }, (_, i) => String.fromCharCode(0x4e00 + i)).join("")
    const found = estimateRare(model((scores) => 120 - sum(scores, many)), 200, new Dice(1))
    assert.strictEqual(found, "too few runs carry it" satisfies Doubt)
  }, 60_000)

  it("gives what it gives for as many hits as it promises, the same for the same seed", () => {
    const { evaluate } = known["two exponentials above 9 at once"]!
    const [a, b] = [1, 1].map((seed) => estimateRare(evaluate, 1000, new Dice(seed)) as Rare)
    assert.deepStrictEqual(a, b)
    assert.isAtLeast(a!.effective, effectiveMin / 2)
    assert.notDeepEqual(a, estimateRare(evaluate, 1000, new Dice(2)))
  })
})
