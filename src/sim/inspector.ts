/**
 * V8's own inspector, on this thread: JavaScript shows the variables of running code to nobody but its debugger.
 *
 * Code is shown as frames, innermost first: of the stack, where everything stops for as long as it takes to read it
 * (about 2 ms); and of generators that are suspended, which are on no stack.
 */

/** One for all machines of the thread: a debugger stops them all. */
export class Inspector {
  private readonly session = open()
  private frames: ReadonlyArray<Frame> = []
  /** Functions that are kept whole, by where they begin. */
  private readonly whole = new Set<string>()

  constructor() {
    this.session?.on("Debugger.paused", ({ params }) => this.frames = params.callFrames)
    // Never disabled: being told of every script again would take longer than all the rest.
    this.session?.post("Debugger.enable")
  }

  /** What is read of the task's code while it stands still; undefined where it cannot be. */
  stopped<A>(read: (frames: ReadonlyArray<Frame>) => A): A | undefined {
    return this.releasing("backtrace", () => {
      this.session!.post("Debugger.setBreakpointsActive", { active: true })
      this.session!.post("Runtime.evaluate", { expression: "debugger" })
      this.session!.post("Debugger.setBreakpointsActive", { active: false })
      const from = this.frames.findIndex(({ functionName }) => functionName === "[Symbol.iterator]") + 1
      const to = this.frames.findIndex((frame) => isBottom(frame.functionName, frame.this?.className))
      const frames = to < 0 ? [] : this.frames.slice(from, to)
      this.frames = []
      return frames.length === 0 ? undefined : read(frames)
    })
  }

  /** The same of suspended generators; undefined where one is no generator of code. */
  suspended<A>(
    generators: ReadonlyArray<Iterator<unknown, unknown>>,
    read: (frames: ReadonlyArray<Frame>) => A
  ): A | undefined {
    return this.releasing(suspended, () => {
      const frames = generators.map((generator) => this.frameOf(generator))
      return frames.length === 0 || frames.includes(undefined) ? undefined : read(frames as ReadonlyArray<Frame>)
    })
  }

  /** The variables of a scope, as they are. */
  variablesOf({ object: { objectId }, suspended: isSuspended }: Scope): Record<string, unknown> {
    // Of a suspended generator what has no value yet must not be looked at: V8 leaves there what breaks it (24.21.0).
    const names = isSuspended === true
      ? this.propertiesOf(objectId).flatMap(({ name, value }) => value === undefined ? [] : [name])
      : undefined
    let variables: Record<string, unknown> = {}
    const take = (given: Record<string, any>) =>
      variables = names === undefined
        ? { ...given }
        : Object.fromEntries(names.map((name) => [name, given.object[name]]))
    handingOver(take, (handed) => {
      this.ask("Runtime.callFunctionOn", { objectId, functionDeclaration: `function () { ${handed}(this) }` })
    })
    return variables
  }

  propertiesOf(objectId: string): ReadonlyArray<Property> {
    return this.ask("Runtime.getProperties", { objectId, ownProperties: true }).result
  }

  /** What the debugger alone shows of an object, by name. */
  insideOf(objectId: string | undefined): (name: string) => Property["value"] {
    const { internalProperties } = this.ask("Runtime.getProperties", { objectId, ownProperties: true })
    const all = internalProperties as ReadonlyArray<Property> | undefined
    return (name) => all?.find((property) => property.name === name)?.value
  }

  sourceOf({ location: { scriptId } }: Frame): string {
    return this.ask("Debugger.getScriptSource", { scriptId }).scriptSource
  }

  /**
   * Keeps V8 from optimising the function of this frame: optimised code does not keep values that are not read again,
   * and what is shown of it would depend on how often it had run. A function with a breakpoint is not optimised. It is
   * never heeded: while code runs no breakpoint is active, and looking at it would take longer than the function does.
   */
  keepWhole({ functionLocation }: Frame): void {
    if (functionLocation === undefined) return
    const { columnNumber, lineNumber, scriptId } = functionLocation
    const place = `${scriptId}:${lineNumber}:${columnNumber}`
    if (this.whole.has(place)) return
    this.whole.add(place)
    this.ask("Debugger.setBreakpoint", { location: functionLocation, condition: "false" })
  }

  private frameOf(generator: Iterator<unknown, unknown>): Frame | undefined {
    const { result } = handingOver(
      generator,
      (handed) => this.ask("Runtime.evaluate", { expression: handed, objectGroup: suspended })
    )
    const inside = this.insideOf(result.objectId)
    const [location, made, chain] = ["[[GeneratorLocation]]", "[[GeneratorFunction]]", "[[Scopes]]"].map(inside)
    if (location?.value === undefined || made === undefined || chain?.objectId === undefined) return undefined
    const scopeChain = this.propertiesOf(chain.objectId).flatMap(({ value }): ReadonlyArray<Scope> => {
      const type = /^\w+/.exec(value?.description ?? "")?.[0].toLowerCase()
      return type === undefined || value?.objectId === undefined
        ? []
        : [{ type, object: { objectId: value.objectId }, suspended: true }]
    })
    const code = made.description ?? ""
    return { functionName: /\w*(?=\()/.exec(code)?.[0] ?? "", location: location.value, code, scopeChain }
  }

  /** What was asked for is kept until it is released, and with it all that it refers to. */
  private releasing<A>(objectGroup: string, read: () => A): A | undefined {
    if (this.session === undefined) return undefined
    try {
      return read()
    } finally {
      this.session.post("Runtime.releaseObjectGroup", { objectGroup })
    }
  }

  private ask(method: string, params: object): Record<string, any> {
    let answer: Record<string, any> = {}
    this.session!.post(method, params, (_, given) => answer = given ?? {})
    return answer
  }
}

/** A task's body is resumed from here (host.ts, task.ts): below is no code of the task. */
export const isBottom = (name: string | null, of: string | null | undefined): boolean =>
  name === "bodyOfTask" || ((name === "advance" || name === "next") && of === "Host")

export interface Scope {
  readonly type: string
  readonly object: { readonly objectId: string }
  readonly startLocation?: Location
  readonly endLocation?: Location
  /** It is a suspended generator's: where it begins is not known. */
  readonly suspended?: boolean
}

export interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** One call, as the debugger's protocol has it. */
export interface Frame {
  readonly functionName: string
  readonly functionLocation?: Location
  readonly location: Location
  /** The text of the function, where it is a suspended generator's. */
  readonly code?: string
  readonly scopeChain: ReadonlyArray<Scope>
  readonly this?: { readonly className?: string }
}

export interface Property {
  readonly name: string
  readonly value?: { readonly objectId?: string; readonly description?: string; readonly value?: any }
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

/** What is asked of suspended generators is released by this name. */
const suspended = "suspended"

/** Does something while an object has a name that the debugger can say. */
const handingOver = <A>(object: object, run: (name: string) => A): A => {
  const scope = globalThis as unknown as Record<symbol, unknown>
  scope[handOver] = object
  try {
    return run(`globalThis[Symbol.for(${JSON.stringify(handOver.description)})]`)
  } finally {
    delete scope[handOver]
  }
}
const handOver = Symbol.for("heddle/local-state")
