/**
 * A wrong invocation: exit 2, one clear error on stderr, nothing on stdout.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { fixture, heddle, temporaryFolder } from "./command.ts"

describe.concurrent("heddle", () => {
  const wrong: ReadonlyArray<readonly [name: string, args: ReadonlyArray<string>, says: RegExp]> = [
    ["a wrong verb", ["explre"], /Did you mean this\?\s+explore/],
    ["a wrong flag", ["explore", "--stategy", "dfs"], /Did you mean this\?\s+--strategy/],
    ["a wrong value", ["explore", "--strategy", "dfz"], /Expected: "dpor" \| "dfs"/],
    ["a number that is none", ["explore", "--executions", "many"], /--executions/],
    ["a negative bound", ["explore", "--preemptions", "-1"], /Expected 0 or more/],
    ["a time that is none", ["explore", "--time", "soon"], /30s, 500ms, 5m or 1h/],
    ["an unknown output", ["explore", "--out", "yaml=x"], /FORMAT=FILE/],
    ["an unknown scenario", ["explore", "races/lost-updte"], /no scenario matches .*did you mean races\/lost-update\?/],
    ["an unknown area", ["list", "devlnk"], /did you mean devlink\/\?/],
    ["an unknown design", ["explore", fixture("lost-update"), "--design", "plane"], /did you mean plain\?/],
    ["a file that is not there", ["explore", "nowhere/at-all.ts"], /cannot read nowhere\/at-all\.ts/],
    ["a folder", ["explore", "test/fixtures/vitest/../../fixtures.ts"], /cannot read/],
    ["a folder that is one", ["explore", "./test"], /cannot read \.\/test: it is not a file/],
    ["a path without an extension", ["explore", "./nowhere"], /cannot read \.\/nowhere: there is no such file/],
    ["a file that is no script", ["explore", "result.json"], /such as \.\/result\.ts/],
    ["an empty word to explore", ["explore", ""], /empty pattern/],
    ["an empty word to list", ["list", ""], /empty pattern/],
    ["a token that is cut off", ["replay", "hd1-Ab3_x9"], /is no replay token: one looks like/],
    ["a file without a scenario", ["explore", fixture("no-scenario")], /exports no scenario/],
    ["a file that throws", ["explore", fixture("throws-at-load")], /broke while loading[^]*throws-at-load\.ts:1/],
    ["bounds that contradict", ["explore", "--strategy", "dfs", "--preemptions", "2"], /--preemptions is for/],
    ["a random search without an end", ["explore", "--strategy", "random"], /--executions or --time/],
    ["a token that is none", ["replay", "nonsense"], /is no replay token/],
    ["a missing argument", ["replay"], /token/],
    ["a name that leaves the folder", ["new", "../outside"], /is no name/]
  ]

  for (const [name, args, says] of wrong) {
    it(`refuses ${name}`, async () => {
      const { code, stderr, stdout } = await heddle(args)
      assert.strictEqual(code, 2, stderr)
      assert.strictEqual(stdout, "")
      assert.match(stderr, says)
      assert.notMatch(stderr, /internal|node:internal/)
    })
  }

  it("shows a mistake of syntax with its line", async () => {
    const { folder, remove } = temporaryFolder()
    fs.writeFileSync(path.join(folder, "broken.ts"), "const a = 1\nconst b = (\n")
    const { code, stderr } = await heddle(["explore", path.join(folder, "broken.ts")])
    remove()
    assert.strictEqual(code, 2)
    assert.match(stderr, /cannot load broken\.ts: broken\.ts:[23]/)
  })

  it("says which file imports a package that is not there, and no file of its own", async () => {
    const { folder, remove } = temporaryFolder()
    fs.writeFileSync(path.join(folder, "imports.ts"), "import nothing from \"no-such-package\"\nnothing()\n")
    const { code, stderr } = await heddle(["explore", path.join(folder, "imports.ts")])
    remove()
    assert.strictEqual(code, 2)
    assert.match(stderr, /Cannot find package 'no-such-package' imported from imports\.ts/)
    assert.notInclude(stderr, "resolve.ts")
  })

  it("says which line declares what is no finding", async () => {
    const { folder, remove } = temporaryFolder()
    const text = "import { scenario } from \"heddle\"\n" +
      "export default scenario(\"a/b\", { question: \"\", designs: { one: \"torn-reed\" } }, function* main() {})\n"
    fs.writeFileSync(path.join(folder, "declares.ts"), text)
    const { code, stderr } = await heddle(["explore", path.join(folder, "declares.ts")])
    remove()
    assert.strictEqual(code, 2)
    assert.match(stderr, /declares\.ts: a\/b \[one\] declares "torn-reed"[^]*at declares\.ts:2/)
    assert.notInclude(stderr, "src/sim")
  })

  it("quotes a file that is no text without writing on the terminal", async () => {
    const { folder, remove } = temporaryFolder()
    fs.writeFileSync(path.join(folder, "binary.ts"), `\u0001\u001b[2J\u0007${"x".repeat(10_000)} =\n`)
    const { code, stderr } = await heddle(["explore", path.join(folder, "binary.ts")])
    remove()
    assert.strictEqual(code, 2)
    assert.deepStrictEqual(Array.from(stderr).filter((char) => char !== "\n" && /\p{Cc}/u.test(char)), [])
    assert.isBelow(stderr.length, 2000)
  })

  it("without a verb shows its help, and fails", async () => {
    const { code, stdout } = await heddle([])
    assert.strictEqual(code, 2)
    assert.match(stdout, /SUBCOMMANDS/)
  })

  it("--help and --version and completions succeed", async () => {
    const help = await heddle(["explore", "--help"])
    assert.strictEqual(help.code, 0)
    for (const flag of ["--strategy", "--preemptions", "--executions", "--out", "--strict", "--hang-timeout"]) {
      assert.include(help.stdout, flag)
    }
    const version = await heddle(["--version"])
    assert.match(version.stdout, /^heddle v\d+\.\d+\.\d+\n$/)
    for (const shell of ["bash", "zsh", "fish"]) {
      const completions = await heddle(["--completions", shell])
      assert.strictEqual(completions.code, 0)
      assert.include(completions.stdout, "preemptions")
    }
  })
})
