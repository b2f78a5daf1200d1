/**
 * `heddle explore --watch`, as a process: files are rewritten under it.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { hasTerminal, heddle, inTerminal, root, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill("SIGKILL")
  remove()
})

/** Generous: many may share the machine. */
const patienceMillis = 60_000

/** Both tasks take two locks; the second in the order that `order.ts` says. */
const locks = `
import { mutex, scenario, task } from "heddle"
import { order } from "./order.ts"
export default scenario("watched/locks", { question: "?", designs: { only: "verified" } }, function*() {
  console.log("locks runs")
  const locks = [yield* mutex("a"), yield* mutex("b")]
  const take = function*(order) {
    for (const i of order) yield* locks[i].lock
    for (const i of order) yield* locks[i].unlock
  }
  yield* task("first", () => take([0, 1]))
  yield* task("second", () => take(order))
})
`
const alone = `
import { scenario, task, variable } from "heddle"
export default scenario("watched/alone", { question: "?", designs: { only: "verified" } }, function*() {
  console.log("alone runs")
  const x = yield* variable("x", 0)
  yield* task("only", function*() { yield* x.writeOnce(1) })
})
`
/** It takes days. */
const many = alone.replace(
  /  yield\* task.*/,
  "  for (let i = 0; i < 8; i++) yield* task(`t${i}`, function*() { for (let j = 0; j < 8;) yield* x.writeOnce(j++) })"
)

/**
 * Starts it on these files of a new folder; `until` waits for text that was not there before the last `until`, `type`
 * presses keys, where it runs in a terminal.
 */
const watching = (
  name: string,
  files: Record<string, string>,
  words: ReadonlyArray<string>,
  run: (command: ReadonlyArray<string>) => ReadonlyArray<string> = (command) => command
) => {
  const cwd = path.join(folder, name)
  fs.mkdirSync(cwd)
  const write = (file: string, text: string) => fs.writeFileSync(path.join(cwd, file), text)
  for (const [file, text] of Object.entries(files)) write(file, text)
  const { FORCE_COLOR: _, ...env } = process.env
  const own = [process.execPath, path.join(root, "src/cli.ts")]
  const [command, ...args] = run([...own, "explore", ...words, "--watch", "--no-mutation"])
  const child = spawn(command!, args, { cwd, env: { ...env, NO_COLOR: "1" }, stdio: ["pipe", "pipe", "pipe"] })
  running.add(child)
  let text = ""
  let from = 0
  const add = (chunk: string) => {
    text += chunk
    child.emit("text")
  }
  child.stdout.setEncoding("utf8").on("data", add)
  child.stderr.setEncoding("utf8").on("data", add)
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve))
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${pattern} did not come in:\n${text}`)), patienceMillis)
      const look = () => {
        const found = pattern.exec(text.slice(from))
        if (found === null) return
        clearTimeout(timer)
        child.off("text", look)
        const end = from + found.index + found[0].length
        resolve(text.slice(from, end))
        from = end
      }
      child.on("text", look)
      look()
    })
  const end = (): Promise<number | null> => {
    child.kill("SIGINT")
    return ended
  }
  const type = (keys: string) => child.stdin.write(keys)
  return { end, ended, type, until, write }
}

/** The end of a run. */
const settled = /watching \d+ files?/
const crossed = "export const order = [1, 0]\n"
const straight = "export const order = [0, 1]\n"
const count = (text: string, word: string) => text.split(word).length - 1

describe.concurrent("heddle explore --watch", { timeout: 4 * patienceMillis }, () => {
  it("replays what failed, and explores again what is made of the file that changed", async () => {
    const words = ["./locks.ts", "./alone.ts"]
    const { end, until, write } = watching("two", { "locks.ts": locks, "alone.ts": alone, "order.ts": crossed }, words)
    const first = await until(settled)
    assert.match(first, /1 as declared · 1 UNEXPECTED/)
    assert.match(first, /watching 3 files/)
    assert.isAbove(count(first, "alone runs"), 0)

    write("order.ts", straight)
    const second = await until(settled)
    assert.match(second, /does not fit +DEADLOCK watched\/locks \[only\] hd1-[\w-]+: .*\n[^]*heddle \d/)
    assert.match(second, /2 as declared/)
    assert.isAbove(count(second, "locks runs"), 0)
    assert.strictEqual(count(second, "alone runs"), 0)

    write("order.ts", crossed)
    assert.notMatch(await until(settled), /still there|not there/)
    write("order.ts", `${crossed}// the same\n`)
    assert.match(await until(settled), /still there +DEADLOCK watched\/locks \[only\] hd1-/)
    write("order.ts", straight)
    await until(settled)
    assert.strictEqual(await end(), 0)
  })

  it("goes on after a file that cannot be loaded, and one that is not there yet", async () => {
    const { end, until, write } = watching("broken", { "locks.ts": locks }, ["./locks.ts"])
    assert.match(await until(settled), /cannot load .*locks\.ts/)
    write("order.ts", "export const order = [\n")
    assert.match(await until(settled), /cannot load .*locks\.ts/)
    write("order.ts", crossed)
    assert.match(await until(settled), /1 UNEXPECTED/)
    assert.strictEqual(await end(), 1)
  })

  it("leaves a search when what it explores has changed", async () => {
    const { end, until, write } = watching("long", { "alone.ts": many }, ["./alone.ts"])
    await until(/alone runs/)
    write("alone.ts", alone)
    assert.match(await until(settled), /1 as declared/)
    assert.strictEqual(await end(), 0)
  })

  it("ends at once with 130 where no run came to its end", async () => {
    const { end, until } = watching("first", { "alone.ts": many }, ["./alone.ts"])
    await until(/alone runs/)
    assert.strictEqual(await end(), 130)
  })

  it.skipIf(!hasTerminal)("redraws a terminal, and obeys its keys (skipped without script of util-linux)", async () => {
    const words = ["./locks.ts", "./alone.ts"]
    const files = { "locks.ts": locks, "alone.ts": alone, "order.ts": crossed }
    const { ended, type, until, write } = watching("keys", files, words, inTerminal)
    const settledHere = /watching 3 files · f failed only · a all · q quit/
    const first = await until(settledHere)
    assert.match(first, /1 as declared · 1 UNEXPECTED/)
    type("f")
    const failed = await until(settledHere)
    // The screen is cleared, and so is what was scrolled off it.
    assert.include(failed, "\u001b[2J\u001b[3J\u001b[H")
    assert.match(failed, /heddle \d[^]*watched\/locks/)
    assert.notInclude(failed, "watched/alone")
    type("a")
    assert.match(await until(settledHere), /watched\/locks[^]*watched\/alone|watched\/alone[^]*watched\/locks/)
    write("order.ts", straight)
    assert.match(await until(settledHere), /does not fit +DEADLOCK[^]*2 as declared/)
    type("x")
    type("q")
    assert.strictEqual(await ended, 0)
  })

  it("refuses to keep a search in a file", async () => {
    const { code, stderr } = await heddle(["explore", "lost-update", "--watch", "--checkpoint", "x"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /leave out --checkpoint/)
  })
})
