/** The calls that a changelog shows around the steps of a task. */
import { assert, describe, it } from "vitest"
import { shownCalls } from "../../src/report/calls.ts"
import * as F from "./fixtures.ts"

/** Of frames written innermost first, the names of the shown calls, outermost first. */
const shown = (...steps: ReadonlyArray<string>) =>
  shownCalls(steps.map((text) => F.frames(text))).map((calls) => calls.map(({ fn }) => fn))

describe("the calls shown around the steps of a task", () => {
  it("begin with the innermost function that all of them share", () => {
    assert.deepStrictEqual(shown("a:1 probe:5 main:9", "b:1 probe:6 main:9"), [["probe", "a"], ["probe", "b"]])
  })

  it("are those that take steps, and those in which the way forks", () => {
    assert.deepStrictEqual(
      shown("leaf:1 between:2 fork:3 root:4", "leaf2:1 fork:5 root:4", "root:6"),
      [["root", "fork", "leaf"], ["root", "fork", "leaf2"], ["root"]]
    )
  })

  it("tell two calls of one function apart by the line of the caller", () => {
    const [[, first], [, same], [, second]] = shownCalls(
      ["add:1 main:5", "add:2 main:5", "add:1 main:6"].map((text) => F.frames(text))
    )
    assert.strictEqual(first, same)
    assert.notStrictEqual(same, second)
  })

  it("have a function once that two files model, one calling the other", () => {
    const of = (fn: string, file: string, line: number) => ({ fn, file, line, column: 1 })
    const calls = shownCalls([
      [of("compat", "v5.15.ts", 3), of("compat", "ethtool.ts", 7), of("user", "ethtool.ts", 1)],
      [of("lookup", "port.ts", 2), of("compat", "ethtool.ts", 8), of("user", "ethtool.ts", 1)]
    ])
    assert.deepStrictEqual(calls.map((some) => some.map(({ fn }) => fn)), [["compat"], ["compat", "lookup"]])
    assert.strictEqual(calls[0][0], calls[1][0])
  })

  it("are those that took the steps of functions without a name", () => {
    assert.deepStrictEqual(
      shown(":1 add:2 :3 probe:4", "leaf:1 :2 add:2 :3 probe:4", "other:5 :6 probe:4"),
      [["probe", "add"], ["probe", "add", "leaf"], ["probe", "other"]]
    )
  })

  it("are none where nothing was called", () => {
    assert.deepStrictEqual(shownCalls([[], []]), [[], []])
  })
})
