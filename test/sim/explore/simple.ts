/**
 * The operations of the random programs that have no body, and the objects they work on.
 *
 * Each is one step or one local action of the task that runs it. What it gives back goes into the
 * task's register; where it gives nothing, the register stays.
 */
import * as Effect from "effect/Effect"
import { choose, invariant, perExecution } from "../../../src/sim/choice.ts"
import { object } from "../../../src/sim/custom.ts"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { completion } from "../../../src/sim/sync/completion.ts"
import { timer, work } from "../../../src/sim/sync/deferred.ts"
import { delayedWork } from "../../../src/sim/sync/delayed-work.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { refcount } from "../../../src/sim/sync/refcount.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { waitQueue } from "../../../src/sim/sync/wait-queue.ts"
import type { Body } from "./traces.ts"

/** Every operation without a body, as one step or local action of the task that runs it. */
export const simple = {
  load: function*({ vars }, n) {
    return yield* vars[n]!.load
  },
  store: function*({ vars }, n, register) {
    yield* vars[n]!.store(register + 1)
  },
  once: function*({ vars }, n) {
    return yield* vars[n]!.readOnce
  },
  writeOnce: function*({ vars }, n, register) {
    yield* vars[n]!.writeOnce(register + 2)
  },
  acquire: function*({ vars }, n) {
    return yield* vars[n]!.loadAcquire
  },
  release: function*({ vars }, n) {
    yield* vars[n]!.storeRelease(1)
  },
  xchg: function*({ vars }, n, register) {
    return yield* vars[n]!.xchg(register + 1)
  },
  cas: function*({ vars }, n, register) {
    return yield* vars[n]!.cmpxchg(0, register + 1)
  },
  add: function*({ vars }, n) {
    return yield* vars[n]!.fetchAdd(1)
  },
  setBit: function*({ vars }, n) {
    yield* vars[0]!.setBit(n)
  },
  clearBit: function*({ vars }, n) {
    yield* vars[0]!.clearBit(n)
  },
  testAndSet: function*({ vars }, n) {
    return Number(yield* vars[0]!.testAndSetBit(n))
  },
  testAndClear: function*({ vars }, n) {
    return Number(yield* vars[0]!.testAndClearBit(n))
  },
  testBit: function*({ vars }, n) {
    return Number(yield* vars[0]!.testBit(n))
  },
  awaitSet: function*({ vars }, n) {
    return yield* vars[n]!.await((value) => value > 0)
  },
  awaitClear: function*({ vars }, n) {
    return yield* vars[n]!.await((value) => value === 0)
  },
  invariant: function*({ vars }) {
    yield* invariant([vars[0]!, vars[1]!], (x, y) => x === y, "equal")
  },
  lock: function*({ locks }, n) {
    yield* locks[n]!.lock
  },
  unlock: function*({ locks }, n) {
    yield* locks[n]!.unlock
  },
  trylock: function*({ locks }, n) {
    return Number(yield* locks[n]!.trylock)
  },
  downRead: function*({ sem }) {
    yield* sem.downRead
  },
  upRead: function*({ sem }) {
    yield* sem.upRead
  },
  downWrite: function*({ sem }) {
    yield* sem.downWrite
  },
  upWrite: function*({ sem }) {
    yield* sem.upWrite
  },
  tryRead: function*({ sem }) {
    return Number(yield* sem.tryDownRead)
  },
  tryWrite: function*({ sem }) {
    return Number(yield* sem.tryDownWrite)
  },
  complete: function*({ done }) {
    yield* done.complete
  },
  completeAll: function*({ done }) {
    yield* done.completeAll
  },
  wait: function*({ done }) {
    yield* done.wait
  },
  get: function*({ refs }) {
    yield* refs.inc
  },
  getUnlessZero: function*({ refs }) {
    return Number(yield* refs.incNotZero)
  },
  put: function*({ refs }) {
    return Number(yield* refs.decAndTest)
  },
  refs: function*({ refs }) {
    return yield* refs.read
  },
  setRefs: function*({ refs }, n) {
    yield* refs.set(n)
  },
  awaitNoRefs: function*({ refs }) {
    return yield* refs.await((count) => count <= 0)
  },
  readLock: function*({ domain }) {
    yield* domain.readLock
  },
  readUnlock: function*({ domain }) {
    yield* domain.readUnlock
  },
  synchronize: function*({ domain }) {
    yield* domain.synchronize
  },
  callRcu: function*({ domain, vars }) {
    yield* domain.call("later", function* later() {
      yield* vars[0]!.store(1)
    })
  },
  waitEvent: function*({ queue, vars }) {
    yield* queue.waitEvent(function* isSet() {
      return (yield* vars[0]!.readOnce) > 0
    })
  },
  spin: function*({ vars }, n) {
    while ((yield* vars[n % 2]!.readOnce) === 0) {}
  },
  spinBoth: function*({ vars }) {
    while ((yield* vars[0]!.readOnce) === 0 && (yield* vars[1]!.load) === 0) {}
  },
  spinLock: function*({ locks }) {
    while (!(yield* locks[0]!.trylock)) {}
  },
  wakeUp: function*({ queue }) {
    yield* queue.wakeUp
  },
  schedule: function*({ delayed }) {
    return Number(yield* delayed.queue)
  },
  mod: function*({ delayed }) {
    return Number(yield* delayed.mod)
  },
  cancelDelayed: function*({ delayed }) {
    return Number(yield* delayed.cancelSync)
  },
  flushDelayed: function*({ delayed }) {
    yield* delayed.flush
  },
  queue: function*({ item }) {
    return Number(yield* item.queue)
  },
  cancel: function*({ item }) {
    return Number(yield* item.cancelSync)
  },
  flush: function*({ item }) {
    yield* item.flush
  },
  arm: function*({ alarm }) {
    return Number(yield* alarm.arm)
  },
  disarm: function*({ alarm }) {
    return Number(yield* alarm.deleteSync)
  },
  touch: function*({ block }) {
    return yield* block.word.load
  },
  poke: function*({ block }, _, register) {
    yield* block.word.store(register + 1)
  },
  bump: function*({ block }) {
    return yield* block.word.fetchAdd(1)
  },
  awaitWord: function*({ block }) {
    return yield* block.word.await((value) => value > 0)
  },
  free: function*({ block }) {
    yield* free(block)
  },
  down: function*({ slots }) {
    yield* slots.down()
  },
  up: function*({ slots }) {
    yield* slots.up()
  },
  tryDown: function*({ slots }) {
    return Number(yield* slots.tryDown())
  },
  count: function*({ slots }) {
    return yield* slots.count()
  },
  global: function*() {
    return yield* (yield* globals).counter.fetchAdd(1)
  },
  choose: function*(_, n) {
    return yield* choose(n + 2)
  },
  sleep: function*(_, n) {
    yield* Effect.sleep(10 * (n + 1))
  }
} satisfies Record<string, (world: World, n: number, register: number) => Generator<any, number | void, any>>

const globals = perExecution("globals", function*() {
  return { counter: yield* variable("counter", 0) }
})

/** Makes the objects; `deferred` gives the body of the work item and of the timer. */
export function* makeWorld(deferred: (world: () => any) => Body) {
  const world = {
    vars: [yield* variable("x", 0), yield* variable("y", 0)],
    locks: [yield* mutex("m"), yield* mutex("n")],
    sem: yield* rwsem("sem"),
    done: yield* completion("done"),
    refs: yield* refcount("refs", 1),
    domain: yield* rcu(),
    slots: yield* object("slots", 1, {
      down: { enabled: (n) => n > 0, apply: (n) => [n - 1, undefined], edge: "acquire" },
      tryDown: { apply: (n) => n > 0 ? [n - 1, true] : [n, false], edge: (n) => n > 0 ? "acquire" : "none" },
      up: { apply: (n) => [n + 1, undefined], edge: "release" },
      count: { apply: (n) => [n, n] }
    }),
    block: yield* alloc("block", { word: 0 }),
    item: yield* work("item", deferred(() => world)),
    alarm: yield* timer("alarm", deferred(() => world)),
    delayed: yield* delayedWork("delayed", deferred(() => world)),
    queue: yield* waitQueue("queue")
  }
  return world
}

export type World = ReturnType<typeof makeWorld> extends Generator<any, infer W, any> ? W : never
