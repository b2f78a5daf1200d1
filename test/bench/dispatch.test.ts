/**
 * The parts of `npm run bench:dispatch` that are not a matter of speed.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { designs, devirtualised, linesTouched } from "../../bench/dispatch/designs.ts"
import type { Results, Row } from "../../bench/dispatch/measure.ts"
import { canCount, compile, count, run } from "../../bench/dispatch/native.ts"
import { pattern, patternLength } from "../../bench/dispatch/patterns.ts"
import { median, pairedRatio, quantile } from "../../bench/dispatch/statistics.ts"
import { compare, tables } from "../../bench/dispatch/tables.ts"
import { temporaryFolder } from "../cli/command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

describe("a pattern of calls", () => {
  it("is the same whenever it is asked for, and stays among its instances", () => {
    for (const order of ["sequential", "random", "zipf"] as const) {
      const calls = pattern(order, "mixed", 100)
      assert.deepStrictEqual(calls, pattern(order, "mixed", 100))
      assert.strictEqual(calls.length, 2 * patternLength)
      for (let i = 0; i < calls.length; i += 2) assert.isBelow(calls[i]!, 100)
      for (let i = 1; i < calls.length; i += 2) assert.isBelow(calls[i]!, 48)
    }
  })

  it("by Zipf's law has the first instance twice as often as the second, ten times as often as the tenth", () => {
    const calls = pattern("zipf", "one", 1000).filter((_, i) => i % 2 === 0)
    const often = (k: number) => calls.filter((instance) => instance === k).length
    assert.closeTo(often(0) / often(1), 2, 0.15)
    assert.closeTo(often(0) / often(9), 10, 1.5)
  })
})

describe("order statistics", () => {
  it("give the median, and the interval that has it with 95 %", () => {
    assert.strictEqual(median([3, 1, 2]), 2)
    assert.strictEqual(quantile([0, 10], 0.25), 2.5)
    const [values, base] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Array.from({ length: 10 }, () => 1)]
    // Of ten, the 2nd and the 9th (David and Nagaraja, table 7.1).
    assert.deepStrictEqual(pairedRatio(values, base), { median: 5.5, low: 2, high: 9 })
    assert.deepStrictEqual(pairedRatio([2, 4, 6], [2, 2, 2]), { median: 2, low: 1, high: 3 })
  })
})

it("a design touches as many lines as its offsets lie in, and one of the table", () => {
  const lines = Object.fromEntries(designs.map((design) => [design.name, linesTouched(design)]))
  assert.deepStrictEqual(lines, {
    "const-pointer": 2,
    "copied-struct": 1,
    "caps-mask": 2,
    "fine-grained-caps": 2,
    "second-table": 2,
    "registered-check": 3
  })
})

const program = compile("plain", folder)
const names = [...designs.map(({ name }) => name), devirtualised]

describe.skipIf(program === undefined)("native code (needs cc)", () => {
  const patternFile = path.join(folder, "pattern")
  fs.writeFileSync(patternFile, pattern("random", "mixed", 50))

  it("and V8 come to the same sum in every design", () => {
    const sums = names.map((design) => run(program!, { design, patternFile, instances: 50, cold: false }, 1).sum)
    for (const { name } of designs) {
      const script = path.join(import.meta.dirname, "../../bench/dispatch/v8.ts")
      const { stdout } = spawnSync(process.execPath, [script, name, "random", "mixed", "50", "1"], { encoding: "utf8" })
      sums.push(`${JSON.parse(stdout).sum}`)
    }
    assert.strictEqual(new Set(sums).size, 1, sums.join(" "))
  })

  it.skipIf(!canCount())("takes as many instructions in every run, to five digits (needs valgrind)", {
    timeout: 60_000
  }, () => {
    const counted = [1, 2].map(() => count(program!, { design: "caps-mask", patternFile, instances: 50, cold: false }))
    const digits = counted.map(({ instructions }) => instructions.toPrecision(5))
    assert.strictEqual(digits[0], digits[1])
    assert.isAbove(counted[0]!.instructions, 5)
  })
})

describe("results", () => {
  const row = (design: string, ratio: Row["ratio"]): Row => ({
    level: "native",
    build: "plain",
    order: "random",
    mix: "one",
    instances: 1,
    cold: false,
    design,
    min: 10 * ratio.median,
    p50: 11,
    ratio,
    setUp: 1
  })
  const results = (mask: Row["ratio"], instructions: number): Results => ({
    format: "heddle.dispatch",
    version: 1,
    rows: [
      row("const-pointer", { median: 1, low: 1, high: 1 }),
      row("caps-mask", mask),
      row("copied-struct", { median: 1, low: 1, high: 1 })
    ],
    counts: [{ design: "caps-mask", build: "plain", instances: 1, instructions, d1Misses: 0, llMisses: 0 }],
    notes: []
  })
  const was = results({ median: 1, low: 0.9, high: 1.1 }, 12)

  it("that lie in each other's intervals do not differ", () => {
    assert.match(compare(results({ median: 1.15, low: 1.05, high: 1.3 }, 12), was), /^nothing differs/)
  })

  it("that do not are told, with both intervals", () => {
    assert.match(
      compare(results({ median: 1.5, low: 1.4, high: 1.6 }, 12), was),
      /^slower: caps-mask: .*1\.40 to 1\.60 .*0\.90 to 1\.10/
    )
    assert.match(compare(results({ median: 0.5, low: 0.4, high: 0.6 }, 12), was), /^faster: /)
    assert.match(
      compare(results(was.rows[1]!.ratio, 13), was),
      /^counts: caps-mask, plain, 1 instances: 13\.000 .*12\.000/
    )
  })

  it("end in what they say of the dispute", () => {
    assert.match(tables(was), /With 1 instance, .* 1\.00 to 1\.00 times[^]*cost does not decide it\.$/)
  })
})
