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

/**
 * The frames of a captured stack, innermost first; none where no stack was captured. Above the task's frames lie those
 * of the step's own iterator, below them the machine, Effect, and whoever started the search.
 */
export const framesOf = (stack: string | undefined): ReadonlyArray<Frame> => {
  const frames: Array<Frame> = []
  const all = (stack ?? "").split("\n").slice(1).flatMap((text) => parse(text) ?? [])
  const start = all.findIndex(({ file, fn }) => isMachine(file) && /\[?Symbol\.iterator\]?$/.test(fn))
  for (const frame of all.slice(start + 1)) {
    if (isForeign(frame.file)) break
    // Helpers that delegate to a body (update, call) lie between the task's frames.
    if (!isMachine(frame.file)) frames.push({ ...frame, fn: plainName(frame.fn) })
    else if (!isDelegation(frame.file)) break
  }
  return frames
}

const parse = (text: string): Frame | undefined => {
  const match = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/.exec(text)
  if (match === null) return undefined
  const [, fn, file, line, column] = match
  return { fn: fn ?? "", file, line: Number(line), column: Number(column) }
}

const isMachine = (file: string): boolean => machineRoots.some((root) => file.startsWith(root))
const isDelegation = (file: string): boolean => /[\\/]sim[\\/](?:memory|sync)[\\/]|[\\/]choice\./.test(file)
const isForeign = (file: string): boolean =>
  file.startsWith("node:") || file === "<anonymous>" ||
  /[\\/]node_modules[\\/](?:effect|vitest|@vitest)[\\/]/.test(file)

/** `Object.program`, `Generator.next`, `devlink_register [as body]`: only the function's own name. */
const plainName = (name: string): string => {
  const bare = name.replace(/ \[as .*\]$/, "").replace(/^new /, "")
  if (/\.next$|<anonymous>/.test(bare)) return ""
  return bare.slice(bare.lastIndexOf(".") + 1)
}
