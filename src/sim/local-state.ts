/**
 * What a task's code holds between two steps: the variables of its suspended generators, as one text.
 *
 * V8's inspector is asked (inspector.ts). Only spin.ts asks, and seldom.
 * The text covers locals, block scopes, what closures captured, and plain values of the module. It is `undefined`
 * where something may hide: a foreign effect under way, a `for ... of` or `for ... in` (loop-around.ts), an iterator,
 * or a run time without an inspector.
 */
import { type Frame, Inspector, isBottom, type Location, type Scope } from "./inspector.ts"
import { identities, Interner } from "./interner.ts"
import { type LoopAround, loopAround } from "./loop-around.ts"
import { isInCode, placeOf, sitesOf } from "./stack.ts"
import { type Position, World } from "./world.ts"

/**
 * The state of the code that is running, from the step it has just reached down to its task's body. Equal texts mean
 * that the code goes on in the same way, in whichever execution they were read.
 *
 * @param position where it stands, if it is not on the stack as a whole
 */
export const localState = (position?: Position): string | undefined => (reader ??= new Reader()).read(position)

/**
 * Is the running code inside a loop, so that it can come back to where it is in the same state? Where it has been asked
 * before at the same place, the stack answers (about 10 us).
 */
export const standsInLoop = (position?: Position): boolean => (reader ??= new Reader()).standsInLoop(position)

let reader: Reader | undefined

/** Makes texts of what the inspector shows. */
class Reader {
  private readonly inspector = new Inspector()
  private readonly values = new Interner(standFor)
  /** What is known of a place in code: as the debugger names it, and as stacks do. */
  private readonly shown = new Map<string, LoopAround>()
  private readonly around = new Map<string, LoopAround>()

  read(position: Position | undefined): string | undefined {
    return this.look(position, (frames) => {
      if (frames.some((frame) => this.loopAround(frame) === "hidden")) return undefined
      const functions = new Set<unknown>()
      return texts(frames, (frame) => this.textOf(frame, functions))
    })
  }

  standsInLoop(position: Position | undefined): boolean {
    const places = position?.places ?? placesOnStack()
    if (places.some((place) => !this.around.has(place))) {
      const found = this.look(position, (frames) => {
        const all = frames.map((frame) => this.loopAround(frame))
        for (const [i, frame] of frames.entries()) if (all[i] === "told") this.inspector.keepWhole(frame)
        return all
      }) ?? []
      const isWhole = found.length === places.length
      for (const [i, place] of places.entries()) this.around.set(place, isWhole ? found[i]! : "told")
    }
    const around = new Set(places.map((place) => this.around.get(place)))
    return around.has("told") && !around.has("hidden")
  }

  private look<A>(position: Position | undefined, read: (frames: ReadonlyArray<Frame>) => A): A | undefined {
    const { inspector } = this
    try {
      return position === undefined ? inspector.stopped(read) : inspector.suspended(position.generators, read)
    } catch (error) {
      if (error instanceof Opaque) return undefined
      throw error
    }
  }

  private loopAround(frame: Frame): LoopAround {
    const { columnNumber, lineNumber, scriptId } = frame.location
    const place = `${scriptId}:${lineNumber}:${columnNumber}`
    let around = this.shown.get(place)
    if (around === undefined) this.shown.set(place, around = this.lookAround(frame))
    return around
  }

  private lookAround(frame: Frame): LoopAround {
    const { code, functionLocation: begin, location, scopeChain } = frame
    const source = this.inspector.sourceOf(frame)
    const lines = source.split("\n")
    const indexOf = ({ columnNumber, lineNumber }: Location): number =>
      lines.slice(0, lineNumber).reduce((sum, { length }) => sum + length + 1, 0) + columnNumber
    const at = indexOf(location)
    if (code !== undefined) {
      // Of a suspended generator the text of its function is known, and not where that begins: it stands around it.
      const from = source.lastIndexOf(code, at)
      return from < 0 || from + code.length < at ? "hidden" : loopAround(code, at - from)
    }
    const end = scopeChain.find(({ type }) => type === "local")?.endLocation
    if (begin === undefined || end === undefined) return "hidden"
    return loopAround(source.slice(indexOf(begin), indexOf(end)), at - indexOf(begin))
  }

  private textOf({ functionName, location, scopeChain }: Frame, functions: Set<unknown>): string | undefined {
    const scopes = scopeChain.filter(({ type }) => type !== "global")
    const outermost = scopes.at(-1)!
    // The outermost scope of a suspended generator is its module's: its steps are on objects that come from there.
    const isModule = modules.has(outermost.type) || outermost.startLocation?.lineNumber === 0 ||
      outermost.suspended === true
    const inside = texts(
      scopes,
      (scope) =>
        scope === outermost && isModule
          ? this.moduleText(scope)
          : this.variablesText(scope, functions, !modules.has(outermost.type))
    )
    return inside === undefined
      ? undefined
      : `${functionName}:${location.lineNumber}:${location.columnNumber}{${inside}}`
  }

  private moduleText(scope: Scope): string {
    const plain = Object.entries(this.inspector.variablesOf(scope)).filter(([, value]) => Object(value) !== value)
    return plain.map(([name, value]) => `${name}=${this.values.name(value)}`).join()
  }

  /** @param wrapped modules are functions here (vitest, CommonJS): the outermost scope of a function is its module */
  private variablesText(scope: Scope, functions: Set<unknown>, wrapped: boolean): string | undefined {
    const { inspector } = this
    let ids: ReadonlyMap<string, string | undefined> | undefined
    return texts(Object.entries(inspector.variablesOf(scope)), ([name, value]) => {
      if (holdsPlace(value)) return undefined
      const text = `${name}=${this.values.name(value)}`
      if (typeof value !== "function" || functions.has(value)) return text
      functions.add(value)
      const { objectId } = scope.object
      ids ??= new Map(inspector.propertiesOf(objectId).map((property) => [property.name, property.value?.objectId]))
      const captured = this.captured(ids.get(name), functions, wrapped)
      return captured === undefined ? undefined : `${text}(${captured})`
    })
  }

  /** What a function has captured. */
  private captured(objectId: string | undefined, functions: Set<unknown>, wrapped: boolean): string | undefined {
    const { inspector } = this
    const list = inspector.insideOf(objectId)("[[Scopes]]")
    if (list?.objectId === undefined) return undefined
    const closures = inspector.propertiesOf(list.objectId).flatMap(({ value }) =>
      value?.objectId !== undefined && /^(Closure|Block|With)/.test(value.description ?? "") ? [value.objectId] : []
    )
    return texts(
      wrapped ? closures.slice(0, -1) : closures,
      (closure) => this.variablesText({ type: "closure", object: { objectId: closure } }, functions, wrapped)
    )
  }
}

/** Where the code of the task stands, call by call, innermost first. */
const placesOnStack = (): ReadonlyArray<string> => {
  const sites = sitesOf(placesOnStack, Number.POSITIVE_INFINITY)
  const from = sites.findIndex((site) => site.getFunctionName() === "[Symbol.iterator]") + 1
  const to = sites.findIndex((site) => isBottom(site.getFunctionName(), site.getTypeName()))
  // The debugger does not show what V8 brings along.
  return sites.slice(from, Math.max(from, to)).filter(isInCode).map(placeOf)
}

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
