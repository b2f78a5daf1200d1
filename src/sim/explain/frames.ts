/**
 * Source lines of a step, from the stack of the generator that took it.
 *
 * Modelled functions are named generator functions called by delegation, so the JavaScript stack is
 * the modelled call stack. Frames of heddle's own machine, of Effect and of Node are left out.
 */
import type { Frame } from "../result.ts"

const machineRoot = new URL("../", import.meta.url).href
const machinePath = decodeURIComponent(new URL("../", import.meta.url).pathname)

/** The frames of a captured stack, innermost first; none where no stack was captured. */
export const framesOf = (stack: string | undefined): ReadonlyArray<Frame> => {
  if (stack === undefined) return []
  const frames: Array<Frame> = []
  for (const text of stack.split("\n").slice(1)) {
    const match = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/.exec(text)
    if (match === null) continue
    const [, name, file, line, column] = match
    if (!isForeign(file)) frames.push({ fn: plainName(name ?? ""), file, line: Number(line), column: Number(column) })
    // Below the task's own frames the stack goes on with the machine and with whoever started the search.
    else if (frames.length > 0) break
  }
  return frames
}

const isForeign = (file: string): boolean =>
  file.startsWith(machineRoot) || file.startsWith(machinePath) || file.startsWith("node:") ||
  /[\\/]node_modules[\\/](?:effect|vitest|@vitest)[\\/]/.test(file) || file === "<anonymous>"

/** `Object.program`, `Generator.next`, `devlink_register [as body]`: only the function's own name. */
const plainName = (name: string): string => {
  const bare = name.replace(/ \[as .*\]$/, "").replace(/^new /, "")
  if (/\.next$|<anonymous>/.test(bare)) return ""
  return bare.slice(bare.lastIndexOf(".") + 1)
}
