/** Schedules to the first bug: the written results are those of the programs there are, and the tables add them up. */
import * as fs from "node:fs"
import { assert, describe, it } from "vitest"
import { measure, type Results, strategies } from "../../bench/sct/measure.ts"
import { programs } from "../../bench/sct/programs.ts"
import { standing, summary, tables } from "../../bench/sct/tables.ts"

const written: Results = JSON.parse(
  fs.readFileSync(new URL("../../bench/results/sct.json", import.meta.url), "utf8")
)

describe("what was measured", () => {
  it("is every program, by every strategy, from at least 100 seeds", () => {
    assert.deepStrictEqual(written.rows.map(({ name }) => name), programs.map(({ name }) => name))
    assert.isAtLeast(new Set(written.seeds).size, 100)
    for (const { schedules } of written.rows) {
      assert.deepStrictEqual(Object.keys(schedules), [...strategies])
      for (const counts of Object.values(schedules)) assert.strictEqual(counts.length, written.seeds.length)
    }
  })

  it("is what is measured now, from the first seeds, on the small programs", () => {
    const small = programs.filter(({ cell }) => cell.search === undefined)
    const seeds = written.seeds.slice(0, 5)
    const now = measure({ ...written, seeds }, small, () => undefined)
    for (const row of now.rows) {
      const was = written.rows.find(({ name }) => name === row.name)!
      assert.deepStrictEqual(row.exhaustive, was.exhaustive, row.name)
      for (const strategy of strategies) {
        assert.deepStrictEqual(row.schedules[strategy], was.schedules[strategy]!.slice(0, 5), `${row.name} ${strategy}`)
      }
    }
  })

  it("is found by the portfolio from every seed, within what a scenario declares for its cell", () => {
    for (const { name, schedules } of written.rows) {
      const most = programs.find((program) => program.name === name)!.cell.search?.executions ?? written.schedulesMax
      for (const count of schedules["portfolio"]!) assert.isAtMost(count ?? Number.POSITIVE_INFINITY, most, name)
    }
  })
})

describe("the tables", () => {
  it("give mean, median and 90th percentile of those that found it", () => {
    const counts = [null, ...Array.from({ length: 10 }, (_, i) => 10 - i)]
    assert.deepStrictEqual(summary(counts), { found: 10, mean: 5.5, median: 5.5, p90: 9 })
    assert.deepStrictEqual(summary([7]), { found: 1, mean: 7, median: 7, p90: 7 })
    assert.deepStrictEqual(summary([null]), { found: 0, mean: null, median: null, p90: null })
  })

  it("say by name where a published tool needs fewer schedules", () => {
    const slow = written.rows.map((row) => ({ ...row, schedules: { ...row.schedules, portfolio: [1999] } }))
    assert.include(standing({ ...written, rows: slow }), "portfolio and RFF: fewer schedules on 0 programs")
    assert.include(standing({ ...written, rows: slow }), "account")
  })

  it("show each program in each table", () => {
    for (const { name } of written.rows) {
      const rows = tables(written).match(new RegExp(`^\\| ${name.slice(name.indexOf("/") + 1)} +\\|`, "gm"))
      assert.strictEqual(rows?.length, 3, name)
    }
  })
})
