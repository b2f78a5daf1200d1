/** Notifier chains: callbacks by priority, and none after it was unregistered. */
import { assert, describe, it } from "vitest"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import {
  type NotifierBlock,
  notifierChain,
  type NotifyResult,
  rawNotifierChain
} from "../../../src/sim/sync/notifier.ts"
import { task } from "../../../src/sim/task.ts"
import { kindsOf, outcomes } from "../searching.ts"

const answers = (name: string, called: Array<string>, answer: NotifyResult, priority = 0): NotifierBlock => ({
  name,
  priority,
  *call() {
    called.push(name)
    return answer
  }
})

describe("a notifier chain", () => {
  it("calls the highest priority first, of equals who came first, until one stops it", () => {
    const values = outcomes(function* main() {
      const called: Array<string> = []
      const chain = yield* notifierChain("chain")
      const empty = yield* chain.call("UP")
      yield* chain.register(answers("a", called, "NOTIFY_OK"))
      yield* chain.register(answers("b", called, "NOTIFY_STOP"))
      yield* chain.register(answers("c", called, "NOTIFY_DONE"))
      yield* chain.register(answers("first", called, "NOTIFY_DONE", 1))
      const last = yield* chain.call("UP")
      return `${empty} ${called.join()} ${last}`
    })
    assert.deepStrictEqual(values, ["\"NOTIFY_DONE first,a,b NOTIFY_STOP\""])
  })

  it("calls nobody who has been unregistered, so what it looks at may be freed", () => {
    const freeing = (unregister: boolean) =>
      kindsOf(function* main() {
        const chain = yield* notifierChain("chain")
        const block = yield* alloc("block", { word: 0 })
        const notifier: NotifierBlock = {
          name: "looks",
          *call() {
            yield* block.word.load
            return "NOTIFY_OK"
          }
        }
        yield* chain.register(notifier)
        yield* task("event", function* event() {
          yield* chain.call("UP")
        })
        if (unregister) yield* chain.unregister(notifier)
        yield* free(block)
      })
    assert.deepStrictEqual(freeing(true), [])
    assert.include(freeing(false), "use-after-free")
  })

  it("lets a callback that unregisters itself wait for itself, and tells of one registered twice", () => {
    const itself = kindsOf(function* main() {
      const chain = yield* notifierChain("chain")
      const notifier: NotifierBlock = {
        name: "itself",
        *call() {
          yield* chain.unregister(notifier)
          return "NOTIFY_OK"
        }
      }
      yield* chain.register(notifier)
      yield* chain.call("UP")
    })
    assert.deepStrictEqual(itself, ["deadlock"])
    const twice = kindsOf(function* main() {
      const chain = yield* notifierChain("chain")
      const notifier = answers("a", [], "NOTIFY_OK")
      yield* chain.register(notifier)
      yield* chain.register(notifier)
    })
    assert.deepStrictEqual(twice, ["assertion"])
  })

  it("without a semaphore of its own is as safe as the lock its callers take", () => {
    const freeing = (locked: boolean) =>
      kindsOf(function* main() {
        const rtnl = yield* mutex("rtnl")
        const chain = yield* rawNotifierChain("chain")
        const block = yield* alloc("block", { word: 0 })
        const notifier: NotifierBlock = {
          name: "looks",
          *call() {
            yield* block.word.load
            return "NOTIFY_OK"
          }
        }
        yield* chain.register(notifier)
        yield* task("event", function* event() {
          yield* rtnl.lock
          yield* chain.call("UP")
          yield* rtnl.unlock
        })
        if (locked) yield* rtnl.lock
        yield* chain.unregister(notifier)
        if (locked) yield* rtnl.unlock
        yield* free(block)
      })
    assert.deepStrictEqual(freeing(true), [])
    assert.include(freeing(false), "use-after-free")
  })
})
