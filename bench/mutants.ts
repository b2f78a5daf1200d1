/**
 * Is every lock and check of the kernel model held by some cell? `npm run bench:mutants [-- PATTERN ...]`.
 *
 * Takes each away by itself (mutants/edits.ts), explores the cells that come by, quick and verified ones first, until
 * one is otherwise than it was, and prints the edits that no verified cell notices. PATTERNs are parts of file names.
 * Not part of CI; it ends with 0 whatever it finds.
 */
import { fork } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Answer, Known, Question } from "./mutants/cells.ts"
import { type Edit, editsOf } from "./mutants/edits.ts"

/** What is edited. */
const folders = ["src/scenarios/kernel", "src/scenarios/designs"]

/** A cell that has not ended after so long hangs, in milliseconds: it is red. */
const patience = 60_000

const root = path.resolve(import.meta.dirname, "..")

const filesOf = (folder: string): ReadonlyArray<string> =>
  fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts")).map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")))

/** Puts a question to a process of its own; `undefined` where it hung. */
const ask = (question: Question) =>
  new Promise<ReadonlyArray<Answer> | undefined>((resolve, reject) => {
    const answers: Array<Answer> = []
    const child = fork(path.join(import.meta.dirname, "mutants/cells.ts"), {
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    let complaint = ""
    child.stderr!.on("data", (text: Buffer) => complaint += text.toString())
    const hang = () => {
      child.kill("SIGKILL")
      resolve(undefined)
    }
    let timer = setTimeout(hang, patience)
    child.on("message", (answer: Answer) => {
      answers.push(answer)
      clearTimeout(timer)
      timer = setTimeout(hang, patience)
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

type Fate = "red, by a verified cell" | "red, by other cells alone" | "not run by any cell" | "noticed by no cell"

/** What became of an edit, and what to print of it. */
const fateOf = async (
  edit: Edit,
  cells: ReadonlyArray<Known>
): Promise<{ readonly fate: Fate; readonly by: string }> => {
  if (cells.length === 0) return { fate: "not run by any cell", by: "" }
  const answers = await ask({ root, edit, cells })
  const last = answers?.at(-1)
  if (last === undefined) return { fate: "red, by a verified cell", by: "hangs" }
  if (!("red" in last)) return { fate: "noticed by no cell", by: `${cells.length} cells` }
  return {
    fate: last.verified ? "red, by a verified cell" : "red, by other cells alone",
    by: `${last.red}: ${last.why}`
  }
}

const patterns = process.argv.slice(2)
const files = folders.flatMap(filesOf).filter((file) =>
  patterns.length === 0 || patterns.some((pattern) => file.includes(pattern))
).toSorted()
const edits = editsOf(root, files)
const known = (await ask({ root, edits }))!.flatMap((answer) => "known" in answer ? [answer.known] : [])
  .toSorted((a, b) => Number(b.verified) - Number(a.verified) || a.millis - b.millis)
process.stderr.write(`${edits.length} edits in ${files.length} files, ${known.length} cells\n`)

const fates = new Map<Fate, number>()
for (const [i, edit] of edits.entries()) {
  const { by, fate } = await fateOf(edit, known.filter((cell) => cell.edits.includes(i)))
  fates.set(fate, (fates.get(fate) ?? 0) + 1)
  const line = `${edit.file}:${edit.line} ${edit.what}`
  process.stderr.write(`${i + 1} ${fate}: ${line} (${by})\n`)
  if (!fate.startsWith("red, by a")) process.stdout.write(`${fate}: ${line}${by === "" ? "" : ` (${by})`}\n`)
}
process.stdout.write(`\n${[...fates].map(([fate, count]) => `${count} ${fate}`).join("\n")}\n`)
