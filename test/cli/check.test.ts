/**
 * `heddle check`: red when something has changed, with what it was and what it is, the line, and a token that shows it.
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

it("a lock that is deleted turns CI red: the line is annotated, and the token there shows the race again", async () => {
  const inFolder = (...args: ReadonlyArray<string>) => heddle(args, { cwd: folder })
  const check = (...more: ReadonlyArray<string>) => inFolder("check", "counter.ts", "--quiet", ...more)
  write(true)
  const missing = await check()
  assert.strictEqual(missing.code, 2)
  assert.match(missing.stderr, /there is no heddle\.lock\.json: write it with heddle check counter\.ts --update/)
  assert.strictEqual((await check("--update")).code, 0)
  const text = fs.readFileSync(at("heddle.lock.json"), "utf8")
  const same = await check("--out", "github=annotations.txt")
  assert.strictEqual(same.code, 0, same.stderr)
  assert.match(same.stdout, /^1 cell as locked/)
  assert.strictEqual(fs.readFileSync(at("annotations.txt"), "utf8"), "")

  write(false)
  const changed = await check("--out", "github=annotations.txt", "--out", "summary=summary.md")
  assert.strictEqual(changed.code, 1)
  const [cell, ...lines] = changed.stdout.split("\n")
  assert.strictEqual(cell, "my/counter")
  assert.deepStrictEqual(lines.slice(0, 3), [
    "  verified has become data-race",
    "  2 traces have become 4 traces",
    "  new finding: data-race in add / add"
  ])
  // The first difference is explained where it is told.
  assert.match(changed.stdout, /\nDATA RACE {2}my\/counter\n[^]*CPU0: one[^]*because {2}nothing orders/)
  assert.strictEqual(fs.readFileSync(at("heddle.lock.json"), "utf8"), text)
  // Line 7 is the store without its lock.
  const [annotation, ...more] = fs.readFileSync(at("annotations.txt"), "utf8").trimEnd().split("\n")
  assert.deepStrictEqual(more, [])
  const [, command] = /^::error file=counter\.ts,line=7,title=DATA RACE my\/counter::.*\((heddle replay .*)\)$/
    .exec(annotation!) ?? []
  assert.strictEqual(lines[3], `    ${command}`)
  assert.include(fs.readFileSync(at("summary.md"), "utf8"), `<code>${command}</code>`)
  const [, ...args] = command!.split(" ")
  const replayed = await inFolder(...args)
  assert.strictEqual(replayed.code, 1, replayed.stderr)
  assert.match(replayed.stdout, /^DATA RACE {2}my\/counter\n/)
  assert.include(replayed.stdout, command!)

  assert.strictEqual((await check("--update")).code, 0)
  assert.strictEqual((await check()).code, 0)

  fs.writeFileSync(at("heddle.lock.json"), "{}")
  const foreign = await check()
  assert.strictEqual(foreign.code, 2)
  assert.match(foreign.stderr, /is no lock of heddle/)
  assert.strictEqual((await check("--out", "github")).code, 2)
})
