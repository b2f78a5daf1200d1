/**
 * The package as others get it: built, packed, installed elsewhere, and used there from the command line, from a
 * scenario file, from a program and from vitest.
 */
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { heddle, root, temporaryFolder } from "./cli/command.ts"

/** Building and installing take their time on a busy machine. */
const setUpMillis = 300_000

/** CPU seconds that listing may take: it must not load the engine's search nor Effect's command line unbundled. */
const listSecondsMax = 0.5

const { folder, remove } = temporaryFolder()
afterAll(remove)

const npm = (args: ReadonlyArray<string>, cwd: string): string =>
  execFileSync("npm", [...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}` }
  })

const installed = (...names: ReadonlyArray<string>) => path.join(folder, "node_modules", ...names)

const run = (...args: ReadonlyArray<string>) =>
  heddle(args, { cwd: folder, command: [process.execPath, installed("heddle", "dist", "cli.js")] })

beforeAll(() => {
  npm(["run", "build"], root)
  const [packed] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root)) as [
    { readonly filename: string }
  ]
  fs.writeFileSync(path.join(folder, "package.json"), `{ "name": "somebody", "private": true }\n`)
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=peer"]
  npm(["install", ...flags, `./${packed.filename}`], folder)
}, setUpMillis)

describe("the packed package", () => {
  it("lists its scenarios in little time", async () => {
    const { code, stdout } = await run("list")
    assert.strictEqual(code, 0)
    assert.match(stdout, /^races\/lost-update$/m)
    const seconds = Math.min(...[1, 2, 3].map(() => cpuSeconds([installed("heddle", "dist", "cli.js"), "list"])))
    assert.isBelow(seconds, listSecondsMax)
  })

  it("explores its own scenarios, with lines of its TypeScript sources", async () => {
    const { code, stderr, stdout } = await run("explore", "races/lost-update")
    assert.strictEqual(code, 0, stdout + stderr)
    assert.match(stdout, /src\/scenarios\/races\/lost-update\.ts:\d+ {2}add_one\(\)/)
    assert.notMatch(stdout, /src\/sim\/|stackOf|iterate/)
  })

  it("writes a scenario that works, and replays its token", async () => {
    assert.strictEqual((await run("new", "mine/first")).code, 0)
    const explored = await run("explore", "mine/first.ts")
    assert.strictEqual(explored.code, 0, explored.stdout + explored.stderr)
    assert.match(explored.stdout, /mine\/first\.ts:\d+ {2}add_one\(\)/)
    const [, token, file] = /heddle replay (\S+) (\S+)/.exec(explored.stdout)!
    const replayed = await run("replay", token!, file!)
    assert.strictEqual(replayed.code, 0, replayed.stdout + replayed.stderr)
  })

  it("can be used from a program", () => {
    const program = `
      import { exploreCell } from "heddle"
      import { readFileSync } from "node:fs"
      import { scenario, task, variable } from "heddle"
      const race = scenario("a/race", function* main() {
        const x = yield* variable("x", 0)
        yield* task("writer", function* writer() { yield* x.store(1) })
        yield* x.load
      })
      console.log(exploreCell(race, race.cells[0]).verdict)`
    const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: folder,
      encoding: "utf8"
    })
    assert.strictEqual(stdout, "data-race\n", stderr)
  })

  it("runs the test that `heddle new` wrote under vitest", () => {
    // The same vitest as here: what is tested is heddle's plugin, not an installation of vitest.
    for (const name of ["vitest", "vite"]) fs.symlinkSync(path.join(root, "node_modules", name), installed(name))
    const { status, stderr, stdout } = spawnSync(process.execPath, [installed("vitest", "vitest.mjs"), "run"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", HEDDLE_TEST_RESULT: undefined }
    })
    assert.strictEqual(status, 0, stdout + stderr)
    assert.match(stdout, /Tests {2}2 passed/)
  })

  it("holds what its exports promise, and no path of the machine it was built on", () => {
    const { exports } = JSON.parse(fs.readFileSync(installed("heddle", "package.json"), "utf8")) as {
      readonly exports: Record<string, string | Record<string, string>>
    }
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target)
    )
    for (const target of targets) assert.isTrue(fs.existsSync(installed("heddle", target)), target)
    const files = fs.readdirSync(installed("heddle"), { recursive: true, encoding: "utf8" })
    const named = files.filter((file) => {
      const full = installed("heddle", file)
      return fs.statSync(full).isFile() && fs.readFileSync(full, "utf8").includes(root)
    })
    assert.deepStrictEqual(named, [])
  })
})

/** User and system time of one run, as the process itself counts it. */
const cpuSeconds = (args: ReadonlyArray<string>): number => {
  const watch = `process.on("exit", () => {
    const { user, system } = process.cpuUsage()
    process.stderr.write("cpu " + (user + system) / 1e6)
  })`
  const preload = `data:text/javascript,${encodeURIComponent(watch)}`
  const { stderr } = spawnSync(process.execPath, ["--import", preload, ...args], { cwd: folder, encoding: "utf8" })
  return Number(/cpu ([\d.]+)/.exec(stderr)?.[1])
}
