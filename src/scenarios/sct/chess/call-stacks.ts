/**
 * A table of call stacks, one a task, that grows when a task first needs its own, without a lock.
 *
 * It is resized to what the task needs that found it too small, which may be less than it has become meanwhile: then
 * the stacks of other tasks are gone. Source: SCTBench, chess/InterlockedWorkStealQueueWithState.
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import type { Steps } from "./work-steal-queue.ts"

/** Notes each call of a task while it lasts. */
export interface CallStacks {
  readonly within: <A>(tid: number, call: () => Steps<A>) => Steps<A>
}

/** Makes the table with so many stacks, for so many tasks. */
export function* callStacks(size: number, tasks: number): Steps<CallStacks> {
  const stacks = yield* variable("stacks.size", size)
  const depths: Array<typeof stacks> = []
  for (let tid = 0; tid < tasks; tid++) depths.push(yield* variable(`stacks[${tid}].size`, 0))

  /** The depth of the task's stack, which must be there. */
  function* depthOf(tid: number) {
    yield* assert((yield* stacks.load) > tid, "the table has the stack of every task that made one")
    return yield* depths[tid].load
  }
  function* resize(to: number) {
    const was = yield* stacks.load
    for (let tid = to; tid < was; tid++) yield* depths[tid].store(0)
    yield* stacks.store(to)
  }

  function* within<A>(tid: number, call: () => Steps<A>): Steps<A> {
    if ((yield* stacks.load) <= tid) yield* resize(tid + 1)
    yield* depths[tid].store((yield* depthOf(tid)) + 1)
    const result = yield* call()
    const depth = yield* depthOf(tid)
    yield* assert(depth > 0, "a call that ends is on its task's stack")
    yield* depths[tid].store(depth - 1)
    return result
  }
  return { within }
}
