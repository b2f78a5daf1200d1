/**
 * Self-deadlock: a function that holds a lock calls one that takes it.
 */
import { assert } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/self-deadlock", {
  question: `A reload holds the instance lock and calls the driver, whose port_unregister() takes the same lock.
Kernel mutexes are not recursive. How did devlink get out of it?
Real one: the RFC of 31 October 2021 in which reload took devlink->lock; solved nine months later by
functions that expect the lock to be held (devl_*, 644a66c60f02).`,
  cells: [
    { design: "nested", declared: "deadlock", why: "the task waits for a lock that it holds itself" },
    {
      design: "drop-lock",
      declared: "assertion",
      why: "giving the lock up in the middle lets a reader see half a reload"
    },
    { design: "devl", declared: "verified", why: "the inner function expects the lock and takes none" }
  ]
}, function* self_deadlock({ design }) {
  const lock = yield* mutex("devlink->lock")
  const ports = yield* variable("ports", 2)

  /** The locked function and the one that expects the lock to be held. */
  function* port_unregister() {
    yield* lock.lock
    yield* devl_port_unregister()
    yield* lock.unlock
  }
  function* devl_port_unregister() {
    yield* ports.store((yield* ports.load) - 1)
  }

  function* reload_port() {
    if (design === "devl") yield* devl_port_unregister()
    else if (design === "nested") yield* port_unregister()
    else {
      yield* lock.unlock
      yield* port_unregister()
      yield* lock.lock
    }
  }

  yield* task("reload", function* reload() {
    yield* lock.lock
    yield* reload_port()
    yield* reload_port()
    yield* lock.unlock
  })
  yield* task("dump", function* dump() {
    yield* lock.lock
    const seen = yield* ports.load
    yield* lock.unlock
    yield* assert(seen === 2 || seen === 0, "a dump sees all ports or none")
  })
})
