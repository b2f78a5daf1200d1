/**
 * Source lines of a step, from the stack of the generator that took it.
 *
 * Modelled functions are named generator functions called by delegation, so the JavaScript stack is
 * the modelled call stack. Frames of heddle's own machine, of Effect and of Node are left out.
 */
import type { Frame } from "../result.ts"
import { isForeign, isMachine, isStepIterator, parse } from "../stack.ts"

/**
 * The frames of a captured stack, innermost first; none where no stack was captured. Above the task's frames lie those
 * of the step's own iterator, below them the machine, Effect, and whoever started the search.
 */
export const framesOf = (stack: string | undefined): ReadonlyArray<Frame> => {
  const frames: Array<Frame> = []
  const all = (stack ?? "").split("\n").slice(1).flatMap((text) => parse(text) ?? [])
  const start = all.findIndex(isStepIterator)
  for (const frame of all.slice(start + 1)) {
    if (isForeign(frame.file)) break
    // Helpers that delegate to a body (update, call) lie between the task's frames.
    if (!isMachine(frame.file)) frames.push({ ...frame, fn: plainName(frame.fn) })
    else if (!isDelegation(frame.file)) break
  }
  return frames
}

const isDelegation = (file: string): boolean => /[\\/]sim[\\/](?:memory|sync)[\\/]|[\\/]choice\./.test(file)

/** `Object.program`, `Generator.next`, `devlink_register [as body]`: only the function's own name. */
const plainName = (name: string): string => {
  const bare = name.replace(/ \[as .*\]$/, "").replace(/^new /, "")
  if (/\.next$|<anonymous>/.test(bare)) return ""
  return bare.slice(bare.lastIndexOf(".") + 1)
}
