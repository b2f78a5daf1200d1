/**
 * The real command line, as a process: from source, on the Node that runs the tests.
 */
import { spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

export const root = path.resolve(import.meta.dirname, "../..")

/** The path of a fixture, relative to the repository, as a user would type it. */
export const fixture = (name: string) => `test/fixtures/${name}.ts`

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Record<string, string>
  /** What it reads; nothing, if not said. */
  readonly input?: string
  /** Instead of `node src/cli.ts`. */
  readonly command?: ReadonlyArray<string>
  /** Given the process once it runs. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void
}

/** Runs `heddle` to its end. */
export const heddle = (args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const [command, ...before] = options.command ?? [process.execPath, path.join(root, "src/cli.ts")]
    const { FORCE_COLOR: _, ...env } = process.env
    const child = spawn(command!, [...before, ...args], {
      cwd: options.cwd ?? root,
      env: { ...env, NO_COLOR: "1", ...options.env },
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"]
    })
    child.stdin?.end(options.input)
    let stdout = ""
    let stderr = ""
    child.stdout!.setEncoding("utf8").on("data", (text: string) => stdout += text)
    child.stderr!.setEncoding("utf8").on("data", (text: string) => stderr += text)
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
    options.onStart?.(child)
  })

/** A folder outside the repository, removed after use. */
export const temporaryFolder = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "heddle-test-")))
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) }
}

/** Is there the command that runs another in a terminal of its own? That of util-linux: others take other flags. */
export const hasTerminal = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "")

/** A terminal around a command. */
export const inTerminal = (command: ReadonlyArray<string>, columns = 80): ReadonlyArray<string> => {
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  return ["script", "-qec", `stty cols ${columns} rows 40; exec ${words.join(" ")}`, "/dev/null"]
}
