/**
 * The work-stealing queue of CHESS: its owner pushes and pops at the tail, thieves steal at the head under a lock.
 *
 * The protocol is THE of Cilk-5 (Frigo, Leiserson, Randall, PLDI 1998): move your end first, then look at the other;
 * only who finds them crossed takes the lock. A push may overwrite what a thief is about to take, unless it leaves one
 * place free. Source: SCTBench, chess (Thomson, Donaldson, Betts, TOPC 2016), after the test suite of CHESS.
 */
import type * as Effect from "effect/Effect"
import { type Variable, variable } from "../../../sim/memory/variable.ts"

/** Code of a task. */
export type Steps<A = void> = Generator<Effect.Effect<any>, A, any>

/** A thing to be done exactly once, by whoever takes it from the queue. */
export type Item = Variable<number>

/** The lock that keeps thieves apart, whatever it is made of. */
export interface Lock {
  readonly acquire: () => Steps
  readonly release: () => Steps
}

/** What the programs differ in. */
export interface QueueOptions {
  readonly lock: Lock
  /** A push fills the last free place as well, which a thief may be about to read. */
  readonly fillsLastPlace: boolean
}

type Places = ReadonlyArray<Variable<Item | undefined>>

const initialSize = 2

/** Makes an empty queue of two places. */
export function* workStealQueue(options: QueueOptions): Steps<WorkStealQueue> {
  return new WorkStealQueue(
    options,
    yield* variable("head", 0),
    yield* variable("tail", 0),
    yield* variable("elems", yield* places(initialSize)),
    yield* variable("mask", initialSize - 1)
  )
}

/** The queue. Only its owner may push and pop. */
export class WorkStealQueue {
  private readonly lock: Lock
  private readonly kept: number
  private readonly head: Variable<number>
  private readonly tail: Variable<number>
  private readonly elems: Variable<Places>
  private readonly mask: Variable<number>

  constructor(
    { fillsLastPlace, lock }: QueueOptions,
    head: Variable<number>,
    tail: Variable<number>,
    elems: Variable<Places>,
    mask: Variable<number>
  ) {
    this.lock = lock
    this.kept = fillsLastPlace ? 0 : 1
    this.head = head
    this.tail = tail
    this.elems = elems
    this.mask = mask
  }

  /** A thief takes the oldest item. */
  *steal(): Steps<Item | undefined> {
    yield* this.lock.acquire()
    const h = yield* this.head.loadAcquire
    yield* this.head.xchg(h + 1)
    const found = h < (yield* this.tail.loadAcquire)
    const item = found ? yield* (yield* this.at(h)).load : undefined
    if (!found) yield* this.head.xchg(h)
    yield* this.lock.release()
    return item
  }

  /** The owner takes the newest item. */
  *pop(): Steps<Item | undefined> {
    const t = (yield* this.tail.loadAcquire) - 1
    yield* this.tail.xchg(t)
    if ((yield* this.head.loadAcquire) <= t) return yield* (yield* this.at(t)).load
    yield* this.tail.xchg(t + 1)
    return yield* this.popAlone()
  }

  /** The owner adds an item. */
  *push(item: Item): Steps {
    const t = yield* this.tail.loadAcquire
    const room = (yield* this.head.loadAcquire) + (yield* this.mask.load) + 1
    if (t < room - this.kept) {
      yield* (yield* this.at(t)).store(item)
      yield* this.tail.xchg(t + 1)
    } else yield* this.pushAlone(item)
  }

  /** The ends have met: with the lock held no thief is under way. */
  private *popAlone(): Steps<Item | undefined> {
    yield* this.lock.acquire()
    const t = (yield* this.tail.loadAcquire) - 1
    yield* this.tail.xchg(t)
    const found = (yield* this.head.loadAcquire) <= t
    const item = found ? yield* (yield* this.at(t)).load : undefined
    if (!found) yield* this.tail.xchg(t + 1)
    if ((yield* this.head.loadAcquire) > t) {
      yield* this.head.xchg(0)
      yield* this.tail.xchg(0)
    }
    yield* this.lock.release()
    return item
  }

  /** Moves what there is to the start, and to twice the places where it fills them. */
  private *pushAlone(item: Item): Steps {
    yield* this.lock.acquire()
    const old = yield* this.head.loadAcquire
    const count = (yield* this.tail.loadAcquire) - old
    const size = (yield* this.mask.load) + 1
    const h = old & (size - 1)
    yield* this.head.xchg(h)
    yield* this.tail.xchg(h + count)
    if (count >= size - 1) {
      const larger = yield* places(2 * size)
      for (let i = 0; i < count; i++) yield* larger[i].store(yield* (yield* this.at(h + i)).load)
      yield* this.elems.store(larger)
      yield* this.mask.store(2 * size - 1)
      yield* this.head.xchg(0)
      yield* this.tail.xchg(count)
    }
    const t = yield* this.tail.loadAcquire
    yield* (yield* this.at(t)).store(item)
    yield* this.tail.xchg(t + 1)
    yield* this.lock.release()
  }

  private *at(i: number): Steps<Variable<Item | undefined>> {
    return (yield* this.elems.load)[i & (yield* this.mask.load)]
  }
}

function* places(size: number): Steps<Places> {
  const made: Array<Variable<Item | undefined>> = []
  for (let i = 0; i < size; i++) made.push(yield* variable<Item | undefined>(`elems[${i}] of ${size}`, undefined))
  return made
}
