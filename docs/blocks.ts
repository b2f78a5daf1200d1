/**
 * The generated parts of a document, marked by comments that do not show:
 *
 *   <!-- file: name.ts -->             the fenced block that follows is written to a folder under that name
 *   <!-- run: heddle ... | exit 1 -->  the fenced block that follows becomes the command and what it prints there;
 *                                      `exit` is the code it must end with (0); TOKEN is the last token printed
 *   <!-- table: name --> ... <!-- end -->   what stands between becomes the table of that name
 *
 * So no sample in a document is typed by hand, and a test sees when one is out of date.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

const cli = path.resolve(import.meta.dirname, "../src/cli.ts")

/** Runs a command of heddle and gives what it has written to a file of that name. */
export type Written = (command: string, file: string) => string

/** Tables by name. */
export type Tables = { readonly [name: string]: (written: Written) => string }

/** The document with everything generated made anew; commands run in `folder`, where its files are written. */
export const regenerate = (markdown: string, folder: string, tables: Tables): string => {
  const lines = markdown.split("\n")
  const made: Array<string> = []
  const printed = new Map<string, string>()
  // What a table was made of need not be run again to be shown.
  const runOnce = (directive: string): string => {
    const known = printed.get(directive) ?? run(directive, folder)
    printed.set(directive, known)
    return known
  }
  const written: Written = (command, file) => {
    runOnce(command)
    return fs.readFileSync(path.join(folder, file), "utf8")
  }
  let token = "TOKEN"
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    made.push(line)
    const [, kind, text = ""] = /^<!-- (file|run|table): (.+) -->$/.exec(line) ?? []
    if (kind === undefined) continue
    const begin = kind === "table" ? i : fenceAfter(lines, i)
    const end = endOf(lines, begin, kind === "table" ? "<!-- end -->" : "```")
    if (kind === "file") {
      fs.writeFileSync(path.join(folder, text), `${lines.slice(begin + 1, end).join("\n")}\n`)
      made.push(...lines.slice(i + 1, end))
    } else if (kind === "table") {
      made.push("", tableOf(tables, text)(written), "")
    } else {
      const shown = runOnce(text.replace("TOKEN", token))
      token = shown.match(/\bhd1-[\w-]+/)?.[0] ?? token
      made.push("", "```text", shown)
    }
    made.push(lines[end]!)
    i = end
  }
  return made.join("\n")
}

const fenceAfter = (lines: ReadonlyArray<string>, at: number): number => {
  if (lines[at + 1] !== "" || lines[at + 2]?.startsWith("```") !== true) {
    throw new Error(`line ${at + 2}: an empty line and then a fenced block should stand here`)
  }
  return at + 2
}

const endOf = (lines: ReadonlyArray<string>, from: number, mark: string): number => {
  const end = lines.indexOf(mark, from + 1)
  if (end < 0) throw new Error(`line ${from + 1}: what begins here is not closed by ${mark}`)
  return end
}

const tableOf = (tables: Tables, name: string): Tables[string] => {
  const table = tables[name]
  if (table === undefined) throw new Error(`no table has the name ${name}: there are ${Object.keys(tables).join(", ")}`)
  return table
}

/** The command as typed and what it prints, as on a terminal without colours. */
const run = (directive: string, folder: string): string => {
  const [, command = "", exit = "0"] = /^(.*?)(?: \| exit (\d+))?$/.exec(directive) ?? []
  const [program, ...args] = command.split(" ")
  if (program !== "heddle") throw new Error(`only heddle can be run in a document, not ${command}`)
  const { FORCE_COLOR: _, ...env } = process.env
  const options = { cwd: folder, encoding: "utf8", env: { ...env, NO_COLOR: "1" } } as const
  const { status, stderr, stdout } = spawnSync(process.execPath, [cli, ...args], options)
  if (status !== Number(exit)) throw new Error(`${command} ended with ${status}, not ${exit}:\n${stderr}${stdout}`)
  return `$ ${command}\n${stdout.trimEnd()}`
}
