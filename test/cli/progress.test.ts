/** What progress says in one line of a terminal, however narrow it is. */
import { assert, describe, it } from "vitest"
import { line, type Work } from "../../src/cli/progress.ts"
import { widthOf } from "../../src/report/printable.ts"

const label = "devlink/s2-early-flash [copied-struct, netnext-2021-10, netdevsim]"
const workOf = (...labels: ReadonlyArray<string>): Work => ({
  total: 12,
  done: () => 3,
  running: () => labels.map((one) => ({ label: one, executions: 1702, steps: 9, depth: 0, changes: 693 }))
})

describe("the line of progress", () => {
  it("is whole where there is room", () => {
    assert.strictEqual(
      line(workOf(label), new Map(), 2.6),
      `3 of 12 cells · ${label} 693 changes tried, 1,702 executions · 3 s`
    )
  })

  it("says how much is run to explain, when the search is over and its rate means nothing", () => {
    const running = () => [{ label: "s [d]", executions: 2, steps: 9, depth: 0, explaining: 1234 }]
    const work: Work = { ...workOf(), running }
    assert.strictEqual(line(work, new Map(), 4, 80), "3 of 12 cells · s [d] 2 executions, 1,234 more to explain · 4 s")
  })

  it("counts one execution as one", () => {
    const work: Work = { ...workOf(), running: () => [{ label: "s [d]", executions: 1, steps: 9, depth: 0 }] }
    assert.strictEqual(line(work, new Map(), 1), "3 of 12 cells · s [d] 1 execution · 1 s")
  })

  it("keeps its numbers in 80 columns, and cuts the names of cells", () => {
    const text = line(workOf(label), new Map(), 2.6, 79)
    assert.isAtMost(widthOf(text), 79)
    assert.match(text, /^3 of 12 cells · devlink\/.*… 693 changes tried, 1,702 executions · 3 s$/)
  })

  it("keeps those of every search", () => {
    const text = line(workOf(label, `another ${label}`), new Map(), 2.6, 119)
    assert.isAtMost(widthOf(text), 119)
    assert.strictEqual(text.match(/693 changes tried, 1,702 executions/g)!.length, 2)
  })
})
