/**
 * `heddle claims`: the verdicts on the dispute as text and as JSON, the same each time, by tokens that replay.
 *
 * To make the golden file anew: heddle claims > test/golden/claims.txt
 */
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { ClaimsReport, claimsText } from "../../src/report/claims.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { replay } from "../../src/sim/explore/replay.ts"
import { heddle, root, temporaryFolder } from "./command.ts"

const asked = (async () => {
  const { folder, remove } = temporaryFolder()
  const file = path.join(folder, "claims.json")
  const { code, stderr, stdout } = await heddle(["claims", "--out", `json=${file}`])
  const report = Schema.decodeUnknownSync(ClaimsReport)(JSON.parse(fs.readFileSync(file, "utf8")))
  remove()
  return { code, stderr, stdout, report }
})()

describe("heddle claims", () => {
  it("prints what was said in the dispute, and whether it holds", async () => {
    const { code, stderr, stdout } = await asked
    assert.strictEqual(code, 0, stderr)
    assert.strictEqual(stdout, fs.readFileSync(path.join(root, "test/golden/claims.txt"), "utf8"))
  })

  it("writes all that it prints as JSON, by its schema", async () => {
    const { report, stdout } = await asked
    assert.strictEqual(claimsText(report), stdout)
  })

  it("gives with each cell that a finding decides a token of that finding", async () => {
    const { report: { claims } } = await asked
    assert.isTrue(claims.every(({ evidence, token }) => token === "" || evidence.some((one) => one.token === token)))
    // One cell of each claim and verdict: all of them would be many.
    const decided = claims.flatMap(({ evidence }) =>
      [true, false].flatMap((holds) => evidence.find((one) => one.token !== "" && one.holds === holds) ?? [])
    )
    assert.isAbove(decided.length, 20)
    for (const { design, kernel, scenario, shape, token } of decided) {
      const shown = replay(scenarios.find(({ name }) => name === scenario)!, token)
      assert.deepStrictEqual([shown.cell.design, shown.cell.kernel, shown.cell.shape], [design, kernel, shape])
      assert.isNotEmpty(shown.findings, token)
    }
  })
})
