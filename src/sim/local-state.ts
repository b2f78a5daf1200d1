/**
 * What a task's code holds between two steps: the variables of its suspended generators, as one text.
 *
 * JavaScript shows them to nobody but its debugger, so the debugger is asked: V8's own inspector, on this thread, which
 * stops for as long as it takes to read the stack (about 2 ms). Only spin.ts asks, and seldom.
 * The text covers locals, block scopes, what closures captured, and plain values of the module. It is `undefined`
 * where something may hide: a foreign effect under way, a `for ... of` or `for ... in` (loop-around.ts), an iterator,
 * or a run time without an inspector.
 */
import { identities, Interner } from "./interner.ts"
import { type LoopAround, loopAround } from "./loop-around.ts"
import { World } from "./world.ts"

/**
 * The state of the code that is running, from the step it has just reached down to its task's body. Equal texts mean
 * that the code goes on in the same way, in whichever execution they were read.
 */
export const localState = (): string | undefined => (inspector ??= new Inspector()).read()

/**
 * Is the running code inside a loop, so that it can come back to where it is in the same state? Where it has been asked
 * before at the same place, the stack answers (about 10 us).
 */
export const standsInLoop = (): boolean => (inspector ??= new Inspector()).standsInLoop()

let inspector: Inspector | undefined

/** One for all machines of the thread: a debugger stops them all. */
class Inspector {
  private readonly values = new Interner(standFor)
  private readonly session = open()
  /** What is known of a place in code: as the debugger names it, and as stacks do. */
  private readonly shown = new Map<string, LoopAround>()
  private readonly around = new Map<string, LoopAround>()
  private frames: ReadonlyArray<Frame> = []

  constructor() {
    this.session?.on("Debugger.paused", ({ params }) => this.frames = params.callFrames)
    // Never disabled: being told of every script again would take longer than all the rest.
    this.session?.post("Debugger.enable")
  }

  read(): string | undefined {
    return this.stopped((frames) => {
      if (frames.some((frame) => this.loopAround(frame) === "hidden")) return undefined
      const functions = new Set<unknown>()
      return texts(frames, (frame) => this.textOf(frame, functions))
    })
  }

  standsInLoop(): boolean {
    const places = placesOnStack()
    if (places.some((place) => !this.around.has(place))) {
      const found = this.stopped((frames) => frames.map((frame) => this.loopAround(frame))) ?? []
      const isWhole = found.length === places.length
      for (const [i, place] of places.entries()) this.around.set(place, isWhole ? found[i]! : "told")
    }
    const around = new Set(places.map((place) => this.around.get(place)))
    return around.has("told") && !around.has("hidden")
  }

  /** What is read of the task's code while it stands still; undefined where it cannot be. */
  private stopped<A>(read: (frames: ReadonlyArray<Frame>) => A): A | undefined {
    const { session } = this
    if (session === undefined) return undefined
    try {
      session.post("Runtime.evaluate", { expression: "debugger" })
      const from = this.frames.findIndex(({ functionName }) => functionName === "[Symbol.iterator]") + 1
      const to = this.frames.findIndex((frame) => isBottom(frame.functionName, frame.this.className))
      const frames = to < 0 ? [] : this.frames.slice(from, to)
      return frames.length === 0 ? undefined : read(frames)
    } catch (error) {
      if (error instanceof Opaque) return undefined
      throw error
    } finally {
      this.frames = []
      // What was asked for is kept until it is released, and with it all that it refers to.
      session.post("Runtime.releaseObjectGroup", { objectGroup: "backtrace" })
    }
  }

  private loopAround(frame: Frame): LoopAround {
    const { columnNumber, lineNumber, scriptId } = frame.location
    const place = `${scriptId}:${lineNumber}:${columnNumber}`
    let around = this.shown.get(place)
    if (around === undefined) this.shown.set(place, around = this.lookAround(frame))
    return around
  }

  private lookAround({ functionLocation: begin, location, scopeChain }: Frame): LoopAround {
    const end = scopeChain.find(({ type }) => type === "local")?.endLocation
    if (begin === undefined || end === undefined) return "hidden"
    const { scriptSource } = this.ask("Debugger.getScriptSource", { scriptId: begin.scriptId })
    const lines = (scriptSource as string).split("\n")
    const indexOf = ({ columnNumber, lineNumber }: Location): number =>
      lines.slice(0, lineNumber).reduce((sum, { length }) => sum + length + 1, 0) + columnNumber
    const from = indexOf(begin)
    return loopAround((scriptSource as string).slice(from, indexOf(end)), indexOf(location) - from)
  }

  private textOf({ functionName, location, scopeChain }: Frame, functions: Set<unknown>): string | undefined {
    const scopes = scopeChain.filter(({ type }) => type !== "global")
    const outermost = scopes.at(-1)!
    const inside = texts(scopes, (scope) => {
      const isModule = scope === outermost && (modules.has(scope.type) || scope.startLocation?.lineNumber === 0)
      return isModule
        ? this.moduleText(scope)
        : this.scopeText(scope.object.objectId, functions, !modules.has(outermost.type))
    })
    return inside === undefined
      ? undefined
      : `${functionName}:${location.lineNumber}:${location.columnNumber}{${inside}}`
  }

  private moduleText({ object }: Scope): string {
    const plain = Object.entries(this.valuesIn(object.objectId)).filter(([, value]) => Object(value) !== value)
    return plain.map(([name, value]) => `${name}=${this.values.name(value)}`).join()
  }

  /** @param wrapped modules are functions here (vitest, CommonJS): the outermost scope of a function is its module */
  private scopeText(objectId: string, functions: Set<unknown>, wrapped: boolean): string | undefined {
    let ids: ReadonlyMap<string, string | undefined> | undefined
    return texts(Object.entries(this.valuesIn(objectId)), ([name, value]) => {
      if (holdsPlace(value)) return undefined
      const text = `${name}=${this.values.name(value)}`
      if (typeof value !== "function" || functions.has(value)) return text
      functions.add(value)
      ids ??= new Map(this.propertiesOf(objectId).map((property) => [property.name, property.value?.objectId]))
      const captured = this.captured(ids.get(name), functions, wrapped)
      return captured === undefined ? undefined : `${text}(${captured})`
    })
  }

  /** What a function has captured. */
  private captured(objectId: string | undefined, functions: Set<unknown>, wrapped: boolean): string | undefined {
    const { internalProperties } = this.ask("Runtime.getProperties", { objectId, ownProperties: true })
    const list = (internalProperties as ReadonlyArray<Property> | undefined)?.find(({ name }) => name === "[[Scopes]]")
    if (list?.value?.objectId === undefined) return undefined
    const closures = this.propertiesOf(list.value.objectId).flatMap(({ value }) =>
      value?.objectId !== undefined && /^(Closure|Block|With)/.test(value.description ?? "") ? [value.objectId] : []
    )
    return texts(wrapped ? closures.slice(0, -1) : closures, (scope) => this.scopeText(scope, functions, wrapped))
  }

  private propertiesOf(objectId: string): ReadonlyArray<Property> {
    return this.ask("Runtime.getProperties", { objectId, ownProperties: true }).result
  }

  /** The variables of a scope, as they are. */
  private valuesIn(objectId: string): Record<string, unknown> {
    const scope = globalThis as unknown as Record<symbol, (variables: Record<string, unknown>) => void>
    let variables: Record<string, unknown> = {}
    scope[handOver] = (given) => variables = { ...given }
    this.ask("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: `function () { globalThis[Symbol.for(${JSON.stringify(handOver.description)})](this) }`
    })
    delete scope[handOver]
    return variables
  }

  private ask(method: string, params: object): Record<string, any> {
    let answer: Record<string, any> = {}
    this.session!.post(method, params, (_, given) => answer = given ?? {})
    return answer
  }
}

interface Scope {
  readonly type: string
  readonly object: { readonly objectId: string }
  readonly startLocation?: Location
  readonly endLocation?: Location
}

interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** One call on the stack, as the debugger's protocol has it; innermost first. */
interface Frame {
  readonly functionName: string
  readonly functionLocation?: Location
  readonly location: Location
  readonly scopeChain: ReadonlyArray<Scope>
  readonly this: { readonly className?: string }
}

interface Property {
  readonly name: string
  readonly value?: { readonly objectId?: string; readonly description?: string }
}

interface Session {
  connect(): void
  on(
    event: "Debugger.paused",
    listener: (message: { readonly params: { readonly callFrames: Array<Frame> } }) => void
  ): void
  post(method: string, params?: object, answer?: (error: unknown, given: Record<string, any> | undefined) => void): void
}

/** Asked of the run time itself, so that nothing here needs Node: without it no loop is proved to repeat. */
const open = (): Session | undefined => {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const builtin = process?.getBuiltinModule?.("node:inspector") as { readonly Session: new() => Session } | undefined
  if (builtin === undefined) return undefined
  const session = new builtin.Session()
  session.connect()
  return session
}

/** Where the code of the task stands, call by call, innermost first. */
const placesOnStack = (): ReadonlyArray<string> => {
  const { prepareStackTrace: prepare, stackTraceLimit: limit } = Error
  Error.stackTraceLimit = Number.POSITIVE_INFINITY
  Error.prepareStackTrace = (_, sites) => sites
  try {
    const sites = new Error().stack as unknown as ReadonlyArray<NodeJS.CallSite>
    const from = sites.findIndex((site) => site.getFunctionName() === "[Symbol.iterator]") + 1
    const to = sites.findIndex((site) => isBottom(site.getFunctionName(), site.getTypeName()))
    // What V8 brings along (`next` of a generator) has no place, and the debugger does not show it.
    const code = sites.slice(from, Math.max(from, to)).filter((site) => site.getFileName() || site.isEval())
    return code.map((site) => `${site.getFileName() || site.getScriptHash()}:${site.getPosition()}`)
  } finally {
    Error.stackTraceLimit = limit
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace")
    else Error.prepareStackTrace = prepare
  }
}

const handOver = Symbol.for("heddle/local-state")

/** A task's body is resumed from here (host.ts, task.ts): below is no code of the task. */
const isBottom = (name: string | null, of: string | null | undefined): boolean =>
  name === "bodyOfTask" || ((name === "advance" || name === "next") && of === "Host")

/** What cannot be looked into. */
class Opaque extends Error {}

/** Code stands for a function: what it captured is read where it is a variable. */
const standFor = (value: object | symbol): string => {
  if (typeof value === "function") return String(value)
  if (value instanceof World) return "machine"
  if (typeof value === "symbol") return identity(value)
  throw new Opaque()
}
const identity = identities()

/** Scopes of a whole file: of what stands there, only plain values are compared. */
const modules: ReadonlySet<string> = new Set(["module", "script"])

/** An iterator goes on without any of its properties changing. */
const holdsPlace = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly next?: unknown }).next === "function"

/** All texts in one; none where one is missing. */
const texts = <A>(parts: ReadonlyArray<A>, textOf: (part: A) => string | undefined): string | undefined => {
  const all: Array<string> = []
  for (const part of parts) {
    const text = textOf(part)
    if (text === undefined) return undefined
    all.push(text)
  }
  return all.join(",")
}
