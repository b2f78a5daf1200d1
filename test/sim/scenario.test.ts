/** What a scenario is: its cells, normalised, and what each declares. */
import { assert, describe, it } from "vitest"
import { assert as claim, choose, perExecution, reached } from "../../src/sim/choice.ts"
import { ScenarioError } from "../../src/sim/errors.ts"
import { variable } from "../../src/sim/memory/variable.ts"
import { isScenario, kinds, scenario } from "../../src/sim/scenario.ts"
import { task } from "../../src/sim/task.ts"
import { agreed, explored, outcomes } from "./searching.ts"

function* nothing() {}

describe("the cells of a scenario", () => {
  it("are one, declared verified, when none is written", () => {
    const { cells, name } = scenario("alone", nothing)
    assert.strictEqual(name, "alone")
    assert.deepStrictEqual(cells.map(({ declared, design }) => [design, declared]), [["", []]])
  })

  it("are the short ones, then the long ones, with kinds in the one order", () => {
    const { cells } = scenario("test", {
      designs: { a: "verified", b: "leak", c: ["assertion", "torn-read"] },
      cells: [{ design: "d", kernel: "5.15", shape: "nfp", provenance: "as-posted", declared: "deadlock", why: "so" }]
    }, nothing)
    assert.deepStrictEqual(cells.map(({ declared, design }) => [design, declared]), [
      ["a", []],
      ["b", ["leak"]],
      ["c", ["torn-read", "assertion"]],
      ["d", ["deadlock"]]
    ])
    const { kernel, provenance, shape, why } = cells[3]!
    assert.deepStrictEqual([kernel, shape, provenance, why], ["5.15", "nfp", "as-posted", "so"])
    assert.strictEqual(kinds[0], "torn-read")
  })

  it("say how they are searched, with a strategy and a number of executions", () => {
    const searched = (search: any) => scenario("test", { cells: [{ design: "d", declared: "leak", search }] }, nothing)
    const search = { strategy: "pos", executions: 7 }
    assert.deepStrictEqual(searched(search).cells[0]!.search, search)
    assert.notProperty(searched(undefined).cells[0]!, "search")
    for (
      const wrong of [{ strategy: "best", executions: 7 }, { strategy: "pos" }, { strategy: "pos", executions: 0 }]
    ) {
      assert.throws(() => searched(wrong), ScenarioError, /name a strategy \(dpor, .*\) and how many executions/)
    }
  })

  it("are told to the body", () => {
    const cells = [{ design: "d", kernel: "5.15", shape: "nfp", declared: "verified" as const }]
    const asked = scenario("test", { cells }, function* main(cell) {
      return JSON.stringify(cell)
    })
    assert.deepStrictEqual(outcomes(asked).map((text) => JSON.parse(JSON.parse(text))), [
      { design: "d", kernel: "5.15", shape: "nfp" }
    ])
  })
})

describe("a scenario that can mean nothing", () => {
  const message = (define: () => unknown): string => {
    try {
      define()
    } catch (error) {
      assert.instanceOf(error, ScenarioError)
      assert.strictEqual(error.reason, "misuse")
      return error.message
    }
    return assert.fail("it was accepted")
  }

  it("is refused: without a name that can be printed, without a program, without a design", () => {
    for (const name of ["", "two\nlines", "x".repeat(201)]) {
      assert.include(message(() => scenario(name, nothing)), "1 to 200 printable characters")
    }
    assert.strictEqual(message(() => scenario("test", {} as any)), "test: the program, a function*, is missing")
    assert.include(message(() => scenario("test", { designs: {} }, nothing)), "test: designs is empty")
  })

  it("is refused when it declares what is no kind of finding, naming the design and the kinds", () => {
    const declaring = (declared: any) => message(() => scenario("test", { designs: { one: declared } }, nothing))
    assert.include(declaring("dead-lock"), "test [one] declares \"dead-lock\", which is no kind of finding")
    assert.include(declaring(["leak", "lock"]), "test [one] declares \"lock\"")
    assert.include(declaring([]), "test [one] declares []")
    assert.include(declaring("no"), kinds.join(", "))
  })
})

describe("a value", () => {
  it("is a scenario or is none", () => {
    assert.isTrue(isScenario(scenario("test", nothing)))
    assert.isFalse([null, undefined, {}, "test", nothing].some(isScenario))
  })
})

describe("a result", () => {
  const designs = { right: "assertion", wrong: "verified", vacuous: "assertion" } as const
  const asked = scenario("test", { designs, reaches: ["the place", "nowhere"] }, function* main({ design }) {
    yield* reached("the place")
    if (design === "right") yield* reached("nowhere")
    yield* claim(false, "false")
  })

  it("is as declared when the kinds are the declared ones and every place was reached", () => {
    const results = asked.cells.map((cell) => agreed({ ...asked, cells: [cell] }))
    assert.deepStrictEqual(results.map(({ asDeclared }) => asDeclared), [true, false, false])
    assert.deepStrictEqual(results.map(({ unreached }) => unreached), [[], ["nowhere"], ["nowhere"]])
    assert.deepStrictEqual(results[0]!.reached, ["the place", "nowhere"])
  })
})

describe("state made once an execution", () => {
  const globals = perExecution("globals", function*() {
    return { count: yield* variable("count", 0) }
  })
  function* program() {
    const add = function*() {
      const { count } = yield* globals
      return yield* count.fetchAdd(1)
    }
    const other = yield* task("other", add)
    return `${yield* add()} ${yield* other.join}`
  }

  it("is shared by the tasks of an execution, and new in the next one", () => {
    assert.deepStrictEqual(outcomes(program), ["\"0 1\"", "\"1 0\""])
  })

  it("is the same object whoever asks first", () => {
    assert.strictEqual(agreed(program).verdict, "verified")
    assert.strictEqual(explored(program).stats.traces, 2)
  })
})

describe("choosing", () => {
  it("gives every value, and every combination of values", () => {
    const values = outcomes(function* main() {
      return `${yield* choose(2)} ${yield* choose("up", "down")} ${yield* choose(true, false)} ${yield* choose(1)}`
    })
    assert.strictEqual(values.length, 8)
    assert.include(values, "\"1 down false 0\"")
  })
})
