/**
 * The parts of `npm run bench:dispatch` that are not a matter of speed.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { designs, devirtualised, linesTouched } from "../../bench/dispatch/designs.ts"
import type { Results, Row } from "../../bench/dispatch/measure.ts"
import { canCount, compile, Counter, run } from "../../bench/dispatch/native.ts"
import { page } from "../../bench/dispatch/page.ts"
import { pattern, patternLength, ways } from "../../bench/dispatch/patterns.ts"
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
    "static-const": 2,
    "copied-struct": 1,
    "caps-mask": 2,
    "fine-grained-caps": 2,
    "second-table": 2,
    "registered-check": 3
  })
})

const inNode = (level: string, ...args: ReadonlyArray<string>): string => {
  const script = path.join(import.meta.dirname, `../../bench/dispatch/${level}.ts`)
  const { stderr, stdout } = spawnSync(process.execPath, [script, ...args, "random", "mixed", "50", "1", "0"], {
    encoding: "utf8"
  })
  assert.strictEqual(stderr, "")
  return `${JSON.parse(stdout).sum}`
}

const program = compile("plain", folder)
const names = [...designs.map(({ name }) => name), devirtualised]

describe.skipIf(program === undefined)("native code (needs cc)", () => {
  const patternFile = path.join(folder, "pattern")
  fs.writeFileSync(patternFile, pattern("random", "mixed", 50))

  it("V8 and WebAssembly come to the same sum in every design, however it is called", () => {
    for (const call of ways) {
      const sums = names.map((design) =>
        run(program!, { design, call, patternFile, instances: 50, cold: false }, 1).sum
      )
      for (const { name } of designs) sums.push(inNode("v8", name, call), inNode("webassembly", name, call))
      assert.strictEqual(new Set(sums).size, 1, `${call}: ${sums.join(" ")}`)
    }
  })

  it.skipIf(!canCount())("takes as many instructions and misses in every run, to the last digit (needs valgrind)", {
    timeout: 60_000
  }, () => {
    const asked = { design: "caps-mask", call: "checked", patternFile, instances: 50, cold: false } as const
    const counted = [1, 2].map(() => new Counter().count(program!, asked))
    assert.deepStrictEqual(counted[0], counted[1])
    const [once, again] = [1, 2].map(() => new Counter().setUp(program!, "copied-struct", patternFile))
    assert.strictEqual(once, again)
    assert.isAbove(counted[0]!.instructions, 5)
  })
})

describe("results", () => {
  const group = {
    level: "native",
    build: "plain",
    call: "checked",
    order: "random",
    mix: "one",
    instances: 1,
    cold: false
  } as const
  const row = (design: string, ratio: Row["ratio"]): Row => ({
    ...group,
    design,
    min: 10 * ratio.median,
    p50: 11,
    ratio
  })
  const results = (mask: Row["ratio"], instructions: number): Results => ({
    format: "heddle.dispatch",
    version: 2,
    caches: [],
    setUps: [],
    rows: [
      row("static-const", { median: 1, low: 1, high: 1 }),
      row("caps-mask", mask),
      row("copied-struct", { median: 1, low: 1, high: 1 })
    ],
    counts: [{ ...group, design: "caps-mask", instructions, d1Misses: 0, llMisses: 0 }],
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
      /^counts: caps-mask: C, plain, 1 instance, .*: 13\.000 .*12\.000/
    )
  })

  it("end in what they say of the dispute", () => {
    assert.match(tables(was), /With 1 instance, .* 1\.00 to 1\.00 times[^]*cost does not decide it\.$/)
  })

  it("as numbers decide whether cost matters, and whether the copy shows", () => {
    const slow = (design: string, times: number) => ({
      ...row(design, { median: times, low: times, high: times }),
      instances: 100_000,
      min: 1e6 * times
    })
    const rows = [...was.rows, slow("static-const", 1), slow("caps-mask", 1), slow("copied-struct", 3)]
    assert.match(tables({ ...was, rows }), /3\.00 times that, the mask 1\.00 .* shows\.\n.* cost may decide it\.$/)
  })
})

describe("the page of charts", () => {
  const file = path.join(import.meta.dirname, "../../bench/results/dispatch.json")
  const results = JSON.parse(fs.readFileSync(file, "utf8")) as Results
  const html = page(results)

  it("is the one beside the results, whenever it is made", () => {
    assert.strictEqual(html, fs.readFileSync(file.replace(/json$/, "html"), "utf8"))
  })

  it("asks nothing of anybody: no program, no address, nothing to load", () => {
    assert.match(html, /default-src 'none'/)
    assert.notMatch(html, /<script|<img|<link|<iframe|@import|url\((?!#)/)
    const addresses = new Set(html.match(/https?:[^"]*/g))
    assert.deepStrictEqual([...addresses], ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"])
  })

  it("has a chart of each level and each count, twice, with its title, unit and designs", () => {
    const figures = html.split("<figure>").slice(1)
    assert.deepStrictEqual(figures.map((figure) => /<h2>(.*?)<\/h2>/.exec(figure)![1]), [
      "Nanoseconds a call over the number of instances: C",
      "Nanoseconds a call over the number of instances: C with retpolines",
      "Nanoseconds a call over the number of instances: WebAssembly",
      "Nanoseconds a call over the number of instances: TypeScript objects in V8",
      "Instructions a call: nothing asked, asked for first, refused",
      "D1 misses a call over the number of instances",
      "LL misses a call over the number of instances",
      "Bytes of an instance",
      "Instructions to set up an instance"
    ])
    for (const figure of figures) {
      assert.strictEqual(figure.match(/<svg /g)!.length, 2)
      assert.match(figure, />(ns a call|misses a call|instructions|bytes)</)
      for (const { name } of designs) assert.include(figure, `>${name}<`)
    }
    for (const { name } of results.caches.filter(({ bytes }) => bytes / 64 <= 100_000)) {
      assert.include(figures[0], `>${name} `)
    }
  })

  it("leaves out what was not measured", () => {
    const none = page({ ...results, rows: results.rows.filter(({ level }) => level === "v8"), counts: [], setUps: [] })
    assert.strictEqual(none.split("<figure>").length - 1, 2)
  })
})
