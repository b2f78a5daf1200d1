/**
 * Notifier chain: callbacks in the order of their priorities.
 *
 * Made of other objects, so it adds no operation. A blocking chain has a reader-writer semaphore: callers hold it for
 * reading, whoever enters or leaves the chain holds it for writing. So a callback never runs after its unregistering
 * has returned, and one that unregisters itself waits for itself for ever. A raw chain leaves locking to its callers
 * (rtnl, for the chain of network devices).
 * Source: kernel/notifier.c, blocking_notifier_chain_register(), blocking_notifier_call_chain(),
 * raw_notifier_call_chain(), Linux 5.15.
 */
import type * as Effect from "effect/Effect"
import { assert } from "../choice.ts"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { Variable } from "../memory/variable.ts"
import { RwSem } from "./rwsem.ts"

/** What a callback answers: the rest of the chain is called, or not. */
export type NotifyResult = "NOTIFY_DONE" | "NOTIFY_OK" | "NOTIFY_STOP" | "NOTIFY_BAD"

/** A callback of a chain. Two blocks are the same if they are one value. */
export interface NotifierBlock {
  readonly name: string
  /** The highest is called first; of equals, who came first. 0 if left out. */
  readonly priority?: number
  readonly call: (event: string, data: unknown) => Generator<any, NotifyResult, any>
}

/** A notifier chain; a raw one has no semaphore. */
export class NotifierChain {
  readonly name: string
  private readonly rwsem: RwSem | undefined
  private readonly head: Variable<ReadonlyArray<NotifierBlock>>
  constructor(name: string, rwsem: RwSem | undefined, head: Variable<ReadonlyArray<NotifierBlock>>) {
    this.name = name
    this.rwsem = rwsem
    this.head = head
  }

  /** notifier_chain_register: ASSERTION if the block is in the chain already. */
  *register(block: NotifierBlock): Generator<Effect.Effect<any>, void, any> {
    if (this.rwsem !== undefined) yield* this.rwsem.downWrite
    const blocks = yield* this.head.load
    yield* assert(!blocks.includes(block), `notifier callback ${block.name} already registered`)
    const after = blocks.findIndex((other) => priority(other) < priority(block))
    const next = blocks.toSpliced(after < 0 ? blocks.length : after, 0, block)
    if (!blocks.includes(block)) yield* this.head.storeRelease(Object.freeze(next))
    if (this.rwsem !== undefined) yield* this.rwsem.upWrite
  }

  /**
   * notifier_chain_unregister: says whether the block was in the chain. No call of it runs any more, if the chain is
   * blocking or the caller's lock keeps calls away.
   */
  *unregister(block: NotifierBlock): Generator<Effect.Effect<any>, boolean, any> {
    if (this.rwsem !== undefined) yield* this.rwsem.downWrite
    const blocks = yield* this.head.load
    const known = blocks.includes(block)
    if (known) yield* this.head.storeRelease(Object.freeze(blocks.filter((other) => other !== block)))
    if (this.rwsem !== undefined) yield* this.rwsem.upWrite
    return known
  }

  /**
   * notifier_call_chain: calls the blocks until one stops the chain; gives the last answer.
   * An empty chain is not locked.
   */
  *call(event: string, data?: unknown): Generator<Effect.Effect<any>, NotifyResult, any> {
    if ((yield* this.head.readOnce).length === 0) return "NOTIFY_DONE"
    let answer: NotifyResult = "NOTIFY_DONE"
    if (this.rwsem !== undefined) yield* this.rwsem.downRead
    for (const block of yield* this.head.readOnce) {
      answer = yield* block.call(event, data)
      if (answer === "NOTIFY_STOP" || answer === "NOTIFY_BAD") break
    }
    if (this.rwsem !== undefined) yield* this.rwsem.upRead
    return answer
  }
}

/**
 * Creates an empty blocking chain.
 *
 * @example
 * const chain = yield* notifierChain("netdev_chain")
 * yield* chain.register({ name: "bond", call: function* () { return "NOTIFY_DONE" } })
 * yield* chain.call("NETDEV_UP")
 */
export const notifierChain = (name: string): Effect.Effect<NotifierChain> =>
  new Local((machine) => new NotifierChain(name, new RwSem(machine, `${name}.rwsem`), headOf(machine, name)))

/** Creates an empty chain of which the callers' lock takes care. */
export const rawNotifierChain = (name: string): Effect.Effect<NotifierChain> =>
  new Local((machine) => new NotifierChain(name, undefined, headOf(machine, name)))

const headOf = (machine: Machine, name: string) =>
  new Variable<ReadonlyArray<NotifierBlock>>(machine, `${name}.head`, Object.freeze([]))

const priority = (block: NotifierBlock) => block.priority ?? 0
