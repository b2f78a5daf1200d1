/**
 * What the programs around the work-stealing queue do: an owner pushes four items and pops, thieves steal twice each,
 * and in the end each item must have been taken once.
 *
 * Source: SCTBench, chess (Thomson, Donaldson, Betts, TOPC 2016), after the test suite of CHESS.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { task, type TaskHandle } from "../../../sim/task.ts"
import type { CallStacks } from "./call-stacks.ts"
import {
  type Item,
  type Lock,
  type QueueOptions,
  type Steps,
  type WorkStealQueue,
  workStealQueue
} from "./work-steal-queue.ts"

const rounds = 2
const itemsARound = 2
const attempts = 2

/** The whole program, to be run by main; each call on the queue is noted where there are call stacks. */
export function* stealing(thieves: number, options: QueueOptions, stacks: CallStacks = none): Steps {
  const queue = yield* workStealQueue(options)
  const items: Array<Item> = []
  for (let i = 0; i < rounds * itemsARound; i++) items.push(yield* variable(`item ${i}`, 0))

  const tasks: Array<TaskHandle<void>> = []
  for (let tid = 1; tid <= thieves; tid++) {
    tasks.push(yield* task(`thief ${tid}`, () => steals(queue, (call) => stacks.within(tid, call))))
  }
  tasks.push(yield* task("owner", () => owns(queue, items, (call) => stacks.within(0, call))))
  for (const { join } of tasks) yield* join
  for (const item of items) yield* assert((yield* item.load) === 1, "each item is taken once")
}

const none: CallStacks = { within: (_, call) => call() }

type Calling = <A>(call: () => Steps<A>) => Steps<A>

function* steals(queue: WorkStealQueue, calling: Calling): Steps {
  for (let i = 0; i < attempts; i++) yield* operate(yield* calling(() => queue.steal()))
}

function* owns(queue: WorkStealQueue, items: ReadonlyArray<Item>, calling: Calling): Steps {
  for (let round = 0; round < rounds; round++) {
    for (const item of items.slice(round * itemsARound, (round + 1) * itemsARound)) {
      yield* calling(() => queue.push(item))
    }
    yield* operate(yield* calling(() => queue.pop()))
  }
  for (let round = 0; round < rounds; round++) yield* operate(yield* calling(() => queue.pop()))
}

function* operate(item: Item | undefined): Steps {
  if (item !== undefined) yield* item.store((yield* item.load) + 1)
}

/** A lock made of an exchange: whoever finds it taken gives the processor away until it changes. */
export function* interlocked(): Steps<Lock> {
  const taken = yield* variable("lock", 0)
  return {
    *acquire() {
      while ((yield* taken.xchg(1)) !== 0) yield* taken.await((now) => now === 0)
    },
    *release() {
      yield* taken.storeRelease(0)
    }
  }
}
