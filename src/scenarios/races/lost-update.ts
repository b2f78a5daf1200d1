/**
 * Lost update: two tasks add one to the same variable.
 *
 * The first scenario to read and to copy: main makes the variable, spawns the tasks, joins them and
 * asserts what must hold. A verified cell has to show what it rests on: locks are found by themselves,
 * the atomic step is named as a protection, which a mutation run takes away.
 */
import { assert, protection } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/lost-update", {
  question: `Two tasks each add one to a counter that starts at 0. Is it always 2 in the end?
READ_ONCE and WRITE_ONCE keep the compiler honest and silence a data race detector; they do not make
the load and the store one step.`,
  cells: [
    {
      design: "plain",
      declared: ["data-race", "assertion"],
      why: "both load 0, both store 1, and nothing orders the accesses"
    },
    { design: "once", declared: "assertion", why: "no data race any more, and the update is lost just the same" },
    { design: "mutex", declared: "verified", why: "load and store are in one critical section" },
    { design: "atomic", declared: "verified", why: "load and store are one step" }
  ]
}, function* lost_update({ design }) {
  const counter = yield* variable("counter", 0)
  const lock = yield* mutex("lock")

  function* add_one() {
    if (design === "plain") yield* counter.store((yield* counter.load) + 1)
    else if (design === "once") yield* counter.writeOnce((yield* counter.readOnce) + 1)
    else if (design === "atomic" && (yield* protection("one atomic step"))) yield* counter.fetchAdd(1)
    else if (design === "atomic") yield* counter.writeOnce((yield* counter.readOnce) + 1)
    else {
      yield* lock.lock
      yield* counter.store((yield* counter.load) + 1)
      yield* lock.unlock
    }
  }

  const first = yield* task("first", add_one)
  const second = yield* task("second", add_one)
  yield* first.join
  yield* second.join
  yield* assert((yield* counter.load) === 2, "counter is 2 after both have added one")
})
