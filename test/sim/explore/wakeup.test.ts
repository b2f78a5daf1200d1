/** What is planned can be as deep as an execution is long. */
import { assert, describe, it } from "vitest"
import { nothing } from "../../../src/sim/explore/draws.ts"
import { type Branch, branchOf, prune } from "../../../src/sim/explore/wakeup.ts"

const step = (task: number, location: number) => (
  { task, draws: nothing, accesses: [2 * location + 1], foretold: false }
)

/** One step after the other: all of task 0, on locations of their own, and last one of task 1. */
const chain = (length: number): Array<Branch> => {
  let tree = [branchOf(step(1, 0))]
  for (let i = length; i > 0; i--) tree = [branchOf(step(0, i), tree)]
  return tree
}

describe("prune", () => {
  it("takes out a plan that begins with what sleeps, however deep that stands", () => {
    const tree = chain(100_000)
    prune(tree, step(1, 0))
    assert.lengthOf(tree, 0)
  })

  it("leaves what does not commute with it, what was given away, and what is beside it", () => {
    const dependent = chain(3)
    prune(dependent, step(1, 2))
    assert.lengthOf(dependent[0]!.children, 1)
    const given: Array<Branch> = [{ ...branchOf(step(1, 0)), given: 7 }, branchOf(step(2, 5))]
    prune(given, step(1, 0))
    assert.lengthOf(given, 2)
    const beside = [branchOf(step(0, 1), [branchOf(step(1, 0)), branchOf(step(2, 5))])]
    prune(beside, step(1, 0))
    assert.deepStrictEqual(beside[0]!.children.map(({ task }) => task), [2])
  })
})
