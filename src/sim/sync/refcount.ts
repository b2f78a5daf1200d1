/**
 * Reference counter: refcount_t, with its complaints.
 *
 * Taking a reference orders nothing; dropping one releases, and the drop that reaches zero acquires
 * all earlier drops.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, JOIN, READ, RELEASE, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { atomically } from "../memory/atomic.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"

/** A reference counter. Every property is a step. */
export class Refcount extends SimObject {
  /** refcount_inc: from zero it is an ASSERTION. */
  get inc(): Step<void> {
    return atomically(inc, this)
  }
  /** refcount_inc_not_zero: says whether a reference was taken; one that fails is a read. */
  get incNotZero(): Step<boolean> {
    return atomically<boolean>(incNotZero, this)
  }
  /** refcount_dec_and_test: says whether this was the last reference; below zero it is an ASSERTION. */
  get decAndTest(): Step<boolean> {
    return atomically<boolean>(decAndTest, this)
  }
  /** refcount_read. */
  get read(): Step<number> {
    return new Step<number>(read, this)
  }
  /** refcount_set. */
  set(value: number): Step<void> {
    return new Step(set, this, value)
  }
  /** Parked until the predicate holds of the count (netdev_wait_allrefs). */
  await(predicate: (count: number) => boolean): Step<number> {
    return new Step<number>(awaiting, this, predicate)
  }
}

/** Creates a counter that starts at `count`. */
export const refcount = (name: string, count: number): Effect.Effect<Refcount> =>
  new Local((machine) => new Refcount(machine, name, count))

const unordered = "include/linux/refcount.h: no memory ordering"
const inc: Operation = {
  name: "refcount_inc",
  access: "none",
  apply(count, _, task) {
    if (count.state <= 0) {
      task.machine.fault = { kind: "assertion", message: `refcount_t: addition on 0 of ${count.name}; use after free` }
    }
    count.state += 1
    return WRITE
  },
  outcomes: [{ when: "", effects: WRITE }],
  source: unordered
}
const incNotZero: Operation = {
  name: "refcount_inc_not_zero",
  access: "none",
  varies: true,
  apply(count, _, task) {
    const alive = count.state !== 0
    task.machine.result = alive
    if (!alive) return READ
    count.state += 1
    return READ | WRITE
  },
  outcomes: [{ when: "succeeds", effects: READ | WRITE }, { when: "fails", effects: READ }],
  source: unordered
}
const dropped = READ | WRITE | RELEASE | JOIN
const decAndTest: Operation = {
  name: "refcount_dec_and_test",
  access: "none",
  apply(count, _, task) {
    if (count.state <= 0) {
      task.machine.fault = { kind: "assertion", message: `refcount_t: underflow of ${count.name}; use after free` }
    }
    count.state -= 1
    task.machine.result = count.state === 0
    return dropped | (count.state === 0 ? ACQUIRE : 0)
  },
  outcomes: [
    { when: "drops the last", effects: dropped | ACQUIRE },
    { when: "drops another", effects: dropped }
  ],
  source: "include/linux/refcount.h: release, and acquire on success"
}
const read: Operation = {
  name: "refcount_read",
  access: "none",
  apply(count, _, task) {
    task.machine.result = count.state
    return READ
  },
  outcomes: [{ when: "", effects: READ }],
  source: "include/linux/refcount.h: an atomic_read()"
}
const set: Operation = {
  name: "refcount_set",
  access: "none",
  show: String,
  apply(count, value: number) {
    count.state = value
    return WRITE
  },
  outcomes: [{ when: "", effects: WRITE }],
  source: "include/linux/refcount.h: an atomic_set()"
}
const awaiting: Operation = {
  name: "await",
  access: "none",
  enabled: (count, predicate) => predicate(count.state),
  show: () => "",
  apply(count, _, task) {
    task.machine.result = count.state
    return READ | ACQUIRE
  },
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source: "net/core/dev.c, netdev_wait_allrefs(): polls until the count is low enough"
}

/** Every operation of a counter, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [inc, incNotZero, decAndTest, read, set, awaiting]
