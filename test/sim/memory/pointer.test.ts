/** Function pointers: a call runs the body in the caller's task. */
import { assert, describe, it } from "vitest"
import { call, hijacked, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { show } from "../../../src/sim/memory/show.ts"
import { type Variable, variable } from "../../../src/sim/memory/variable.ts"
import { agreed, findingOf, kindsOf, lines, outcomes } from "../searching.ts"

const add = pointer("add", function* add(x: Variable<number>, n: number) {
  yield* x.store((yield* x.load) + n)
  return "added"
})

describe("a call", () => {
  it("passes arguments, takes the body's steps, and gives its value", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 1)
      const given = yield* call(add, "dev", x, 2)
      return `${given}: ${yield* x.load}`
    })
    assert.deepStrictEqual(values, ["\"added: 3\""])
  })

  it("goes through a pointer that is kept in memory", () => {
    const values = outcomes(function* main() {
      const x = yield* variable("x", 1)
      const op = yield* variable<typeof add | null>("op", null)
      yield* op.writeOnce(add)
      yield* call(yield* op.readOnce, "dev", x, 5)
      return yield* x.load
    })
    assert.deepStrictEqual(values, ["6"])
  })

  it("of NULL kills its task: nothing after it is done", () => {
    const values = outcomes(function* main() {
      yield* call(undefined, "dev")
      return "went on"
    })
    assert.deepStrictEqual(values, ["failure"])
  })

  it("of an attacker's pointer gives nothing and goes on", () => {
    const values = outcomes(function* main() {
      return `went on with ${show(yield* call(hijacked("evil"), "dev"))}`
    })
    assert.deepStrictEqual(values, ["\"went on with NULL\""])
  })

  it("is a line of the trace, with the steps of the body after it", () => {
    const finding = findingOf("early-call", function* main() {
      yield* call(pointer("flash", function* flash() {}), "dev")
    })
    assert.deepStrictEqual(lines(finding), ["main: flash() (call)"])
  })
})

describe("a pointer", () => {
  it("prints as its name, and is told from a hijacked one of the same name", () => {
    assert.deepStrictEqual([show(add), show(hijacked("add"))], ["add", "add"])
    const kinds = (target: typeof add) =>
      kindsOf(function* main() {
        const x = yield* variable("x", 0)
        yield* ready("dev")
        yield* call(target, "dev", x, 1)
      })
    assert.deepStrictEqual([kinds(add), kinds(hijacked("add") as any)], [[], ["hijacked-call"]])
  })

  it("may be made inside the body: the first execution and its repetition agree", () => {
    const { verdict } = agreed(function* main() {
      const x = yield* variable("x", 0)
      yield* ready("dev")
      yield* call(pointer("inner", function* inner() {}), "dev")
      yield* x.store(1)
    })
    assert.strictEqual(verdict, "verified")
  })
})
