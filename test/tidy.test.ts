/**
 * The rules of the house that no linter knows: which folder may import which, how long a file and a line may be,
 * which words and names are not used, and that the lock file names no registry.
 * Each test collects everything that is wrong, so one run shows the whole list.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"

const linesMax = 300
const columnsMax = 120

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

interface Source {
  /** From the root of the repository, with `/`: `src/sim/task.ts`. */
  readonly file: string
  readonly text: string
  readonly lines: ReadonlyArray<string>
  readonly imports: ReadonlyArray<Import>
}

/** What a folder of `src` (or a file right under it) may import. One way: cli -> report -> sim <- scenarios. */
const importTable: Record<string, { readonly folders: ReadonlyArray<string>; readonly packages: RegExp }> = {
  sim: { folders: [], packages: /^effect\// },
  scenarios: { folders: ["sim"], packages: /^effect\// },
  report: { folders: ["sim (types)"], packages: /^effect\// },
  // The program inside the HTML report: bundled, so that nobody who uses heddle needs preact.
  page: { folders: ["report", "sim (types)"], packages: /^preact(\/hooks)?$/ },
  vitest: { folders: ["sim", "scenarios", "report"], packages: /^(effect\/|vitest$|@effect\/vitest$)/ },
  cli: { folders: ["sim", "scenarios", "report"], packages: /^(effect\/|@effect\/platform-node\/|node:)/ },
  index: { folders: ["sim", "scenarios", "report"], packages: /^effect\// }
}

const src = read("src")
const all = [...src, ...read("test"), ...read("bench")]

describe("imports in src", () => {
  it("follow the import table", () => {
    assert.deepStrictEqual(src.flatMap(breaches), [])
  })

  it("form no cycle at run time", () => {
    assert.deepStrictEqual(cycles(), [])
  })
})

describe("files", () => {
  it(`have at most ${linesMax} lines in src`, () => {
    assert.deepStrictEqual(src.filter((s) => s.lines.length > linesMax).map((s) => `${s.file}: ${s.lines.length}`), [])
  })

  it(`have at most ${columnsMax} columns`, () => {
    const wide = (s: Source) => s.lines.flatMap((line, i) => line.length > columnsMax ? [`${s.file}:${i + 1}`] : [])
    assert.deepStrictEqual(all.flatMap(wide), [])
  })

  it("cite no document that a reader of the package has not", () => {
    const cites = /\b(memory-models|design|engine|anchors|ux|style)\.md|\bfacts\//
    const citing = (s: Source) => s.lines.flatMap((line, i) => cites.test(line) ? [`${s.file}:${i + 1}`] : [])
    assert.deepStrictEqual(src.flatMap(citing), [])
  })

  it("start with a header comment in src", () => {
    assert.deepStrictEqual(src.filter((s) => !/^(#!.*\n)?\/\*\*/.test(s.text)).map((s) => s.file), [])
  })

  it("leave nothing for later", () => {
    const later = /\b(FIX[M]E|X[X]X|TO[D]O)\b/
    const found = (s: Source) => s.lines.flatMap((line, i) => later.test(line) ? [`${s.file}:${i + 1}`] : [])
    assert.deepStrictEqual(all.flatMap(found), [])
  })

  it("are named after what they hold", () => {
    const vague = /(^|[/.-])(utils?|common|misc)([/.-]|$)/
    assert.deepStrictEqual(all.map((s) => s.file).filter((file) => vague.test(file)), [])
  })
})

describe("package", () => {
  it("pins every version", () => {
    const { dependencies, devDependencies } = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
      dependencies: Record<string, string>
      devDependencies: Record<string, string>
    }
    const versions = Object.entries({ ...dependencies, ...devDependencies })
    assert.deepStrictEqual(versions.filter(([, version]) => !/^(\d+\.\d+\.\d+$|file:)/.test(version)), [])
  })

  it("locks every package without naming a registry", () => {
    const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8")) as {
      packages: Record<string, { resolved?: string }>
    }
    const remote = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.includes("://"))
    assert.deepStrictEqual(remote.map(([name]) => name), [])
  })
})

/** Every TypeScript file below a folder of the repository. */
function read(root: string): Array<Source> {
  if (!fs.existsSync(root)) return []
  const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file))
  return files.toSorted().map((name) => {
    const file = path.posix.join(root, name.replaceAll(path.sep, "/"))
    const text = fs.readFileSync(file, "utf8")
    return { file, text, lines: text.replace(/\n$/, "").split("\n"), imports: importsOf(text) }
  })
}

/** Imports stand first (a lint rule): what follows a backtick may be text, such as the template of `heddle new`. */
function importsOf(text: string): Array<Import> {
  const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "")
  const statements = code.split("`")[0]!.matchAll(/^(?:import|export)\s+(type\s)?(?:[^"'`;=()]*?\sfrom\s+)?"([^"]+)"/gm)
  const calls = code.matchAll(/\bimport\("([^"]+)"\)/g)
  return [
    ...Array.from(statements, (m) => ({ specifier: m[2]!, typeOnly: m[1] !== undefined })),
    ...Array.from(calls, (m) => ({ specifier: m[1]!, typeOnly: false }))
  ]
}

/** `sim` for `src/sim/memory/heap.ts`, `cli` for `src/cli.ts`. */
const folderOf = (file: string) => file.split("/")[1]!.replace(/\.ts$/, "")

const targetOf = (from: string, specifier: string) => path.posix.join(path.posix.dirname(from), specifier)

function breaches({ file, imports }: Source): Array<string> {
  const folder = folderOf(file)
  const row = importTable[folder]
  if (row === undefined) return [`${file} is not in the import table`]
  const allowed = ({ specifier, typeOnly }: Import) => {
    if (!specifier.startsWith(".")) return row.packages.test(specifier)
    const to = folderOf(targetOf(file, specifier))
    return to === folder || row.folders.includes(to) || (typeOnly && row.folders.includes(`${to} (types)`))
  }
  return imports.filter((i) => !allowed(i)).map((i) => `${file} imports ${i.specifier}`)
}

/** Depth first; a file met again while still open closes a cycle. Types may refer to one another. */
function cycles(): Array<string> {
  const targets = new Map(src.map((s) => {
    const local = s.imports.filter((i) => i.specifier.startsWith(".") && !i.typeOnly)
    return [s.file, local.map((i) => targetOf(s.file, i.specifier))]
  }))
  const done = new Set<string>()
  const found: Array<string> = []
  const visit = (file: string, open: ReadonlyArray<string>): void => {
    if (open.includes(file)) found.push([...open.slice(open.indexOf(file)), file].join(" -> "))
    if (open.includes(file) || done.has(file)) return
    for (const target of targets.get(file) ?? []) visit(target, [...open, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return found
}
