/**
 * A variable: one word of simulated memory, with the kernel's ways to touch it.
 *
 * Plain accesses take part in data races with any conflicting access; marked ones only with plain
 * ones. Memory is sequentially consistent; acquire and release matter for happens-before alone.
 * Values are compared with ===, so objects in a variable must be frozen or never changed.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, BREAK, FULLY_ORDERED, READ, RELEASE, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import { atomically } from "./atomic.ts"
import { show } from "./show.ts"

/** One word of simulated memory. Every property is a step; every method makes one. */
export class Variable<A> extends SimObject {
  private loading: Step<A> | undefined = undefined
  /** The record that it is a field of. */
  record: string | undefined = undefined

  /** Plain C load. */
  get load(): Step<A> {
    return (this.loading ??= new Step<A>(load, this))
  }
  /** Plain C store. */
  store(value: A): Step<void> {
    return new Step(store, this, value)
  }
  /** READ_ONCE. */
  get readOnce(): Step<A> {
    return new Step(this.kept(readOnce, "marking of"), this)
  }
  /** WRITE_ONCE. */
  writeOnce(value: A): Step<void> {
    return new Step(this.kept(writeOnce, "marking of"), this, value)
  }
  /** smp_load_acquire: comes after the smp_store_release whose value it reads. */
  get loadAcquire(): Step<A> {
    return new Step(this.kept(loadAcquire, "release/acquire of"), this)
  }
  /** smp_store_release. */
  storeRelease(value: A): Step<void> {
    return new Step(this.kept(storeRelease, "release/acquire of"), this, value)
  }
  /** xchg: stores and gives the old value, fully ordered. */
  xchg(value: A): Step<A> {
    return this.modify(xchg, value)
  }
  /** cmpxchg: stores `next` if the value is `old`; gives the value found. A failed one is a read. */
  cmpxchg(old: A, next: A): Step<A> {
    return this.modify(cmpxchg, [old, next])
  }
  /** atomic_fetch_add: gives the old value. */
  fetchAdd(this: Variable<number>, n: number): Step<number> {
    return this.modify(fetchAdd, n)
  }
  /** test_and_set_bit: gives the old bit. One that finds the bit set is a read. Bits 0 to 30. */
  testAndSetBit(this: Variable<number>, bit: number): Step<boolean> {
    return this.modify(testAndSetBit, bit)
  }
  /** test_and_clear_bit: gives the old bit. One that finds the bit clear is a read. Bits 0 to 30. */
  testAndClearBit(this: Variable<number>, bit: number): Step<boolean> {
    return this.modify(testAndClearBit, bit)
  }
  /** set_bit: atomic, unordered. Bits 0 to 30. */
  setBit(this: Variable<number>, bit: number): Step<void> {
    return this.modify(setBit, bit)
  }
  /** clear_bit: atomic, unordered. Bits 0 to 30. */
  clearBit(this: Variable<number>, bit: number): Step<void> {
    return this.modify(clearBit, bit)
  }
  /** test_bit: a marked read of one bit. Bits 0 to 30. */
  testBit(this: Variable<number>, bit: number): Step<boolean> {
    return new Step<boolean>(this.kept(testBit, "marking of"), this, bit)
  }
  /** smp_cond_load_acquire, wait_event: parked until the predicate holds of the value; gives the value. */
  await(predicate: (value: A) => boolean): Step<A> {
    return new Step<A>(this.kept(awaiting, "await of"), this, predicate)
  }

  private modify<R>(operation: Operation, argument: unknown): Step<R> {
    return atomically<R>(operation, this, argument)
  }

  /** The operation, or what is left of it when mutation has taken its protection away by name. */
  private kept(operation: Operation, protection: string): Operation {
    const { machine } = this
    if (!machine.mutating || machine.protection(`${protection} ${this.name}`)) return operation
    return weaker.get(operation) ?? operation
  }
}

/**
 * Creates a variable.
 *
 * @example
 * const x = yield* variable("x", 0)
 * yield* x.store((yield* x.load) + 1)
 */
export const variable = <A>(name: string, initial: A): Effect.Effect<Variable<Widen<A>>> =>
  new Local<any>((machine) => new Variable(machine, name, initial))

/** `variable("x", 0)` holds any number, not only 0. */
export type Widen<A> = A extends number ? number : A extends boolean ? boolean : A extends string ? string
: A extends bigint ? bigint
: A

const reading = (name: string, access: "plain" | "marked", edges: number, source: string): Operation => ({
  name,
  access,
  apply(cell) {
    cell.machine.result = cell.state
    return READ | edges
  },
  outcomes: [{ when: "", effects: READ | edges }],
  source
})

const storing = (name: string, access: "plain" | "marked", edges: number, source: string): Operation => ({
  name,
  access,
  stores: true,
  show,
  apply(cell, value) {
    cell.state = value
    return WRITE | edges
  },
  outcomes: [{ when: "", effects: WRITE | edges }],
  source
})

/** A fully ordered read-modify-write; one that leaves the value alone is a read without edges. */
const modifying = (
  name: string,
  next: (value: any, argument: any) => any,
  result: (value: any, argument: any) => unknown,
  source: string,
  edges: number = FULLY_ORDERED,
  unchangedWhen?: string
): Operation => ({
  name,
  access: "marked",
  stores: true,
  varies: true,
  show: (argument) => Array.isArray(argument) ? argument.map(show).join(", ") : show(argument),
  apply(cell, argument) {
    const value = cell.state
    cell.machine.result = result(value, argument)
    const changed = next(value, argument)
    if (changed === unchanged) return READ
    cell.state = changed
    return edges
  },
  outcomes: unchangedWhen === undefined
    ? [{ when: "", effects: edges }]
    : [{ when: "changes it", effects: edges }, { when: unchangedWhen, effects: READ }],
  source
})
const unchanged = Symbol("unchanged")

const lkmm = "LKMM 6.1, linux-kernel.def"
const bitops = "Documentation/atomic_bitops.txt (5.15)"
const bit = (n: number) => 1 << n
const load = reading("load", "plain", 0, "LKMM 6.1, explanation.txt, PLAIN ACCESSES AND DATA RACES")
const store = storing("store", "plain", BREAK, "LKMM 6.1, explanation.txt: an acquire that reads it meets no release")
const readOnce = reading("READ_ONCE", "marked", 0, `${lkmm}: R[once]`)
const writeOnce = storing("WRITE_ONCE", "marked", BREAK, `${lkmm}: W[once], an acquire that reads it meets no release`)
const loadAcquire = reading("smp_load_acquire", "marked", ACQUIRE, `${lkmm}: R[acquire]`)
const storeRelease = storing("smp_store_release", "marked", RELEASE, `${lkmm}: W[release]`)
const xchg = modifying("xchg", (_, v) => v, (old) => old, `${lkmm}: xchg is {mb}, ordered both ways`)
const cmpxchg = modifying(
  "cmpxchg",
  (value, [old, next]) => value === old ? next : unchanged,
  (value) => value,
  `${lkmm}: {mb}; Documentation/atomic_t.txt: unordered on failure`,
  FULLY_ORDERED,
  "fails"
)
const fetchAdd = modifying("atomic_fetch_add", (v, n) => v + n, (old) => old, `${lkmm}: atomic_fetch_add is {mb}`)
const testAndSetBit = modifying(
  "test_and_set_bit",
  (v, n) => (v & bit(n)) !== 0 ? unchanged : v | bit(n),
  (v, n) => (v & bit(n)) !== 0,
  `${bitops}: unordered on failure, until 415d83249709 (6.0)`,
  FULLY_ORDERED,
  "finds it set"
)
const testAndClearBit = modifying(
  "test_and_clear_bit",
  (v, n) => (v & bit(n)) === 0 ? unchanged : v & ~bit(n),
  (v, n) => (v & bit(n)) !== 0,
  `${bitops}: unordered on failure, until 415d83249709 (6.0)`,
  FULLY_ORDERED,
  "finds it clear"
)
const relaxed = READ | WRITE
const unordered = `${bitops}: no return value, unordered`
const setBit = modifying("set_bit", (v, n) => v | bit(n), () => undefined, unordered, relaxed)
const clearBit = modifying("clear_bit", (v, n) => v & ~bit(n), () => undefined, unordered, relaxed)
const testBit: Operation = {
  name: "test_bit",
  access: "marked",
  show,
  apply(cell, n: number) {
    cell.machine.result = (cell.state & bit(n)) !== 0
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source: `${bitops}: not a read-modify-write, unordered`
}
const awaiting: Operation = {
  name: "await",
  access: "marked",
  enabled: (cell, predicate) => predicate(cell.state),
  show: () => "",
  apply(cell) {
    cell.machine.result = cell.state
    return READ | ACQUIRE
  },
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source: "include/asm-generic/barrier.h, smp_cond_load_acquire()"
}

/** What an operation becomes without its protection. */
const weaker: ReadonlyMap<Operation, Operation> = new Map([
  [readOnce, load],
  [writeOnce, store],
  [loadAcquire, readOnce],
  [storeRelease, writeOnce],
  [awaiting, { ...readOnce, show: () => "" }],
  [testBit, { ...testBit, access: "plain" }]
])

/** What an access becomes that is to be ordered: stores release, loads acquire. */
export const ordered: ReadonlyMap<Operation, Operation> = new Map([
  [load, loadAcquire],
  [readOnce, loadAcquire],
  [store, storeRelease],
  [writeOnce, storeRelease]
])

/** Every operation of a variable, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [
  load,
  store,
  readOnce,
  writeOnce,
  loadAcquire,
  storeRelease,
  xchg,
  cmpxchg,
  fetchAdd,
  testAndSetBit,
  testAndClearBit,
  setBit,
  clearBit,
  testBit,
  awaiting
]
