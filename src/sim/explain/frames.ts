/**
 * Source lines of a step, from the stack of the generator that took it.
 *
 * Modelled functions are named generator functions called by delegation, so the JavaScript stack is
 * the modelled call stack. Frames of heddle's own machine, of Effect and of Node are left out.
 */
import type { Frame } from "../result.ts"

/** The machine's own folder, as URL and as path; with source maps a built heddle's frames lie in its `src`. */
const machineRoots = [new URL("../", import.meta.url)].flatMap(({ href, pathname }) => {
  const roots = [href, decodeURIComponent(pathname)]
  return [...roots, ...roots.map((root) => root.replace(/\/dist\/sim\/$/, "/src/sim/"))]
})

/** The frames of a captured stack, innermost first; none where no stack was captured. */
export const framesOf = (stack: string | undefined): ReadonlyArray<Frame> => {
  if (stack === undefined) return []
  const frames: Array<Frame> = []
  for (const text of stack.split("\n").slice(1)) {
    const match = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/.exec(text)
    if (match === null) continue
    const [, name, file, line, column] = match
    if (!isForeign(file)) frames.push({ fn: plainName(name ?? ""), file, line: Number(line), column: Number(column) })
    // Below the task's own frames the stack goes on with Effect, the machine, and whoever started the search. Helpers
    // of heddle that delegate to a body (update, call) lie between the task's frames and are only left out.
    else if (frames.length > 0 && !isDelegation(file)) break
  }
  return frames
}

const isForeign = (file: string): boolean =>
  machineRoots.some((root) => file.startsWith(root)) || file.startsWith("node:") ||
  /[\\/]node_modules[\\/](?:effect|vitest|@vitest)[\\/]/.test(file) || file === "<anonymous>"

const isDelegation = (file: string): boolean => /[\\/]sim[\\/](?:memory|sync|choice\.)/.test(file)

/** `Object.program`, `Generator.next`, `devlink_register [as body]`: only the function's own name. */
const plainName = (name: string): string => {
  const bare = name.replace(/ \[as .*\]$/, "").replace(/^new /, "")
  if (/\.next$|<anonymous>/.test(bare)) return ""
  return bare.slice(bare.lastIndexOf(".") + 1)
}
