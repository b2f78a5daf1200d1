/**
 * `it.explore` in use, and what a red test shows: run in a vitest of its own, since it must fail.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, test } from "vitest"
import { it } from "../../src/vitest/index.ts"
import lostUpdate from "../fixtures/lost-update.ts"
import { deadlock } from "../fixtures/undeclared.ts"

describe("it.explore", () => {
  it.explore(lostUpdate)
  it.explore(lostUpdate, { design: "plain", strategy: "dfs" })
  it.explore(lostUpdate, { design: "locked", strategy: "preemption-bounded", preemptions: 1 })
  it.explore.fails(deadlock)
  it.explore.skip(deadlock)

  test("refuses a cell that does not exist", () => {
    assert.throws(() => it.explore(lostUpdate, { design: "none" }), /no cell with this design/)
  })

  test("leaves vitest's own it as it was", () => {
    assert.isFunction(it.each)
    assert.isFunction(it.only)
  })
})

describe("a red test", () => {
  const root = path.resolve(import.meta.dirname, "../..")
  const source = fs.readFileSync(path.join(root, "test/fixtures/undeclared.ts"), "utf8")
  const lockLine = source.split("\n").findIndex((line) => line.includes("a.lock")) + 1
  const config = ["--config", "test/fixtures/vitest/config.ts"]
  const run = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...config,
      "--reporter=default",
      "--reporter=github-actions"
    ],
    { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", HEDDLE_TEST_RESULT: undefined } }
  )
  const output = run.stdout + run.stderr
  const annotations = output.split("\n").filter((line) => line.startsWith("::error"))

  test("fails the run, and only the wrong cells", () => {
    assert.strictEqual(run.status, 1, output)
    assert.match(output, /Tests\s+5 failed \| 2 passed/)
  })

  test("shows the diagram and the token", () => {
    assert.match(output, /DEADLOCK: fixture\/undeclared is declared verified and is DEADLOCK/)
    assert.match(output, /CPU0: first +CPU1: second/)
    assert.match(output, /replay {3}it\.explore\.replay\(scenario, "hd1-[\w-]+"\)/)
  })

  test("prints the scenario's own lines, at the step of the finding", () => {
    assert.include(output, `test/fixtures/undeclared.ts:${lockLine}:`)
    assert.match(output, new RegExp(`${lockLine}\\|     yield\\* a\\.lock\n +\\| +\\^`))
  })

  test("is annotated at the scenario's own line, with the diagram and the token", () => {
    const isOwn = (line: string) => /file=[^,]*test\/fixtures\/undeclared\.ts,/.test(line)
    const own = annotations.filter(isOwn)
    // As it was found, and run again.
    assert.lengthOf(own, 2)
    for (const line of own) {
      assert.match(line, new RegExp(`line=${lockLine},column=\\d+::DEADLOCK`))
      assert.match(line, /CPU0: first +CPU1: second.*it\.explore\.replay\(scenario, "hd1-/)
    }
    const others = annotations.filter((line) => !isOwn(line))
    for (const other of others) assert.match(other, /file=[^,]*test\/fixtures\/vitest\/red\.spec\.ts,/)
    assert.lengthOf(others, 3)
  })

  test("says that a declared finding did not appear", () => {
    assert.match(output, /fixture\/missing \[only\] is declared DATA RACE and is verified \(SC\)/)
    assert.match(output, /test\/fixtures\/vitest\/red\.spec\.ts:\d+:\d+/)
  })

  test("does not take a bound that nobody asked for as a proof", () => {
    assert.match(output, /fixture\/endless-steps is declared verified and is no finding/)
    assert.match(output, /loop: main repeats .* in main\(\), test\/fixtures\/endless-steps\.ts:\d+/)
  })

  test("runs again the schedule that it names, with the diagram", () => {
    const [, again] = output.split(
      /DEADLOCK: hd1-[\w-]+ no longer shows what is declared \(verified\): it shows DEADLOCK/
    )
    assert.match(again!, /CPU0: first +CPU1: second/)
  })

  test("pins a schedule that no longer shows anything", () => {
    assert.match(output, /the token was made from another program/)
  })
})
