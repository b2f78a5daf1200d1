/** Rows in columns: one line each where there is room, folded where there is not, and nothing is lost. */
import { assert, describe, it } from "vitest"
import { plain } from "../../src/report/paint.ts"
import { widthOf } from "../../src/report/printable.ts"
import { tableLines } from "../../src/report/table.ts"
import { verdictTable } from "../../src/report/verdict-table.ts"
import * as F from "./fixtures.ts"

const rows = [["name", "n", "told"], ["a", "12,345", "a long story of many words"], ["longer", "1", ""]]
const laid = (width: number) =>
  tableLines(rows.map((row) => row.map((text, i) => ({ text, right: i === 1 }))), {
    width,
    fold: 2,
    indent: 2,
    paint: plain
  })

describe("a table", () => {
  it("has a line for each row where there is room", () => {
    assert.deepStrictEqual(laid(80), [
      ["  name         n  told"],
      ["  a       12,345  a long story of many words"],
      ["  longer       1"]
    ])
  })

  it("is folded where there is not", () => {
    assert.deepStrictEqual(laid(34), [
      ["  name         n", "      told"],
      ["  a       12,345", "      a long story of many words"],
      ["  longer       1"]
    ])
    assert.deepStrictEqual(laid(15)[1], [
      "  a",
      "    12,345",
      "      a long",
      "        story",
      "        of many",
      "        words"
    ])
    assert.deepStrictEqual(laid(24)[1], ["  a       12,345", "      a long story of", "        many words"])
  })
})

it("the verdict table is no wider than a narrow screen, and says the same words", () => {
  const report = F.report(F.matrix)
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "")
  for (const width of [50, 80]) {
    const narrow = verdictTable(report, plain, width, width)
    assert.deepStrictEqual(narrow.split("\n").filter((line) => widthOf(line) > width), [])
    assert.deepStrictEqual(words(narrow).toSorted(), words(verdictTable(report)).toSorted())
  }
})
