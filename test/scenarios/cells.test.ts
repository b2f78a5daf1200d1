/** The scenarios that come with heddle: what is declared is what is found, and why is written down. */
import { assert, describe } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import { it } from "../../src/vitest/index.ts"

const devlink = scenarios.filter(({ name }) => name.startsWith("devlink/"))

describe("the registry", () => {
  it("is sorted by name, numbers as numbers, and names nothing twice", () => {
    const names = scenarios.map(({ name }) => name)
    assert.deepStrictEqual(names, names.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })))
    assert.strictEqual(new Set(names).size, names.length)
  })

  it("asks each question in five lines of prose or fewer", () => {
    for (const { name, question } of scenarios) {
      const lines = question.split("\n").length
      assert.isTrue(lines >= 2 && lines <= 5, `${name}: ${lines} lines`)
    }
  })

  it("says why for each cell", () => {
    const silent = scenarios.flatMap(({ cells, name }) =>
      cells.filter(({ why }) => why === "").map((c) => `${name} ${c.design}`)
    )
    assert.deepStrictEqual(silent, [])
  })

  it("gives each cell of the dispute a provenance and a kernel", () => {
    for (const { cells } of devlink) {
      assert.isTrue(cells.every(({ kernel, provenance }) => provenance !== "" && kernel === "netnext-2021-10"))
    }
  })

  it("asks every question of the dispute of all three designs", () => {
    for (const { cells, name } of devlink) {
      const shapes = Map.groupBy(cells, ({ shape }) => shape)
      for (const [shape, row] of shapes) {
        const designs = row.map(({ design }) => design)
        assert.sameMembers(designs, ["static-const", "copied-struct", "caps-mask"], `${name} ${shape}`)
      }
    }
  })
})

describe("every cell is as declared, and what is verified rests on something", () => {
  for (const scenario of scenarios) it.explore(scenario, { mutation: true })
})
