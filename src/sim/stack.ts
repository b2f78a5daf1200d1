/**
 * The JavaScript stack of a step. Modelled functions are generators called by delegation, so at
 * `yield*` it is the modelled call stack; explain/frames.ts reads it.
 *
 * To put a stack into words takes V8 long, and source maps longer: each place in the code is put into words once.
 */

/** The stack of the caller, as text. */
export const stackOf = (): string => {
  // The same code may stand under several names: a function that is made for each of many operations.
  const places = sitesOf(stackOf, Error.stackTraceLimit).map((site) => `${placeOf(site)} ${site.getFunctionName()}`)
  if (places.some((place) => !lines.has(place))) {
    const holder: { stack?: string } = {}
    Error.captureStackTrace(holder, stackOf)
    const text = (holder.stack ?? "").split("\n").slice(1)
    if (text.length !== places.length) return holder.stack ?? ""
    for (const [i, place] of places.entries()) lines.set(place, text[i]!)
  }
  return ["Error", ...places.map((place) => lines.get(place))].join("\n")
}

/** A line of a stack, by the place it stands for. */
const lines = new Map<string, string>()

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
