/**
 * `heddle check`: red when something has changed, with what it was and what it is.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, it } from "vitest"
import { heddle, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)
const at = (name: string) => path.join(folder, name)

const write = (locked: boolean) =>
  fs.writeFileSync(
    at("counter.ts"),
    `import { mutex, scenario, task, variable } from "heddle"
export default scenario("my/counter", function* main() {
  const x = yield* variable("x", 0)
  const m = yield* mutex("m")
  function* add() {
    ${locked ? "yield* m.lock" : ""}
    yield* x.store((yield* x.load) + 1)
    ${locked ? "yield* m.unlock" : ""}
  }
  yield* task("one", add)
  yield* task("two", add)
})
`
  )

it("heddle check goes red when a lock is deleted, and says what has changed", async () => {
  const check = (...more: ReadonlyArray<string>) =>
    heddle(["check", at("counter.ts"), "--lock", at("heddle.lock.json"), "--quiet", ...more])
  write(true)
  const missing = await check()
  assert.strictEqual(missing.code, 2)
  assert.match(missing.stderr, /there is no .*heddle\.lock\.json: write it with heddle check .* --update/)
  assert.strictEqual((await check("--update")).code, 0)
  const text = fs.readFileSync(at("heddle.lock.json"), "utf8")
  const same = await check()
  assert.strictEqual(same.code, 0, same.stderr)
  assert.match(same.stdout, /^1 cell as locked/)

  write(false)
  const changed = await check()
  assert.strictEqual(changed.code, 1)
  assert.match(changed.stdout, /^my\/counter: verified has become data-race; new finding data-race:add \/ add/m)
  assert.strictEqual(fs.readFileSync(at("heddle.lock.json"), "utf8"), text)
  assert.strictEqual((await check("--update")).code, 0)
  assert.strictEqual((await check()).code, 0)

  fs.writeFileSync(at("heddle.lock.json"), "{}")
  const foreign = await check()
  assert.strictEqual(foreign.code, 2)
  assert.match(foreign.stderr, /is no lock of heddle/)
})
