/**
 * ABBA deadlock: two tasks take two locks in opposite orders.
 */
import { protection } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/abba-deadlock", {
  question: `Two accounts, each with its lock; one task moves money from a to b, another from b to a, and each
takes the lock of its source first. Can both wait for ever?
Real ones in devlink: 64ea2d0e7263 (devlink_mutex and mlx5's intf_state_mutex), 8f0d1451ecf7
(device_lock and devl_lock).`,
  cells: [
    { design: "source-first", declared: "deadlock", why: "each holds the lock the other wants" },
    { design: "a-first", declared: "verified", why: "one order for all: whoever has a gets b in the end" },
    { design: "trylock", declared: "verified", why: "whoever fails to get the second lock gives back the first" },
    {
      design: "gate",
      declared: "lock-order",
      why:
        "a third lock lets only one task at a time get that far, so nobody deadlocks; the inverted order stays, and " +
        "the first caller without the gate will find it (lockdep warns as well)"
    }
  ]
}, function* abba_deadlock({ design }) {
  const a = { lock: yield* mutex("a.lock"), balance: yield* variable("a.balance", 10) }
  const b = { lock: yield* mutex("b.lock"), balance: yield* variable("b.balance", 10) }
  const gate = yield* mutex("gate")

  function* transfer(from: typeof a, to: typeof a) {
    yield* from.balance.store((yield* from.balance.load) - 1)
    yield* to.balance.store((yield* to.balance.load) + 1)
  }

  function* move(from: typeof a, to: typeof a) {
    const ordered = design === "a-first" && (yield* protection("a before b"))
    const [first, second] = ordered ? [a, b] : [from, to]
    if (design === "gate") yield* gate.lock
    yield* first.lock.lock
    if (design !== "trylock") yield* second.lock.lock
    else if (!(yield* second.lock.trylock)) {
      yield* first.lock.unlock
      return
    }
    yield* transfer(from, to)
    yield* second.lock.unlock
    yield* first.lock.unlock
    if (design === "gate") yield* gate.unlock
  }

  yield* task("a to b", function* a_to_b() {
    yield* move(a, b)
  })
  yield* task("b to a", function* b_to_a() {
    yield* move(b, a)
  })
})
