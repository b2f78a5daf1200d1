/**
 * `heddle report`: what was written is shown as it was, and a file that is no result is refused.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { fixture, heddle, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)
const at = (name: string) => path.join(folder, name)

describe("heddle report", () => {
  it("prints what explore printed, with its exit code, and writes what it wrote", async () => {
    const out = ["--out", `json=${at("a.json")}`, "--out", `sarif=${at("a.sarif")}`]
    const explored = await heddle(["explore", fixture("undeclared"), ...out])
    const shown = await heddle(["report", at("a.json")])
    assert.strictEqual(shown.stdout, explored.stdout)
    assert.strictEqual(shown.code, 1)
    const again = await heddle([
      "report",
      at("a.json"),
      "--out",
      `json=${at("b.json")}`,
      "--out",
      `sarif=${at("b.sarif")}`
    ])
    assert.strictEqual(again.stdout, "")
    for (const form of ["json", "sarif"]) {
      assert.strictEqual(fs.readFileSync(at(`b.${form}`), "utf8"), fs.readFileSync(at(`a.${form}`), "utf8"))
    }
  })

  it("gives commands that replay, also for a file of the user's", async () => {
    await heddle(["explore", fixture("undeclared"), "--quiet", "--out", `json=${at("c.json")}`])
    const { stdout } = await heddle(["report", at("c.json"), "--style", "commit"])
    const [, command] = /^ {2}heddle (.*)$/m.exec(stdout)!
    const replayed = await heddle(command!.split(" "))
    assert.match(replayed.stdout, /DEADLOCK/)
  })

  it("refuses what is no result, with one line that says how to make one", async () => {
    for (const [name, text] of [["x", "{"], ["y", "{\"format\":\"heddle.checkpoint\"}"], ["z", "\u0000"]] as const) {
      fs.writeFileSync(at(name), text)
      const { code, stderr } = await heddle(["report", at(name)])
      assert.strictEqual(code, 2)
      assert.match(stderr, /not a heddle result of version 1.*heddle explore --out json=FILE/)
      assert.strictEqual(stderr.trimEnd().split("\n").length, 1, stderr)
    }
    assert.match((await heddle(["report", at("absent")])).stderr, /cannot read/)
  })
})
