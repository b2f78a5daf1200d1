/**
 * What is printed on a terminal: as wide as it is and no wider, in colours unless the user says no.
 */
import * as path from "node:path"
import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "vitest"
import { widthOf } from "../../src/report/printable.ts"
import { fixture, hasTerminal, heddle, inTerminal, root } from "./command.ts"

const own = [process.execPath, path.join(root, "src/cli.ts")]
const shown = async (args: ReadonlyArray<string>, columns: number, env: Record<string, string> = {}) => {
  const { stdout } = await heddle([], { command: inTerminal([...own, ...args], columns), env })
  // Progress is rewritten in its line: what stands there at last is behind the last carriage return.
  return stdout.split("\n").map((line) => line.replace(/\r+$/, "").split("\r").at(-1)!)
}

describe.skipIf(!hasTerminal)("on a terminal (skipped without script of util-linux)", { timeout: 120_000 }, () => {
  const commands: ReadonlyArray<ReadonlyArray<string>> = [
    ["explore", fixture("lost-update"), "--verbose"],
    ["explore", "races/b1-failed-probe", "--no-mutation"],
    ["list", "races"],
    ["compare", "races/lost-update", "--design", "once", "--design", "mutex"]
  ]

  for (const columns of [50, 80, 120]) {
    it(`no line is wider than ${columns} columns, but a command to copy`, async () => {
      for (const args of commands) {
        const lines = (await shown(args, columns)).map(stripVTControlCharacters)
        assert.isAbove(lines.length, 5)
        const wide = lines.filter((line) => widthOf(line) > columns && !line.includes("heddle replay "))
        assert.deepStrictEqual(wide, [], args.join(" "))
      }
    })
  }

  it("has colours, and the same words without them where NO_COLOR is set", async () => {
    const args = ["explore", fixture("lost-update"), "--quiet"]
    const coloured = await shown(args, 80, { NO_COLOR: "" })
    const plain = await shown(args, 80, { NO_COLOR: "1" })
    assert.include(coloured.join("\n"), "\u001b[32m")
    assert.notInclude(plain.join("\n"), "\u001b")
    assert.deepStrictEqual(coloured.map(stripVTControlCharacters), plain)
  })
})
