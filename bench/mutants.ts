/**
 * Is every lock and check of the kernel model held by some cell? `npm run bench:mutants [-- PATTERN ...]`.
 *
 * Takes each away by itself (mutants/edits.ts), explores the cells that come by, quick and verified ones first, until
 * one has another verdict or other findings, then runs the tests of the model, then looks whether a cell has another
 * number of traces, which heddle.lock.json holds too; and prints the edits that nobody notices. PATTERNs are parts of
 * file names.
 * Not part of CI; it ends with 0 whatever it finds.
 */
import { fork } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Answer, Known, Question } from "./mutants/cells.ts"
import { type Edit, editsOf } from "./mutants/edits.ts"
import type { TestQuestion } from "./mutants/tests.ts"

/** What is edited. */
const folders = ["src/scenarios/kernel", "src/scenarios/designs"]

/** A cell, or all tests, that have not ended after so long hang, in milliseconds: that is red. */
const patience = { cells: 60_000, tests: 300_000 }
/** After so long no further cell is asked, in milliseconds. */
const budget = 30_000

const root = path.resolve(import.meta.dirname, "..")

const filesOf = (folder: string): ReadonlyArray<string> =>
  fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts")).map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")))

/** Puts a question to a process of its own, for so long; `undefined` where it hung. */
const ask = (question: Question | TestQuestion, who: "cells" | "tests" = "cells", enough = Number.POSITIVE_INFINITY) =>
  new Promise<ReadonlyArray<Answer> | undefined>((resolve, reject) => {
    const answers: Array<Answer> = []
    const child = fork(path.join(import.meta.dirname, `mutants/${who}.ts`), {
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    let complaint = ""
    child.stderr!.on("data", (text: Buffer) => complaint += text.toString())
    const hang = () => {
      child.kill("SIGKILL")
      resolve(undefined)
    }
    const begin = performance.now()
    let timer = setTimeout(hang, patience[who])
    child.on("message", (answer: Answer) => {
      answers.push(answer)
      clearTimeout(timer)
      timer = setTimeout(hang, patience[who])
      if (performance.now() - begin < enough) return
      child.kill("SIGKILL")
      resolve(answers)
    })
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(answers)
      else if ("edit" in question) resolve([{ red: "", verified: false, why: firstLine(complaint) }])
      else reject(new Error(complaint))
    })
    child.send(question)
  })

const firstLine = (text: string) => text.split("\n").find((line) => line.includes("Error")) ?? "it did not start"

/** Verified cells first; of these the quickest of each scenario, then the second of each, and so on. */
function inTurn(cells: ReadonlyArray<Known>): ReadonlyArray<Known> {
  const quickest = cells.toSorted((a, b) => a.millis - b.millis)
  const places = [...Map.groupBy(quickest, ({ name, verified }) => `${verified} ${name.split(" ")[0]}`).values()]
    .flatMap((of) => of.map((cell, place) => ({ cell, place })))
  return places.toSorted((a, b) =>
    Number(b.cell.verified) - Number(a.cell.verified) || a.place - b.place || a.cell.millis - b.cell.millis
  ).map(({ cell }) => cell)
}

type Fate =
  | "red, by a verified cell"
  | "red, by another cell"
  | "red, by a test"
  | "red, by how many traces a cell has"
  | "run by no cell, noticed by no test"
  | "noticed by nobody"

/** What became of an edit, and what to print of it. */
const fateOf = async (
  edit: Edit,
  cells: ReadonlyArray<Known>
): Promise<{ readonly fate: Fate; readonly by: string }> => {
  const answers = cells.length === 0 ? [] : await ask({ root, edit, cells }, "cells", budget)
  if (answers === undefined) return { fate: "red, by a verified cell", by: "hangs" }
  const last = answers.at(-1)
  if (last !== undefined && "red" in last) {
    return { fate: last.verified ? "red, by a verified cell" : "red, by another cell", by: `${last.red}: ${last.why}` }
  }
  const asked = `${answers.length} of ${cells.length} cells`
  const [tests] = await ask({ root, edit }, "tests") ?? [{ red: "tests that hang" }]
  if (tests !== undefined && "red" in tests) return { fate: "red, by a test", by: `${tests.red}, ${asked}` }
  const [recounted] = answers.flatMap((answer) => "green" in answer && answer.recounted ? [answer.green] : [])
  if (recounted !== undefined) return { fate: "red, by how many traces a cell has", by: recounted }
  return { fate: cells.length === 0 ? "run by no cell, noticed by no test" : "noticed by nobody", by: asked }
}

const patterns = process.argv.slice(2)
const files = folders.flatMap(filesOf).filter((file) =>
  patterns.length === 0 || patterns.some((pattern) => file.includes(pattern))
).toSorted()
const edits = editsOf(root, files)
const known = inTurn((await ask({ root, edits }))!.flatMap((answer) => "known" in answer ? [answer.known] : []))
process.stderr.write(`${edits.length} edits in ${files.length} files, ${known.length} cells\n`)

const fates = new Map<Fate, number>()
for (const [i, edit] of edits.entries()) {
  const { by, fate } = await fateOf(edit, known.filter((cell) => cell.edits.includes(i)))
  fates.set(fate, (fates.get(fate) ?? 0) + 1)
  const line = `${edit.file}:${edit.line} ${edit.what}`
  process.stderr.write(`${i + 1} ${fate}: ${line} (${by})\n`)
  if (!fate.startsWith("red")) process.stdout.write(`${fate}: ${line}${by === "" ? "" : ` (${by})`}\n`)
}
process.stdout.write(`\n${[...fates].map(([fate, count]) => `${count} ${fate}`).join("\n")}\n`)
