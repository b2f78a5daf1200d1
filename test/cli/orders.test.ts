/** `heddle orders`: rules and orders as a table and as JSON, the same each time. */
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { OrdersReport } from "../../src/report/orders.ts"
import { heddle, root, temporaryFolder } from "./command.ts"

/** The tree that the mails speak of. */
const netnext = ["--kernel", "netnext-2021-10"]

const golden = (name: string) => fs.readFileSync(path.join(root, "test/golden/orders", name), "utf8")

describe.concurrent("heddle orders", () => {
  it("prints the rule of each question", async () => {
    const designs = ["static-const", "copied-struct", "caps-mask"].flatMap((name) => ["--design", name])
    const { code, stderr, stdout } = await heddle(["orders", ...designs, "--shape", "late-flash", ...netnext])
    assert.strictEqual(code, 0, stderr)
    assert.strictEqual(stdout, golden("rules.txt"))
  })

  it("prints every order of a single question, and writes the same as JSON", async () => {
    const { folder, remove } = temporaryFolder()
    const file = path.join(folder, "orders.json")
    const only = ["--design", "per-variant-table", "--shape", "late-flash", ...netnext]
    const args = ["orders", ...only, "--out", `json=${file}`]
    const { code, stdout } = await heddle(args)
    const text = fs.readFileSync(file, "utf8")
    remove()
    assert.strictEqual(code, 0)
    assert.strictEqual(stdout, golden("every.txt"))
    assert.strictEqual(text, golden("orders.json"))
    const { answers } = Schema.decodeUnknownSync(OrdersReport)(JSON.parse(text))
    assert.strictEqual(answers[0]!.orders.length, 40)
  })

  it("refuses a shape nobody has", async () => {
    const { code, stderr } = await heddle(["orders", "--shape", "late-flsh"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /did you mean late-flash/)
  })
})
