/**
 * The programs of CHESS around its work-stealing queue: with a mutex, with a lock made of an exchange, and with the
 * state of every call kept beside it.
 *
 * Source: SCTBench, chess: WorkStealQueue, InterlockedWorkStealQueue, InterlockedWorkStealQueueWithState (Thomson,
 * Donaldson, Betts, TOPC 2016), after the test suite of CHESS.
 */
import { scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { sampled } from "../sizes.ts"
import { callStacks } from "./call-stacks.ts"
import { interlocked, stealing } from "./stealing.ts"

const bad = {
  design: "bad",
  declared: ["data-race", "assertion"],
  why: "a push that fills the last place overwrites the item that a thief has claimed and not yet read"
} as const
const ok = {
  design: "ok",
  declared: "verified",
  why: "one place stays free, so a claimed item is never overwritten"
} as const

/** The lock is the system's. */
export const withMutex = scenario("sct/chess/work-steal-queue", {
  question:
    `The owner of a queue pushes and pops at one end without a lock, a thief steals at the other end with a mutex. A
push that finds two places and one item goes on without the lock. Is each item done exactly once?`,
  cells: [bad, ok]
}, function* work_steal_queue({ design }) {
  const cs = yield* mutex("cs")
  const lock = {
    *acquire() {
      yield* cs.lock
    },
    *release() {
      yield* cs.unlock
    }
  }
  yield* stealing(1, { lock, fillsLastPlace: design === "bad" })
})

/** The lock is an exchange in a loop. */
export const withExchange = scenario("sct/chess/interlocked-work-steal-queue", {
  question:
    `The same queue with a lock made of an exchange: who finds it taken gives the processor away and tries again.
Is each item done exactly once?`,
  cells: [bad, ok]
}, function* interlocked_work_steal_queue({ design }) {
  yield* stealing(1, { lock: yield* interlocked(), fillsLastPlace: design === "bad" })
})

/** The queue itself is right here, with two thieves; what goes wrong is the table of call stacks around it. */
export const withState = scenario("sct/chess/interlocked-work-steal-queue-with-state", {
  question:
    `The same queue, right this time and with two thieves, where each call is noted on a stack of its task, so that
a checker can see the whole state. The table of stacks grows when a task comes first. Who looks after it?`,
  cells: [
    {
      design: "bad",
      declared: ["data-race", "assertion"],
      search: sampled,
      why:
        "a task that found the table too small makes it as large as it needs itself: smaller, if another grew it more"
    },
    {
      design: "ok",
      declared: "verified",
      search: sampled,
      why: "the table is made for all tasks before any of them starts"
    }
  ]
}, function* interlocked_work_steal_queue_with_state({ design }) {
  const thieves = 2
  const stacks = yield* callStacks(design === "ok" ? thieves + 1 : 1, thieves + 1)
  yield* stealing(thieves, { lock: yield* interlocked(), fillsLastPlace: false }, stacks)
})
