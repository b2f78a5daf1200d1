/**
 * What `heddle new` writes works at once, and it overwrites nothing. `heddle list` shows it.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { heddle, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

describe("heddle new", () => {
  it("writes a scenario and a test; the scenario is as it declares", async () => {
    const { code, stdout } = await heddle(["new", "area/my-counter"], { cwd: folder })
    assert.strictEqual(code, 0)
    assert.include(stdout, "heddle explore area/my-counter.ts")
    assert.isTrue(fs.existsSync(path.join(folder, "area/my-counter.test.ts")))
    const explored = await heddle(["explore", "area/my-counter.ts", "--strict"], { cwd: folder })
    assert.strictEqual(explored.code, 0, explored.stdout + explored.stderr)
    assert.match(explored.stdout, /plain +DATA RACE[^]*locked +verified \(SC\)[^]*2 as declared/)
    const listed = await heddle(["list", "area/my-counter.ts"], { cwd: folder })
    assert.match(listed.stdout, /^area\/my-counter\n {2}Two tasks[^]*plain +DATA RACE, ASSERTION/)
  })

  it("never overwrites", async () => {
    const file = path.join(folder, "mine.test.ts")
    fs.writeFileSync(file, "mine")
    const { code, stderr } = await heddle(["new", "mine"], { cwd: folder })
    assert.strictEqual(code, 2)
    assert.match(stderr, /mine\.test\.ts exists already: nothing was written/)
    assert.strictEqual(fs.readFileSync(file, "utf8"), "mine")
    assert.isFalse(fs.existsSync(path.join(folder, "mine.ts")))
  })
})

describe("heddle list", () => {
  it("shows every scenario with its cells and what they declare", async () => {
    const { code, stdout } = await heddle(["list"])
    assert.strictEqual(code, 0)
    assert.match(stdout, /^races\/lost-update$/m)
    assert.match(stdout, /^ {4}copied-struct +netnext-2021-10 +netdevsim +as-permitted +/m)
    assert.match(stdout, /^ {4}plain +DATA RACE, ASSERTION$/m)
  })

  it("lists in order of name, and narrows by part of a name", async () => {
    const { stdout } = await heddle(["list", "lost"])
    const names = stdout.split("\n").filter((line) => /^\S/.test(line))
    assert.deepStrictEqual(names, ["races/lost-update"])
  })
})
