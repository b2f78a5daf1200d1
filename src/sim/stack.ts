/**
 * The JavaScript stack of a step. Modelled functions are generators called by delegation, so at
 * `yield*` it is the modelled call stack; explain/frames.ts reads it.
 *
 * To put a stack into words takes V8 long, and source maps longer: each place in the code is put into words once.
 */
import type { Frame } from "./result.ts"

/**
 * The stack of the caller, as text. It may end where the code of a task is over, and what drives the machine begins:
 * that is half of it, and nobody reads it.
 */
export const stackOf = (): string => {
  const near = placesOf(sitesOf(stackOf, Math.min(nearMost, Error.stackTraceLimit)))
  const places = isWhole(near) ? near : placesOf(sitesOf(stackOf, Error.stackTraceLimit))
  if (places.some((place) => !lines.has(place))) {
    const holder: { stack?: string } = {}
    Error.captureStackTrace(holder, stackOf)
    const text = (holder.stack ?? "").split("\n").slice(1)
    if (text.length !== places.length) return holder.stack ?? ""
    for (const [i, place] of places.entries()) lines.set(place, { text: text[i]!, frame: parse(text[i]!) })
  }
  return ["Error", ...places.map((place) => lines.get(place)!.text)].join("\n")
}

/** So many calls are looked at first. */
const nearMost = 32

// The same code may stand under several names: a function that is made for each of many operations.
const placesOf = (sites: ReadonlyArray<NodeJS.CallSite>): ReadonlyArray<string> =>
  sites.map((site) => `${placeOf(site)} ${site.getFunctionName()}`)

/** Is it known that what follows is not a task's? */
const isWhole = (places: ReadonlyArray<string>): boolean => {
  let isInTask = false
  for (const place of places) {
    const line = lines.get(place)
    if (line === undefined) return false
    if (line.frame === undefined) continue
    isInTask ||= isStepIterator(line.frame)
    if (isInTask && isForeign(line.frame.file)) return true
  }
  return false
}

/** A line of a stack, by the place it stands for. */
const lines = new Map<string, { readonly text: string; readonly frame: Frame | undefined }>()

/** What a line of a stack says; nothing where it names no line of a file. */
export const parse = (text: string): Frame | undefined => {
  if (!parsed.has(text)) parsed.set(text, parsedAnew(text))
  return parsed.get(text)
}

/** By line: a search reads the same lines again and again. */
const parsed = new Map<string, Frame | undefined>()

const parsedAnew = (text: string): Frame | undefined => {
  const match = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/.exec(text)
  if (match === null) return undefined
  const [, fn, file, line, column] = match
  return { fn: fn ?? "", file, line: Number(line), column: Number(column) }
}

/** The machine's own folder, as URL and as path; with source maps a built heddle's frames lie in its `src`. */
const machineRoots = [new URL("./", import.meta.url)].flatMap(({ href, pathname }) => {
  const roots = [href, decodeURIComponent(pathname)]
  return [...roots, ...roots.map((root) => root.replace(/\/dist\/sim\/$/, "/src/sim/"))]
})

/** Is it a file of the machine? */
export const isMachine = (file: string): boolean => machineRoots.some((root) => file.startsWith(root))

/** Is it the iterator of a step, which a task has asked for? */
export const isStepIterator = ({ file, fn }: Frame): boolean => isMachine(file) && /\[?Symbol\.iterator\]?$/.test(fn)

/** Is it code that calls the machine, and not the other way round? */
export const isForeign = (file: string): boolean =>
  file.startsWith("node:") || file === "<anonymous>" ||
  /[\\/]node_modules[\\/](?:effect|vitest|@vitest)[\\/]/.test(file)

/** The calls that led to the one of this function, innermost first; at most so many. */
export const sitesOf = (
  called: (...args: ReadonlyArray<any>) => unknown,
  most: number
): ReadonlyArray<NodeJS.CallSite> => {
  const { prepareStackTrace: prepare, stackTraceLimit: limit } = Error
  Error.stackTraceLimit = most
  Error.prepareStackTrace = (_, sites) => sites
  try {
    const holder: { stack?: unknown } = {}
    Error.captureStackTrace(holder, called)
    return holder.stack as ReadonlyArray<NodeJS.CallSite>
  } finally {
    Error.stackTraceLimit = limit
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace")
    else Error.prepareStackTrace = prepare
  }
}

/** Where a call stands, as one text: what V8 brings along (`next` of a generator) has no file, and is its name. */
export const placeOf = (site: NodeJS.CallSite): string =>
  isInCode(site) ? `${site.getFileName() || site.getScriptHash()}:${site.getPosition()}` : `${site.getFunctionName()}`

/** Is it a call of code that somebody wrote? */
export const isInCode = (site: NodeJS.CallSite): boolean => Boolean(site.getFileName()) || site.isEval()
