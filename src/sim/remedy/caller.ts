/**
 * Where an iterator was asked for: the place in the source of the `yield*` that did.
 *
 * Asked at every step of a walk, so it is made cheap: one frame, by its script and position; a stack is put into words
 * once for each place. `Error.prepareStackTrace` is V8's own and is put back (whileIntercepting).
 */
import { framesOf } from "../explain/frames.ts"
import type { Frame } from "../result.ts"
import { stackOf } from "../stack.ts"

/** What is known of a thread's stacks while places are asked for. */
interface Kept {
  readonly limit: number
  readonly prepare: typeof Error.prepareStackTrace
}

/** Begins to read places from stacks; to be ended by `endReading`. */
export const beginReading = (): Kept => {
  const kept = { limit: Error.stackTraceLimit, prepare: Error.prepareStackTrace }
  Error.stackTraceLimit = 1
  Error.prepareStackTrace = (_, [site]) => site
  return kept
}

/** Leaves stacks as they were. */
export const endReading = ({ limit, prepare }: Kept): void => {
  Error.stackTraceLimit = limit
  if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace")
  else Error.prepareStackTrace = prepare
  frames.clear()
}

/** The place by script and position. */
const frames = new Map<string, Map<number, Frame | undefined>>()

/** The code that called this function, as far as it is no part of the machine. */
export const callerOf = (called: unknown): Frame | undefined => {
  const holder: { stack?: unknown } = {}
  Error.captureStackTrace(holder, called as (...args: ReadonlyArray<unknown>) => unknown)
  const site = holder.stack as NodeJS.CallSite | undefined
  if (site === undefined) return undefined
  const script = site.getScriptNameOrSourceURL() ?? ""
  let known = frames.get(script)
  if (known === undefined) frames.set(script, known = new Map())
  const position = site.getPosition()
  if (!known.has(position)) known.set(position, inWords())
  return known.get(position)
}

/** A walked generator is at most so far from the place where its stack is read. */
const depth = 10

const inWords = (): Frame | undefined => {
  const { prepareStackTrace: prepare, stackTraceLimit: limit } = Error
  Error.stackTraceLimit = depth
  Reflect.deleteProperty(Error, "prepareStackTrace")
  const [frame] = framesOf(stackOf())
  Error.prepareStackTrace = prepare
  Error.stackTraceLimit = limit
  return frame
}
