/**
 * Message passing: write data, raise a flag; see the flag, read the data.
 */
import { assert } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/message-passing", {
  question: `One task writes a message and raises a flag; another that sees the flag reads the message.
What must the flag be, so that the message needs nothing?
Steps happen in program order here (memory is sequentially consistent), so the old message is never
read; but only release and acquire order the plain accesses, for the compiler and for weaker machines.`,
  cells: [
    { design: "plain", declared: "data-race", why: "the flag itself is raced on, and it orders nothing" },
    { design: "once", declared: "data-race", why: "the flag is marked, yet READ_ONCE and WRITE_ONCE order nothing" },
    { design: "release-only", declared: "data-race", why: "a release needs an acquire on the other side" },
    { design: "release-acquire", declared: "verified", why: "whoever sees the flag comes after all that was before it" }
  ]
}, function* message_passing({ design }) {
  const message = yield* variable("message", 0)
  const flag = yield* variable("flag", false)

  yield* task("writer", function* writer() {
    yield* message.store(42)
    if (design === "plain") yield* flag.store(true)
    else if (design === "once") yield* flag.writeOnce(true)
    else yield* flag.storeRelease(true)
  })
  yield* task("reader", function* reader() {
    const raised = design === "plain"
      ? yield* flag.load
      : design === "release-acquire"
      ? yield* flag.loadAcquire
      : yield* flag.readOnce
    if (raised) yield* assert((yield* message.load) === 42, "whoever sees the flag reads the message")
  })
})
