/** Help folds to the terminal, and stands in one line an entry in a file. */
import { stripVTControlCharacters } from "node:util"
import { assert, it } from "vitest"
import { folded } from "../../src/cli/help.ts"
import { heddle } from "./command.ts"

const verbs = [
  "list",
  "explore",
  "replay",
  "export",
  "compare",
  "check",
  "report",
  "claims",
  "orders",
  "simulate",
  "new"
]

it("the help of every verb fits terminals of 50, 80 and 120 columns, and loses no word", async () => {
  for (const verb of [[], ...verbs.map((name) => [name])]) {
    const { code, stdout } = await heddle([...verb, "--help"], { env: { NO_COLOR: "", FORCE_COLOR: "1" } })
    assert.strictEqual(code, 0)
    const words = (text: string) => stripVTControlCharacters(text).split(/\s+/)
    for (const width of [50, 80, 120]) {
      const help = folded(stdout, width)
      const lines = stripVTControlCharacters(help).split("\n")
      // A name and the usage are one word each.
      assert.deepStrictEqual(
        lines.filter((line) => line.length > width && !/^ {2}(heddle|--) ?/.test(line)),
        [],
        verb[0]
      )
      assert.deepStrictEqual(words(help), words(stdout))
    }
    assert.strictEqual(folded(stdout, Number.POSITIVE_INFINITY), stdout)
  }
})

it("every argument says what it is", async () => {
  for (const verb of verbs) {
    const { stdout } = await heddle([verb, "--help"], { env: { NO_COLOR: "1" } })
    const section = /^ARGUMENTS\n((?: .*\n)+)/m.exec(stdout)?.[1] ?? ""
    for (const line of section.trimEnd().split("\n")) assert.match(line, /^(?: {2}\S+ \S+ +\w.*)?$/, `${verb}`)
  }
})

it("a text stands beside its name where there is room, else below it", () => {
  const help = "FLAGS\n  --seed N    a number that is drawn from"
  assert.strictEqual(folded(help, 42), "FLAGS\n  --seed N    a number that is drawn from")
  assert.strictEqual(folded(help, 40), "FLAGS\n  --seed N\n      a number that is drawn from")
  assert.strictEqual(
    folded(`${help} what there is`, 46),
    "FLAGS\n  --seed N    a number that is drawn from what\n              there is"
  )
})
