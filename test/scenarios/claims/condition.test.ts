/** Conditions tell cells apart exactly, and no shorter one does. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import {
  conditionFor,
  isTrueOf,
  lengthOf,
  type Point,
  type Property,
  tellApart,
  type Term
} from "../../../src/scenarios/claims/condition.ts"

const points: ReadonlyArray<Point> = ["s1", "s2"].flatMap((scenario) =>
  ["a", "b", "c"].flatMap((design) => ["x", "y", "z"].map((shape) => ({ scenario, design, shape })))
)

/** Every term over the values there are. */
const terms: ReadonlyArray<Term> = choices("scenario").flatMap((scenario) =>
  choices("design").flatMap((design) => choices("shape").map((shape) => [...scenario, ...design, ...shape]))
).filter((term) => term.length > 0)

/** A property is not spoken of, or is one of some values. */
function choices(property: Property): ReadonlyArray<Term> {
  const values = [...new Set(points.map((point) => point[property]))]
  const sets = Array.from({ length: 2 ** values.length }, (_, bits) => values.filter((_value, i) => bits >> i & 1))
  return sets.map((set) => set.length === 0 ? [] : [{ property, values: set }])
}

/** Is there one of at most so many values? Tried out. */
const exists = (good: ReadonlyArray<Point>, bad: ReadonlyArray<Point>, longest: number): boolean => {
  const usable = terms.filter((term) => !bad.some((point) => isTrueOf([term], point)))
  const covers = (left: ReadonlyArray<Point>, room: number): boolean =>
    left.length === 0 || usable.some((term) =>
      lengthOf([term]) <= room && isTrueOf([term], left[0]!) &&
      covers(left.filter((point) => !isTrueOf([term], point)), room - lengthOf([term]))
    )
  return covers(good, longest)
}

const split = fc.tuple(...points.map((point) => fc.constantFrom("good", "bad", "absent").map((as) => ({ as, point }))))
  .map((all) => ({
    good: all.filter(({ as }) => as === "good").map(({ point }) => point),
    bad: all.filter(({ as }) => as === "bad").map(({ point }) => point)
  }))
  .filter(({ bad, good }) => good.length > 0 && bad.length > 0)

describe("a condition", () => {
  it("is true of the good cells, of no bad one, and the shortest", () => {
    fc.assert(fc.property(split, ({ bad, good }) => {
      const condition = conditionFor(good, bad, 5)
      if (condition === undefined) return assert.isFalse(exists(good, bad, 5))
      assert.isTrue(good.every((point) => isTrueOf(condition, point)))
      assert.isFalse(bad.some((point) => isTrueOf(condition, point)))
      assert.isFalse(exists(good, bad, lengthOf(condition) - 1), JSON.stringify(condition))
    }))
  })

  it("speaks of as many properties as it needs", () => {
    const [bad, ...good] = points as [Point, ...ReadonlyArray<Point>]
    assert.deepStrictEqual(conditionFor([bad], good, 8), [[
      { property: "scenario", values: ["s1"] },
      { property: "design", values: ["a"] },
      { property: "shape", values: ["x"] }
    ]])
    assert.deepStrictEqual(conditionFor(good, [bad], 8), [
      [{ property: "shape", values: ["y", "z"] }],
      [{ property: "design", values: ["b", "c"] }],
      [{ property: "scenario", values: ["s2"] }]
    ])
  })

  it("is said from the side from which it is shorter", () => {
    const [bad, ...good] = points as [Point, ...ReadonlyArray<Point>]
    const told = tellApart(good, [bad], 8)
    assert.deepStrictEqual([told?.form, told?.condition], ["unless", conditionFor([bad], good, 8)])
    assert.strictEqual(tellApart([bad], good, 8)?.form, "if")
  })

  it("is none where it would be longer than wanted", () => {
    const [bad, ...good] = points as [Point, ...ReadonlyArray<Point>]
    assert.isUndefined(conditionFor(good, [bad], 4))
  })
})
