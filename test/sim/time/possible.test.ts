import { assert, describe, it } from "@effect/vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { arrivals } from "../../../src/scenarios/timing.ts"
import { isPossible } from "../../../src/sim/time/possible.ts"

const s2 = scenarios.find(({ name }) => name === "devlink/s2-early-flash")!
const cellOf = (shape: string) => s2.cells.find((cell) => cell.kernel === "5.16" && cell.shape === shape)!
const comes = (name: string) => arrivals.find((arrival) => arrival.name === name)!

describe("isPossible", () => {
  it("is decided by what the users choose: nfp is only hit by a flash, netdevsim by both, mlx5 by neither", () => {
    const hit = (shape: string) => ["udev", "operator"].map((name) => isPossible(s2, cellOf(shape), comes(name)))
    assert.deepStrictEqual(hit("nfp"), [false, true])
    assert.deepStrictEqual(hit("netdevsim"), [true, true])
    assert.deepStrictEqual(hit("mlx5"), [false, false])
  })

  it("without users is what exploring the cell says, over the small races", () => {
    for (const asked of scenarios.filter(({ name }) => name.startsWith("races/"))) {
      for (const cell of asked.cells) {
        assert.strictEqual(isPossible(asked, cell, undefined), cell.declared.length > 0, `${asked.name} ${cell.design}`)
      }
    }
  })
})
