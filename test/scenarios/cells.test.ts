/** The scenarios that come with heddle: what is declared is what is found, and why is written down. */
import { assert, describe } from "vitest"
import s1 from "../../src/scenarios/devlink/s1-late-ops.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { flash_notify_warns } from "../../src/scenarios/kernel/places.ts"
import { designs } from "../../src/scenarios/matrix.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"
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

  it("asks every question of the dispute of the tree before it, of what was posted, and of what was merged", () => {
    for (const { cells, name } of devlink) {
      assert.includeMembers(cells.map(({ design }) => design), ["static-const", "copied-struct", "caps-mask"], name)
    }
  })

  it("asks something of every design", () => {
    const asked = new Set(devlink.flatMap(({ cells }) => cells.map(({ design }) => design)))
    assert.sameMembers([...asked], Object.keys(designs))
  })

  it("has no cell twice", () => {
    for (const { cells, name } of devlink) {
      const names = cells.map(({ design, kernel, shape }) => `${name} ${design} ${kernel} ${shape}`)
      assert.deepStrictEqual(names.filter((cell, i) => names.indexOf(cell) !== i), [])
    }
  })
})

describe("a flash before devlink_register()", () => {
  it("warned on 5 October 2021", () => {
    const [cell] = s1.cells
    const { reached } = exploreCell({ ...s1, reaches: [flash_notify_warns] }, cell!)
    assert.deepStrictEqual(reached, [flash_notify_warns])
  })
})

describe("every cell is as declared, and what is verified rests on something", () => {
  for (const scenario of scenarios) it.explore(scenario, { mutation: true })
})
