/**
 * Peterson's lock: two tasks keep each other out by polling two flags and a turn.
 */
import { assert, protection } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/peterson", {
  question: `Each task raises its flag, gives the turn away, and polls until the other's flag is down or the turn has
come back. Which of these steps can be left out, or be taken in another order?
Source: G. L. Peterson, "Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981.`,
  cells: [
    { design: "flag-then-turn", declared: "verified", why: "as published: whoever gives the turn away last waits" },
    {
      design: "turn-then-flag",
      declared: "assertion",
      why: "a task that has given the turn away sees no flag yet; then the other gets the turn, and both are in"
    },
    { design: "no-turn", declared: "livelock", why: "both flags are up, and each polls the other's for ever" }
  ]
}, function* peterson({ design }) {
  const flags = [yield* variable("flag0", 0), yield* variable("flag1", 0)]
  const turn = yield* variable("turn", 0)
  const inside = yield* variable("inside", 0)

  function* lock(me: number) {
    const other = 1 - me
    if (design === "turn-then-flag") yield* turn.storeRelease(other)
    yield* flags[me]!.storeRelease(1)
    if (design === "flag-then-turn" && (yield* protection("turn given away"))) yield* turn.storeRelease(other)
    if (design === "no-turn") { while ((yield* flags[other]!.loadAcquire) === 1) {} }
    else while ((yield* flags[other]!.loadAcquire) === 1 && (yield* turn.loadAcquire) === other) {}
  }

  function* critical(me: number) {
    yield* lock(me)
    yield* assert((yield* inside.readOnce) === 0, "both tasks are inside")
    yield* inside.writeOnce(1)
    yield* inside.writeOnce(0)
    yield* flags[me]!.storeRelease(0)
  }

  yield* task("first", () => critical(0))
  yield* task("second", () => critical(1))
})
