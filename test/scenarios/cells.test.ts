/** The scenarios that come with heddle: what is declared is what is found, and why is written down. */
import { assert, describe } from "vitest"
import s1 from "../../src/scenarios/devlink/s1-late-ops.ts"
import { drivers, twelve } from "../../src/scenarios/drivers/drivers.ts"
import { furtherNames } from "../../src/scenarios/drivers/further.ts"
import { isIn } from "../../src/scenarios/drivers/probe.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { kernelNames } from "../../src/scenarios/kernel/kernel-version.ts"
import { flash_notify_warns } from "../../src/scenarios/kernel/places.ts"
import { designs, type KernelName, kernels, own, posted } from "../../src/scenarios/matrix.ts"
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
      assert.isTrue(cells.every(({ kernel, provenance }) => provenance !== "" && kernel in kernels))
    }
  })

  it("names no cell twice", () => {
    for (const { cells, name } of scenarios) {
      const named = cells.map(({ design, kernel, shape }) => `${design} ${kernel} ${shape}`)
      assert.strictEqual(new Set(named).size, named.length, name)
    }
  })

  it("asks the questions about ops of all three designs of October 2021, in the tree they were posted for", () => {
    for (
      const question of ["s1-late-ops", "s2-early-flash", "s4-netlink-reload", "s12-heap-overflow", "s13-virtio-remedy"]
    ) {
      const { cells } = devlink.find(({ name }) => name === `devlink/${question}`)!
      const asked = cells.filter(({ kernel }) => kernel === "netnext-2021-10").map(({ design }) => design)
      assert.includeMembers(asked, [...posted], question)
    }
  })

  it("asks S2 of every driver in every tree it was read in", () => {
    const all = [...twelve, ...furtherNames]
    const { cells } = devlink.find(({ name }) => name === "devlink/s2-early-flash")!
    assert.sameMembers([...new Set(cells.map(({ shape }) => shape))], all)
    for (const kernel of kernelNames.filter((name) => name !== "6.1-mark")) {
      const asked = cells.filter((cell) => cell.kernel === kernel).map(({ shape }) => shape)
      assert.sameMembers([...new Set(asked)], all.filter((name) => isIn(drivers[name], kernel)), kernel)
    }
  })

  it("has a cell of every tree and of every design", () => {
    const all = devlink.flatMap(({ cells }) => cells)
    assert.sameMembers([...new Set(all.map(({ kernel }) => kernel))], [...kernelNames])
    assert.sameMembers([...new Set(all.map(({ design }) => design))], Object.keys(designs))
  })

  it("calls a design as posted only in the tree that had it, or for which it was posted", () => {
    for (const { design, kernel, provenance } of devlink.flatMap(({ cells }) => cells)) {
      if (provenance !== "as-posted") continue
      const there = kernel === "netnext-2021-10"
        ? [...posted, "shared-table", "second-table"]
        : [own[kernel as KernelName]]
      assert.include(there, design, kernel)
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

describe("every cell is as declared", () => {
  for (const scenario of scenarios) it.explore(scenario)
})
