/** Walking through a program changes nothing by itself, and leaves nothing behind. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { prepare } from "../../../src/sim/explore/prepare.ts"
import { search } from "../../../src/sim/explore/search.ts"
import { make } from "../../../src/sim/explore/strategies.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { Rewriting } from "../../../src/sim/remedy/rewriting.ts"
import { whileIntercepting } from "../../../src/sim/remedy/walk.ts"
import { type Cell, type Scenario, scenario } from "../../../src/sim/scenario.ts"
import type { Follower } from "../../../src/sim/world.ts"

const counted = (asked: Scenario, cell: Cell, follower?: Follower) => {
  const options = { follower, limits: { executionsMax: 200 } }
  const { counts, found, reached } = search(prepare(asked, cell, options), make({}), options)
  return { counts, reached, found: found.map(({ moves, sighting: { key, kind } }) => ({ key, kind, moves })) }
}

const walked = (asked: Scenario, cell: Cell) =>
  whileIntercepting(() => counted(asked, cell, new Rewriting([], new WeakMap())))

describe("a walk without edits does what the program does", () => {
  const walkable = scenarios.filter(({ name }) => /^(races|devlink\/s[1268]-)/.test(name))
  for (const asked of walkable) {
    it(`${asked.name}`, () => {
      for (const cell of asked.cells.slice(0, 6)) assert.deepStrictEqual(walked(asked, cell), counted(asked, cell))
    })
  }
})

describe("a walk", () => {
  const only = (program: () => Generator<any, any, any>) => {
    const asked = scenario("test", program)
    return walked(asked, asked.cells[0]!)
  }

  it("carries exceptions to whoever called, and runs what is to be run at the end", () => {
    const said: Array<string> = []
    const { found } = only(function* main() {
      const x = yield* variable("x", 0)
      function* inner(): Generator<any, any, any> {
        try {
          yield* x.store(1)
          throw new Error("lost")
        } finally {
          yield* x.store(2)
        }
      }
      try {
        yield* inner()
      } catch (error) {
        said.push(`${(error as Error).message} ${yield* x.load}`)
      }
    })
    assert.deepStrictEqual(found, [])
    assert.deepStrictEqual([...new Set(said)], ["lost 2"])
  })

  it("refuses a generator that is used as a list", () => {
    assert.throws(() =>
      only(function* main() {
        const x = yield* variable("x", 0)
        function* numbers() {
          yield 1
          yield 2
        }
        for (const n of numbers()) yield* x.store(n)
      }), /otherwise than by yield\*/)
  })

  it("leaves generators and stacks as they were, also after an error", () => {
    const generators = Object.getPrototypeOf(function*() {}).prototype as object
    const before = [Error.stackTraceLimit, Error.prepareStackTrace]
    assert.throws(() =>
      whileIntercepting(() => {
        assert.isTrue(Object.hasOwn(generators, Symbol.iterator))
        throw new Error("out")
      }), "out")
    assert.isFalse(Object.hasOwn(generators, Symbol.iterator))
    assert.deepStrictEqual([Error.stackTraceLimit, Error.prepareStackTrace], before)
  })
})
