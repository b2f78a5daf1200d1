/**
 * SPIN on the same programs: it stores states, so it is compared by the time to the whole answer.
 *
 * The models stand beside this file; N is the size, and with ENDINGS defined they print every state in
 * which they can end. Needs the programs `spin` and `gcc`.
 * Source: Holzmann, "The Model Checker SPIN", IEEE TSE 23(5), 1997.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

/** What one run of SPIN's verifier said. */
export interface Spin {
  readonly states: number
  /** Of the verifier alone, without generating and compiling it. */
  readonly seconds: number
  /** Did it visit every state in the time given? */
  readonly finished: boolean
}

/** Why SPIN cannot be run here; undefined where it can. */
export const spinMissing = (): string | undefined => {
  const absent = ["spin", "gcc"].filter((name) => spawnSync(name, ["--version"]).error !== undefined)
  return absent.length === 0 ? undefined : `${absent.join(" and ")} not found: install the Debian packages spin and gcc`
}

/** Verifies a model, with SPIN's own partial order reduction. Throws where SPIN finds an error in it. */
export const spin = (model: string, size: number, secondsMax: number): Spin => {
  const pan = verifier(model, { defines: [`-DN=${size}`], flags: ["-w24", `-Q${Math.ceil(secondsMax / 60)}`] })
  if (number(pan, /errors: (\d+)/) !== 0) throw new Error(`SPIN found an error in ${model}(${size}):\n${pan}`)
  const states = number(pan, /([\d.e+]+) states, stored/)
  return { states, seconds: number(pan, /elapsed time ([\d.]+) seconds/) || 0.01, finished: !isCut(pan) }
}

/** Every state in which a model can end, deadlocked ones among them, as the model prints it; sorted. */
export const spinEndings = (model: string, size: number): ReadonlyArray<string> => {
  // -E: an end with tasks that wait is no error here, it is an ending.
  const pan = verifier(model, { defines: [`-DN=${size}`, "-DENDINGS"], flags: ["-E"] })
  if (isCut(pan)) throw new Error(`SPIN did not finish ${model}(${size}):\n${pan}`)
  return [...new Set(Array.from(pan.matchAll(/^ending (.*)$/gm), (match) => match[1]!))].toSorted()
}

const isCut = (pan: string): boolean =>
  /Search not completed|time.*exceeded|reached -DMEMLIM|max search depth too small/i.test(pan)

const number = (pan: string, pattern: RegExp): number => Number(pattern.exec(pan)?.[1] ?? Number.NaN)

/** Generates, compiles and runs the verifier of a model, and gives what it printed. */
const verifier = (
  model: string,
  { defines, flags }: { readonly defines: ReadonlyArray<string>; readonly flags: ReadonlyArray<string> }
): string => {
  const source = fileURLToPath(new URL(`${model}.pml`, import.meta.url))
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-spin-"))
  const run = (command: string, ...args: ReadonlyArray<string>): string => {
    const { error, status, stderr, stdout } = spawnSync(command, args, { cwd: folder, encoding: "utf8" })
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stdout}${stderr}`)
    return stdout
  }
  try {
    run("spin", ...defines, "-a", source)
    run("gcc", "-O2", "-DSAFETY", "-DNOFAIR", "-DMEMLIM=2048", "-w", "-o", "pan", "pan.c")
    return run(path.join(folder, "pan"), "-m100000", ...flags)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
