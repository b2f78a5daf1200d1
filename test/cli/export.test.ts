/** A token is all that a form of its findings needs. */
import { assert, describe, it } from "vitest"
import { exportNames } from "../../src/report/form-names.ts"
import { decode } from "../../src/report/schema.ts"
import { fixture, heddle } from "./command.ts"

describe("heddle export", { timeout: 120_000 }, () => {
  const token = async () => {
    const { stdout } = await heddle(["explore", fixture("lost-update"), "--no-mutation"])
    return /heddle replay (hd1-\S+)/.exec(stdout)![1]!
  }

  it("prints what the token shows in each form, with the command that replays it", async () => {
    const shown = await token()
    for (const form of exportNames) {
      const { code, stderr, stdout } = await heddle(["export", shown, fixture("lost-update"), "--as", form])
      assert.strictEqual(code, 0, stderr)
      assert.notStrictEqual(stdout, "")
      if (form === "json") assert.strictEqual(decode(stdout).results[0]!.findings[0]!.token, shown)
      if (form === "commit") assert.include(stdout, `heddle replay ${shown} ${fixture("lost-update")}`)
      if (form === "litmus") assert.strictEqual(stdout.match(/^C /gm)?.length, 1)
    }
  })

  it("refuses a token that fits nothing, and one that is none", async () => {
    assert.strictEqual((await heddle(["export", "hd1-AAAAAA-AQA", "--as", "dot"])).code, 2)
    const { code, stderr } = await heddle(["export", "hd1", "--as", "dot"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /is no replay token/)
  })
})
