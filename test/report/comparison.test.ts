/** One schedule on two designs as text: each row beside its like, the reason where one stops, and no line too wide. */
import { assert, describe, expect, it } from "vitest"
import { comparisonText } from "../../src/report/comparison.ts"
import { widthOf } from "../../src/report/printable.ts"
import { rowsOf } from "../../src/report/side-by-side.ts"
import type { Comparison } from "../../src/sim/result.ts"
import * as F from "./fixtures.ts"

/** What a design with a lock does where the finding is torn. */
const locked: Comparison = {
  design: "locked",
  kernel: "5.16",
  shape: "",
  token: "hd1-aaaaaa-",
  found: [],
  pairs: [{ a: null, b: 0 }, { a: null, b: 1 }, { a: 0, b: 2 }, { a: 1, b: 1 }, { a: 2, b: null }],
  stopped: { at: 3, why: "waits", task: "devlink dev info" },
  trace: {
    ...F.torn.trace,
    steps: F.steps(
      { task: 1, text: "mutex_lock(lock)", object: "lock", in: "nsim_probe:11" },
      { task: 1, text: "fw.major = 22", was: "0", in: "nsim_probe:14" },
      { task: 1, text: "WRITE_ONCE(dl.registered, 1)", was: "0", in: "devlink_register:57" }
    ),
    blocked: [{ ...F.waiting(2, "mutex_lock", "lock", "devlink_nl_info_get_doit:90"), holder: 1 }],
    pending: []
  }
}
const cell = { scenario: "devlink/reload-vs-info", design: "plain", kernel: "5.16", shape: "" }
const golden = (name: string) => `../golden/report/${name}.txt`

describe("a comparison", () => {
  it("stands in two columns, and says where it stops and why", async () => {
    await expect(comparisonText(cell, F.torn, locked)).toMatchFileSnapshot(golden("comparison"))
  })

  it("is no wider than the screen", () => {
    for (const width of [80, 100, 120]) {
      const wide = comparisonText(cell, F.torn, locked, { width }).split("\n").filter((line) => widthOf(line) > width)
      assert.deepStrictEqual(wide, [], String(width))
    }
  })

  it("lets no name write on the screen", async () => {
    const text = comparisonText({ ...cell, scenario: "a\u001b[2J" }, F.hostile, {
      ...locked,
      design: "b\u0007",
      pairs: [{ a: 0, b: 0 }],
      stopped: { at: 1, why: "ended", task: "c\u202e" },
      trace: F.hostile.trace
    })
    assert.notMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e]/u)
    await expect(text).toMatchFileSnapshot(golden("comparison-hostile"))
  })

  it("folds what explains nothing, unless all is asked for", () => {
    const same: Comparison = {
      ...locked,
      pairs: F.long.trace.steps.map(({ index }) => ({ a: index, b: index })),
      trace: F.long.trace,
      found: ["hijacked-call"]
    }
    const { stopped: _, ...followed } = same
    const [short, full] = (["short", "full"] as const).map((trace) => comparisonText(cell, F.long, followed, { trace }))
    assert.match(short!, /\.\.\. \d+ steps +\| +\.\.\. \d+ steps/)
    assert.notInclude(full, "...")
    assert.include(short, "locked follows to the end; in its whole execution: HIJACKED CALL")
  })
})

it("every step of both sides has its row, once and in order", () => {
  const rows = rowsOf(F.torn.trace, locked)
  assert.deepStrictEqual(rows.map(({ a }) => a?.index).filter((a) => a !== undefined), [0, 1, 2, 3, 4])
  const taken = rows.filter(({ earlier }) => !earlier).map(({ b }) => b?.index).filter((b) => b !== undefined)
  assert.deepStrictEqual(taken, [0, 1, 2])
  assert.deepStrictEqual(rows.filter(({ earlier }) => earlier).map(({ a, b }) => [a?.index, b?.index]), [[1, 1]])
  assert.deepStrictEqual(rows.filter(({ stops }) => stops).map(({ a }) => a?.index), [3])
})

it("the same note of both sides shares a row, also after steps that one side takes alone", () => {
  const note = { task: 1, text: "kzalloc(fw)", note: true }
  const one = F.finding({
    ...F.torn,
    ...F.torn.trace,
    tasks: F.torn.tasks,
    steps: F.steps(note, { task: 1, text: "a = 1" })
  })
  const { stopped: _, ...followed } = locked
  const rows = rowsOf(one.trace, {
    ...followed,
    pairs: [{ a: 1, b: null }, { a: null, b: 1 }],
    trace: { ...locked.trace, steps: F.steps(note, { task: 1, text: "b = 1" }) }
  })
  assert.deepStrictEqual(rows.map(({ a, b }) => [a?.text, b?.text]), [
    ["kzalloc(fw)", "kzalloc(fw)"],
    ["a = 1", undefined],
    [undefined, "b = 1"]
  ])
})
