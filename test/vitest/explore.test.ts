/**
 * `it.explore` in use, and what a red test shows: run in a vitest of its own, since it must fail.
 */
import { spawnSync } from "node:child_process"
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
  const run = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/fixtures/vitest/config.ts"],
    { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", HEDDLE_TEST_RESULT: undefined } }
  )
  const output = run.stdout + run.stderr

  test("fails the run, and only the wrong cells", () => {
    assert.strictEqual(run.status, 1, output)
    assert.match(output, /Tests\s+4 failed \| 2 passed/)
  })

  test("shows the diagram and the token", () => {
    assert.match(output, /DEADLOCK: fixture\/undeclared is declared verified and is DEADLOCK/)
    assert.match(output, /CPU0: first +CPU1: second/)
    assert.match(output, /replay {3}heddle replay hd1-[\w-]+/)
  })

  test("prints the scenario's own lines, at the step of the finding", () => {
    assert.match(output, /test\/fixtures\/undeclared\.ts:\d+:\d+/)
    assert.match(output, /\|\s+yield\* a\.lock/)
  })

  test("says that a declared finding did not appear", () => {
    assert.match(output, /fixture\/missing \[only\] is declared DATA RACE and is verified \(SC\)/)
    assert.match(output, /test\/fixtures\/vitest\/red\.spec\.ts:\d+:\d+/)
  })

  test("does not take a bound that nobody asked for as a proof", () => {
    assert.match(output, /fixture\/endless-steps is declared verified and is no finding/)
  })

  test("pins a schedule that no longer shows anything", () => {
    assert.match(output, /the token was made from another program/)
  })
})
