/**
 * Runs the tests of the kernel model in a process of its own, with one edit made as the sources are loaded: for
 * bench/mutants.ts. Many checks are those of one task, of which no cell says much.
 */
import * as path from "node:path"
import { startVitest } from "vitest/node"
import type { Answer } from "./cells.ts"
import { type Edit, edited } from "./edits.ts"

/** What is asked of the process: does a test notice this edit? It answers with one answer: green, or red. */
export interface TestQuestion {
  readonly root: string
  readonly edit: Edit
}

const tests = ["test/scenarios/kernel/", "test/scenarios/drivers.test.ts"]

process.once("message", async ({ edit, root }: TestQuestion) => {
  const file = path.join(root, edit.file)
  const plugin = {
    name: "edit",
    enforce: "pre" as const,
    transform: (code: string, id: string) => id === file ? edited(code, edit) : undefined
  }
  const quick = { bail: 1, isolate: false, maxWorkers: 1, reporters: [{}] }
  // What vitest keeps of transformed files from run to run is of another edit.
  const options = { ...quick, root, run: true, watch: false, fsModuleCache: false }
  const vitest = await startVitest("test", tests, options, { plugins: [plugin] })
  const failed = vitest.state.getFiles().find(({ result }) => result?.state === "fail")
  const answer: Answer = failed === undefined
    ? { green: "tests", recounted: false }
    : { red: path.relative(root, failed.filepath), verified: false, why: "fails" }
  process.send!(answer, () => process.exit(0))
})
