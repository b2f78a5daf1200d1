/**
 * A record: named variables that belong together, and the brackets around its updates and reads.
 *
 * The window checker asks whether a read of the record fell between the first and the last store of
 * one update; the modelled function says what one update is by bracketing it. Brackets are notes:
 * no steps, no waiting.
 */
import type * as Effect from "effect/Effect"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { label } from "./show.ts"
import { Variable, type Widen } from "./variable.ts"

/** What a record is made from: initial values, nested records as objects. */
export interface Shape {
  readonly [field: string]: unknown
}

/** The variables of a record, under the names of its fields. */
export type Fields<S> =
  & Made
  & {
    readonly [K in keyof S]: IsShape<S[K]> extends true ? Fields<S[K]> : Variable<Widen<S[K]>>
  }
/** A record that exists: as a field's value it is a pointer, a word. */
interface Made {
  readonly [label]: string
}
/** Plain objects nest; frozen values such as function pointers carry a `name` and are words. */
type IsShape<V> = [V] extends [Plain] ? [V] extends [{ readonly name: string } | Made] ? false : true : false
type Plain = { readonly [field: string]: unknown }

/** What is known of a record besides its fields. */
export interface RecordInfo {
  readonly name: string
  readonly fields: ReadonlyArray<Variable<any>>
  readonly block: SimObject | undefined
}

const infos = new WeakMap<object, RecordInfo>()

/** The bookkeeping of a record made by `record` or `alloc`. */
export const infoOf = (record: object): RecordInfo => {
  const info = infos.get(record)
  if (info === undefined) throw new TypeError("not a heddle record: make it with record() or alloc()")
  return info
}

/** The heap block that a value points to: a record, or an object of the program's with one, or a part of one, in it. */
export const blockIn = (value: unknown): SimObject | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const own = infos.get(value)
  if (own !== undefined) return own.block
  if (value instanceof SimObject) return undefined
  for (const part of Object.values(value)) {
    const block = part instanceof SimObject ? part.block : infos.get(part)?.block
    if (block !== undefined) return block
  }
  return undefined
}

/**
 * Creates a record.
 *
 * @example
 * const fw = yield* record("fw", { major: 0, minor: 0 })
 * yield* update(fw, function*() { yield* fw.major.store(22); yield* fw.minor.store(41) })
 */
export const record = <const S extends Shape>(name: string, shape: S): Effect.Effect<Fields<S>> =>
  new Local<any>((machine) => build(machine, name, shape, undefined))

/** Builds the variables of a shape; `block` is the heap block they lie in. */
export const build = (machine: Machine, name: string, shape: Shape, block: SimObject | undefined): object => {
  const fields: Array<Variable<any>> = []
  const made: Record<string | symbol, unknown> = { [label]: name }
  for (const key of Object.keys(shape)) {
    const value = shape[key]
    if (isShape(value)) {
      const nested = build(machine, `${name}.${key}`, value, block)
      for (const field of infoOf(nested).fields) fields.push(field)
      made[key] = nested
    } else {
      const field = new Variable(machine, `${name}.${key}`, value)
      field.block = block
      field.record = name
      fields.push(field)
      made[key] = field
    }
  }
  infos.set(made, { name, fields, block })
  return made
}

const isShape = (value: unknown): value is Shape =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype &&
  !Object.isFrozen(value) && !(label in value)

/** A bracket as noted: which record, by the locations of its fields. */
export interface Bracket {
  readonly record: string
  readonly locations: ReadonlySet<number>
  readonly end: boolean
}

const bracket = (kind: "update" | "reading") =>
  function*<A>(target: object, body: () => Generator<any, A, any>): Generator<any, A, any> {
    const info = infoOf(target)
    const locations = new Set(info.fields.map((field) => field.location))
    const mark = (end: boolean) =>
      new Local<void>((machine, task) => void machine.note(kind, task, { record: info.name, locations, end }))
    yield* mark(false)
    const result = yield* body()
    yield* mark(true)
    return result
  }

/** Brackets one update of the record: with two or more stores the record is open between the first and the last. */
export const update = bracket("update") as <Eff, A>(
  target: object,
  body: () => Generator<Eff, A, any>
) => Generator<Eff, A, any>

/** Brackets one read of several fields: torn when it equals no state between whole updates. */
export const reading = bracket("reading") as <Eff, A>(
  target: object,
  body: () => Generator<Eff, A, any>
) => Generator<Eff, A, any>
