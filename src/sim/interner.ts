/**
 * Texts and numbers for values: equal ones stand for what no task can tell apart.
 */
import { SimObject } from "./object.ts"
import { Step } from "./step.ts"
import { Task } from "./task.ts"
import { World } from "./world.ts"

/** One number for each text, and a text for each value that no other value has. */
export class Interner {
  private readonly texts = new Map<string, number>()
  private readonly prototypes = identities()
  private readonly stand: (value: object | symbol) => string

  /**
   * @param stand the text of what is not named by structure: functions, symbols, worlds, and what is too large; by
   * identity where nothing is said
   */
  constructor(stand: (value: object | symbol) => string = identities()) {
    this.stand = stand
  }

  of(text: string): number {
    let number = this.texts.get(text)
    // 0 stands for a task that has observed nothing.
    if (number === undefined) this.texts.set(text, number = this.texts.size + 1)
    return number
  }

  /** Equal texts mean the same value: the same structure, with the same parts shared. */
  name(value: unknown): string {
    return this.within(value, new Map())
  }

  /** `known`: objects of the same value that have been named, by the order in which they were met. */
  private within(value: unknown, known: Map<object, number>): string {
    if (typeof value === "string") return JSON.stringify(value)
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`
    if (typeof value === "bigint") return `${value}n`
    if (typeof value === "symbol" || typeof value === "function") return this.stand(value)
    if (typeof value !== "object" || value === null) return String(value)
    if (value instanceof Task) return `T${value.id}`
    if (value instanceof SimObject) return `L${value.location}`
    if (value instanceof World || known.size === partsMax) return this.stand(value)
    const before = known.get(value)
    if (before !== undefined) return `^${before}`
    known.set(value, known.size)
    const inside = (values: Iterable<unknown>) => `[${Array.from(values, (one) => this.within(one, known)).join()}]`
    if (value instanceof Step) return `S${inside([value.operation.name, value.object, value.argument])}`
    if (Array.isArray(value)) return inside(value)
    if (value instanceof Set || value instanceof Map) return `${value.constructor.name}${inside(value)}`
    const prototype: object | null = Object.getPrototypeOf(value)
    const kind = prototype === Object.prototype || prototype === null ? "" : this.prototypes(prototype)
    return `${kind}{${inside(Object.entries(value).flat())}}`
  }
}

/** A text for each object and symbol that no other has. */
export const identities = () => {
  const known = new Map<object | symbol, number>()
  return (value: object | symbol): string => {
    let identity = known.get(value)
    if (identity === undefined) known.set(value, identity = known.size)
    return `#${identity}`
  }
}

/** Objects in one value; what comes after them is not looked into. */
const partsMax = 2000
