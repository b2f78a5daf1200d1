/**
 * `heddle explore` on files outside src: what it prints, and which exit code a script sees.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { decode } from "../../src/report/schema.ts"
import { fixture, heddle, root, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

describe.concurrent("heddle explore: exit codes", () => {
  const cases: ReadonlyArray<readonly [name: string, args: ReadonlyArray<string>, code: number, says: RegExp]> = [
    ["when all is as declared", [fixture("lost-update")], 0, /2 as declared/],
    ["for a finding that was not declared", [fixture("undeclared")], 1, /DEADLOCK +\d+ +UNEXPECTED/],
    ["for a declared one that did not appear", [fixture("missing")], 1, /DATA RACE did not appear/],
    ["for a body that throws", [fixture("throws")], 1, /the body broke/],
    ["for a task that waits outside", [fixture("promise")], 2, /outside: task waits outside/],
    ["for a scenario that ends its process", [fixture("exits")], 2, /process\.exit/],
    ["for a scenario that is not deterministic", [fixture("nondeterministic")], 4, /did WRITE_ONCE\(x, 0\) and then/],
    ["for shared state", [fixture("shared-state")], 4, /behind the machine's back/],
    ["for a bound that was hit", [fixture("endless-steps")], 0, /bounded by: 10000 steps an execution/],
    [
      "for a bound that was hit, under --strict",
      [fixture("endless-steps"), "--strict"],
      3,
      /bounded \(not a proof\)/
    ],
    [
      "for a bound asked for, under --strict",
      [fixture("many"), "--executions", "50", "--strict"],
      3,
      /50 executions/
    ],
    ["for the worst of several", [fixture("undeclared"), fixture("shared-state"), fixture("lost-update")], 4, /1 error/]
  ]

  for (const [name, args, code, says] of cases) {
    it(`${code} ${name}`, async () => {
      const ended = await heddle(["explore", ...args])
      assert.strictEqual(ended.code, code, ended.stdout + ended.stderr)
      assert.match(ended.stdout, says)
      assert.notMatch(ended.stderr, /internal/)
    })
  }
})

describe.concurrent("heddle explore: a scenario that hangs", () => {
  it("loses its cell, not the others", async () => {
    const { code, stdout } = await heddle(["explore", fixture("hang"), "--hang-timeout", "2s"])
    assert.strictEqual(code, 2, stdout)
    assert.match(stdout, /looping +error[^]*hang: no step for 2 s in execution 1[^]*fine +verified \(SC\)/)
  })

  it("is found out while it awaits at its top level", async () => {
    const file = path.join(folder, "awaits.ts")
    fs.writeFileSync(file, "await new Promise((resolve) => setTimeout(resolve, 1e8))\n")
    const { code, stderr } = await heddle(["explore", file, "--hang-timeout", "500ms"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /loading did not end in 1\.5 s/)
  })

  it("is left at the first Ctrl-C while it loads", async () => {
    const file = path.join(folder, "loads.ts")
    fs.writeFileSync(file, "console.log('loading')\nawait new Promise((resolve) => setTimeout(resolve, 1e8))\n")
    const { code, stderr, stdout } = await heddle(["explore", file], {
      onStart: (child) => child.stderr?.once("data", () => child.kill("SIGINT"))
    })
    assert.strictEqual(code, 130)
    assert.strictEqual(stdout, "")
    assert.match(stderr, /heddle: stopped/)
  })

  it("is found out while it loads", async () => {
    const { code, stderr } = await heddle(["explore", fixture("hang-at-load"), "--hang-timeout", "1s"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /loading did not end in 1 s/)
  })
})

describe.concurrent("heddle explore: Ctrl-C", () => {
  it("prints the verdicts so far, as bounded", async () => {
    // The body says that it runs: on a busy machine, loading takes as long as it takes.
    const file = path.join(folder, "tells.ts")
    const body = fs.readFileSync(path.join(root, fixture("many")), "utf8")
    fs.writeFileSync(file, body.replace("function* main() {\n", "$&  console.log('runs')\n"))
    const { code, stderr, stdout } = await heddle(["explore", file, "--no-mutation"], {
      onStart: (child) => child.stderr?.once("data", () => setTimeout(() => child.kill("SIGINT"), 500))
    })
    assert.strictEqual(code, 130)
    assert.match(stdout, /no finding \(interrupted\) +[\d,]+ +bounded/)
    assert.match(stderr, /heddle: interrupted/)
  })
})

describe.concurrent("heddle explore: output", () => {
  it("prints a diagram for every finding, with the file in the replay line", async () => {
    const { stdout } = await heddle(["explore", fixture("lost-update")])
    assert.match(stdout, /^DATA RACE {2}fixture\/lost-update \[plain\]$/m)
    assert.match(stdout, /^ASSERTION {2}fixture\/lost-update \[plain\]$/m)
    assert.match(stdout, /CPU0: first +CPU1: second/)
    assert.match(stdout, /test\/fixtures\/lost-update\.ts:\d+ {2}add_one\(\)/)
    assert.match(stdout, /heddle replay hd1-[\w-]+ test\/fixtures\/lost-update\.ts/)
  })

  it("says what a verified cell covers with --verbose, and no more of others", async () => {
    const { stdout } = await heddle(["explore", fixture("lost-update"), "--verbose", "--quiet"])
    const [, covered] = stdout.split("\n  verified: ")
    assert.match(
      covered!,
      /^fixture\/lost-update \[locked\]\n +every trace was run: 2 traces in 2 executions, 0 redundant/
    )
    assert.match(covered!, /and 3 tasks, the start of main/)
    assert.notInclude(stdout, "verified: fixture/lost-update [plain]")
  })

  it("prints the table alone with --quiet", async () => {
    const { stdout } = await heddle(["explore", fixture("lost-update"), "--quiet"])
    assert.notInclude(stdout, "CPU0")
  })

  it("is the same bytes every time, and tells nothing of the machine", async () => {
    const files = [path.join(folder, "a.json"), path.join(folder, "b.json")]
    const args = ["explore", "races", fixture("lost-update"), "--no-mutation"]
    const [first, second] = await Promise.all(files.map((file) => heddle([...args, "--out", `json=${file}`])))
    const [a, b] = files.map((file) => fs.readFileSync(file, "utf8"))
    assert.strictEqual(first!.stdout, second!.stdout)
    assert.strictEqual(a, b)
    for (const text of [a!, first!.stdout]) {
      assert.notInclude(text, process.cwd())
      assert.notInclude(text, "file://")
    }
    assert.isAbove(decode(a!).results.length, 10)
  })

  it("keeps what a scenario prints out of the results", async () => {
    const { stderr, stdout } = await heddle(["explore", fixture("prints"), "--no-mutation"])
    assert.notInclude(stdout, "printed by the scenario")
    assert.include(stderr, "printed by the scenario")
  })

  it("neutralises names that write on the terminal", async () => {
    const { stdout } = await heddle(["explore", fixture("hostile")])
    assert.deepStrictEqual(Array.from(stdout).filter((char) => char !== "\n" && /\p{C}/u.test(char)), [])
    assert.include(stdout, "\\x1b[1;1Hall is well\\u{202e}")
    assert.include(stdout, "x\\x1b]0;pwned\\x07")
  })

  it("has colours where they are asked for, and the same words", async () => {
    const args = ["explore", fixture("undeclared")]
    const plain = await heddle(args)
    const coloured = await heddle(args, { env: { NO_COLOR: "", FORCE_COLOR: "1" } })
    assert.notInclude(plain.stdout, "\u001b")
    assert.include(coloured.stdout, "\u001b[")
    // oxlint-disable-next-line no-control-regex
    assert.strictEqual(coloured.stdout.replace(/\u001b\[\d+m/g, ""), plain.stdout)
  })

  it("goes on when the reader of stdout has gone", async () => {
    const { code, stderr } = await heddle(["explore", "races"], { onStart: (child) => child.stdout?.destroy() })
    assert.strictEqual(code, 0)
    assert.strictEqual(stderr, "")
  })

  it("tells of a file it cannot write, after the results", async () => {
    const { code, stderr, stdout } = await heddle(["explore", fixture("lost-update"), "--out", "json=/nowhere/r.json"])
    assert.strictEqual(code, 2)
    assert.match(stdout, /2 as declared/)
    assert.match(stderr, /^heddle: cannot write \/nowhere\/r\.json: ENOENT[^\n]*\n$/)
  })

  it("leaves an old result as it is when the new one cannot be written", async () => {
    const place = path.join(folder, "full")
    fs.mkdirSync(`${place}.part`)
    fs.writeFileSync(place, "old")
    const { code } = await heddle(["explore", fixture("lost-update"), "-q", "--out", `json=${place}`])
    assert.strictEqual(code, 2)
    assert.strictEqual(fs.readFileSync(place, "utf8"), "old")
  })
})

describe.concurrent("heddle explore: a file outside the repository", () => {
  it("gets heddle's own copies of heddle and effect", async () => {
    const place = fs.mkdtempSync(path.join(folder, "user-"))
    fs.writeFileSync(path.join(place, "package.json"), `{ "name": "user", "type": "commonjs" }`)
    fs.writeFileSync(path.join(place, "helper.ts"), `export const name: string = "counter"\n`)
    fs.writeFileSync(
      path.join(place, "mine.ts"),
      `import { Effect } from "effect"
import * as Fiber from "effect/Fiber"
import { scenario, task, variable } from "heddle"
import { name } from "./helper.ts"

export const mine = scenario("user/mine", { designs: { only: "data-race" } }, function* main() {
  const x = yield* variable(name, 0)
  yield* task("forks", function* forks() {
    const fiber = yield* Effect.forkChild(Effect.gen(function* child() {
      yield* x.store(1)
    }))
    yield* Fiber.join(fiber)
  })
  yield* x.load
})
`
    )
    const { code, stderr, stdout } = await heddle(["explore", "mine.ts"], { cwd: place })
    assert.strictEqual(code, 0, stdout + stderr)
    assert.match(stdout, /DATA RACE {2}user\/mine \[only\]/)
    assert.match(stdout, / mine\.ts:\d+/)
    assert.strictEqual(stderr, "")
  })

  it("that asks for a part heddle does not have is told which there are", async () => {
    const file = path.join(folder, "asks.ts")
    fs.writeFileSync(file, `import { x } from "heddle/engine"\nexport default x\n`)
    const { code, stderr } = await heddle(["explore", file])
    assert.strictEqual(code, 2)
    assert.match(stderr, /heddle has no heddle\/engine: it has heddle, heddle\/vitest/)
  })
})
