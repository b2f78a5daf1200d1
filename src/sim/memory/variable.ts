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
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import { show } from "./show.ts"

/** One word of simulated memory. Every property is a step; every method makes one. */
export class Variable<A> extends SimObject {
  private loading: Step<A> | undefined = undefined
  private readonly ordered: boolean

  constructor(machine: Machine, name: string, initial: A) {
    super(machine, name, initial)
    // Mutation may take the release/acquire pairing of a variable away, by name.
    this.ordered = !machine.removed.has(`release/acquire ${name}`)
  }

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
    return new Step(readOnce, this)
  }
  /** WRITE_ONCE. */
  writeOnce(value: A): Step<void> {
    return new Step(writeOnce, this, value)
  }
  /** smp_load_acquire: comes after the smp_store_release whose value it reads. */
  get loadAcquire(): Step<A> {
    return new Step(this.ordered ? loadAcquire : readOnce, this)
  }
  /** smp_store_release. */
  storeRelease(value: A): Step<void> {
    if (this.ordered) this.machine.protections.add(`release/acquire ${this.name}`)
    return new Step(this.ordered ? storeRelease : writeOnce, this, value)
  }
  /** xchg: stores and gives the old value, fully ordered. */
  xchg(value: A): Step<A> {
    return new Step<A>(xchg, this, value)
  }
  /** cmpxchg: stores `next` if the value is `old`; gives the value found. A failed one is a read. */
  cmpxchg(old: A, next: A): Step<A> {
    return new Step<A>(cmpxchg, this, [old, next])
  }
  /** atomic_fetch_add: gives the old value. */
  fetchAdd(this: Variable<number>, n: number): Step<number> {
    return new Step<number>(fetchAdd, this, n)
  }
  /** test_and_set_bit: gives the old bit. One that finds the bit set is a read. Bits 0 to 30. */
  testAndSetBit(this: Variable<number>, bit: number): Step<boolean> {
    return new Step<boolean>(testAndSetBit, this, bit)
  }
  /** test_and_clear_bit: gives the old bit. One that finds the bit clear is a read. Bits 0 to 30. */
  testAndClearBit(this: Variable<number>, bit: number): Step<boolean> {
    return new Step<boolean>(testAndClearBit, this, bit)
  }
  /** set_bit: atomic, unordered. Bits 0 to 30. */
  setBit(this: Variable<number>, bit: number): Step<void> {
    return new Step<void>(setBit, this, bit)
  }
  /** clear_bit: atomic, unordered. Bits 0 to 30. */
  clearBit(this: Variable<number>, bit: number): Step<void> {
    return new Step<void>(clearBit, this, bit)
  }
  /** test_bit: a marked read of one bit. Bits 0 to 30. */
  testBit(this: Variable<number>, bit: number): Step<boolean> {
    return new Step<boolean>(testBit, this, bit)
  }
  /** smp_cond_load_acquire, wait_event: parked until the predicate holds of the value; gives the value. */
  await(predicate: (value: A) => boolean): Step<A> {
    return new Step<A>(awaiting, this, predicate)
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
  source
})

/** A fully ordered read-modify-write; one that leaves the value alone is a read without edges. */
const modifying = (
  name: string,
  next: (value: any, argument: any) => any,
  result: (value: any, argument: any) => unknown,
  source: string,
  edges: number = FULLY_ORDERED
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
  source
})
const unchanged = Symbol("unchanged")

const lkmm = "memory-models.md 3.1, 7.3"
const bit = (n: number) => 1 << n
const load = reading("load", "plain", 0, lkmm)
const store = storing("store", "plain", BREAK, lkmm)
const readOnce = reading("READ_ONCE", "marked", 0, `${lkmm}: READ_ONCE makes no edge`)
const writeOnce = storing("WRITE_ONCE", "marked", BREAK, `${lkmm}: an acquire that reads it gets no edge`)
const loadAcquire = reading("smp_load_acquire", "marked", ACQUIRE, lkmm)
const storeRelease = storing("smp_store_release", "marked", RELEASE, lkmm)
const xchg = modifying("xchg", (_, v) => v, (old) => old, `${lkmm}: RMW returning a value is fully ordered`)
const cmpxchg = modifying(
  "cmpxchg",
  (value, [old, next]) => value === old ? next : unchanged,
  (value) => value,
  `${lkmm}: a failed cmpxchg is R[once] only`
)
const fetchAdd = modifying("atomic_fetch_add", (v, n) => v + n, (old) => old, lkmm)
const testAndSetBit = modifying(
  "test_and_set_bit",
  (v, n) => (v & bit(n)) !== 0 ? unchanged : v | bit(n),
  (v, n) => (v & bit(n)) !== 0,
  `${lkmm}; design.md section 3: one that changes nothing is a read`
)
const testAndClearBit = modifying(
  "test_and_clear_bit",
  (v, n) => (v & bit(n)) === 0 ? unchanged : v & ~bit(n),
  (v, n) => (v & bit(n)) !== 0,
  `${lkmm}; design.md section 3: one that changes nothing is a read`
)
const relaxed = READ | WRITE
const setBit = modifying("set_bit", (v, n) => v | bit(n), () => undefined, `${lkmm}: void RMW is relaxed`, relaxed)
const clearBit = modifying("clear_bit", (v, n) => v & ~bit(n), () => undefined, `${lkmm}: void RMW is relaxed`, relaxed)
const testBit: Operation = {
  name: "test_bit",
  access: "marked",
  show,
  apply(cell, n: number) {
    cell.machine.result = (cell.state & bit(n)) !== 0
    return READ
  },
  source: `${lkmm}: arch_test_bit is a marked read`
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
  source: "smp_cond_load_acquire: acquires from the store whose value ends the wait"
}

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
