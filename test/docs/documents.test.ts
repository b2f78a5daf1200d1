/** The documents say what is so: samples are as printed today, files of the README run, lists are complete. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { regenerate } from "../../docs/blocks.ts"
import { documents, upToDate } from "../../docs/generate.ts"
import { exitCodes } from "../../src/cli/exit.ts"
import { kindInPrint } from "../../src/report/wording.ts"
import { strategyNames } from "../../src/sim/explore/strategy-names.ts"
import { defaults } from "../../src/sim/limits.ts"
import { kinds } from "../../src/sim/scenario.ts"

const root = path.resolve(import.meta.dirname, "../..")
const read = (name: string) => fs.readFileSync(path.join(root, name), "utf8")
const readme = read("README.md")

describe("generated parts", () => {
  for (const name of documents) {
    // Documents explore as they are made: the limit is for one that hangs, on a slow machine.
    it(`of ${name} are as \`npm run docs\` makes them`, { timeout: 300_000 }, () => {
      assert.strictEqual(upToDate(read(name)), read(name))
    })
  }

  const made = (markdown: string) => regenerate(markdown, os.tmpdir(), { one: () => "1" })

  it("replace what was there before", () => {
    assert.strictEqual(made("<!-- table: one -->\nold\n<!-- end -->"), "<!-- table: one -->\n\n1\n\n<!-- end -->")
    const printed = made("<!-- run: heddle --version -->\n\n```text\nold\n```")
    assert.match(printed, /^<!-- run: heddle --version -->\n\n```text\n\$ heddle --version\nheddle v[\d.]+\n```$/)
  })

  it("are refused when they are not closed, not known, or end otherwise than said", () => {
    assert.throws(() => made("<!-- table: one -->"), /not closed/)
    assert.throws(() => made("<!-- table: two -->\n<!-- end -->"), /no table has the name two/)
    assert.throws(() => made("<!-- run: heddle --version -->\ntext"), /fenced block should stand here/)
    assert.throws(() => made("<!-- run: rm -rf x -->\n\n```\n```"), /only heddle can be run/)
    assert.throws(() => made("<!-- run: heddle --version | exit 1 -->\n\n```\n```"), /ended with 0, not 1/)
  })
})

describe("the files shown", () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "heddle-docs-")))
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
  const files = documents.flatMap((name) => [...read(name).matchAll(/<!-- file: (\S+) -->\n\n```ts\n([^]*?)```/g)])
  for (const [, name = "", text = ""] of files) fs.writeFileSync(path.join(folder, name), text)
  // As after `npm install heddle vitest`, but for the sources instead of the built package.
  fs.mkdirSync(path.join(folder, "node_modules"))
  for (const name of ["effect", "vitest", "@types"]) link(path.join(root, "node_modules", name), name)
  link(root, "heddle")
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }))

  function link(target: string, name: string): void {
    fs.symlinkSync(target, path.join(folder, "node_modules", name))
  }

  it("have right types", () => {
    const config = { extends: path.join(root, "tsconfig.json"), include: ["*.ts"] }
    fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config))
    const tsc = path.join(root, "node_modules/typescript/bin/tsc")
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { cwd: folder, encoding: "utf8" })
    assert.strictEqual(status, 0, stdout)
  })

  it("have a test that passes under vitest", () => {
    const config = `export default { ssr: { resolve: { conditions: ["heddle-source"] } } }`
    fs.writeFileSync(path.join(folder, "vitest.config.js"), config)
    const vitest = path.join(root, "node_modules/vitest/vitest.mjs")
    const options = {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", HEDDLE_TEST_RESULT: undefined, VITEST: undefined }
    } as const
    const { status, stderr, stdout } = spawnSync(process.execPath, [vitest, "run"], options)
    assert.strictEqual(status, 0, stdout + stderr)
    assert.match(stdout, /Tests\s+2 passed/)
  })
})

describe("the README", () => {
  it("gives the two commands as they are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> }
    for (const [, script = ""] of readme.matchAll(/npm (?:ci && npm )?run ([\w:]+)/g)) assert.property(scripts, script)
    assert.include(readme, "`npm ci && npm run dispute`")
    assert.include(readme, "`npm ci && npm test`")
  })

  it("lists every kind, exit code, strategy, and the limits", () => {
    for (const kind of kinds) assert.include(readme, `| ${kindInPrint(kind)} `)
    for (const code of Object.values(exitCodes)) assert.match(readme, new RegExp(`^\\| ${code} +\\|`, "m"))
    for (const name of strategyNames) assert.include(readme, `| \`${name}\``)
    assert.include(readme, `${defaults.stepsMax.toLocaleString("en-US")} steps an execution`)
    assert.include(readme, `at most ${defaults.tasksMax} tasks`)
  })
})

describe("links", () => {
  for (const name of [...documents, "ARCHITECTURE.md", "CHANGELOG.md"]) {
    it(`of ${name}, and the paths it names, exist`, () => {
      const text = read(name)
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, to = ""]) => path.join(path.dirname(name), to))
      const paths = [...text.matchAll(/`((?:src|test|docs|bench)(?:\/[\w.-]+)*)`/g)].map(([, to = ""]) => to)
      const lost = [...links, ...paths].filter((to) => !fs.existsSync(path.join(root, to)))
      assert.deepStrictEqual(lost, [])
    })
  }
})
