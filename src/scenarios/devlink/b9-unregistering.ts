/**
 * B9: whoever waits until nobody uses an instance must know that nobody begins to. Dumps look every instance up, again
 * and again.
 *
 * Since v6.0 no mutex keeps users away while devlink_unregister() waits for the last reference, and loops that take and
 * drop references could keep the count from ever being zero; the mark DEVLINK_UNREGISTERING is there against that
 * (c2368b19807a). A wait that may never end is not seen by running; a reference that is given out after the wait has
 * begun is. What is found besides was reported by nobody: the grace period that makes lookups safe (30bab7cdb56d) comes
 * before the marks are cleared, and a lookup may begin after the one and before the other.
 * Source: net/devlink/leftover.c devlinks_xa_find_get(), devlink_unregister(), Linux 6.1; net/devlink/core.c, Linux
 * 6.12.
 */
import { assert, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe, remove } from "../drivers/probe.ts"
import { Devlink } from "../kernel/devlink.ts"
import { devlink_globals } from "../kernel/devlinks.ts"
import { devlinks_xa_find_get, named } from "../kernel/v6.1/devlink-netlink.ts"
import { grid } from "../matrix.ts"

const missed = "a dump finds nothing"

export default scenario("devlink/b9-unregistering", {
  question: `Can a user get a reference on an instance whose devlink_unregister() has begun to wait for users?
If he can, two of them can keep it waiting for ever. A driver is removed while a user dumps all instances.`,
  reaches: [missed],
  cells: grid({ kernels: ["6.1", "6.12"], shapes: ["netdevsim"] }, (kernel) =>
    kernel === "6.1"
      ? {
        declared: "use-after-free",
        why: "no reference is given out too late; but a lookup that found the instance while it was registered, and " +
          "asks for the other mark when both are cleared, goes on with what may be freed by then: the grace period " +
          "was over before it began"
      }
      : {
        declared: "verified",
        why: "there is nothing to wait for: the last reference leaves the memory to RCU, whoever drops it"
      })
}, function* b9() {
  const devlink = (yield* probe(netdevsim))!
  const { unregistering } = yield* devlink_globals
  const { devlink_put } = yield* Devlink
  yield* task("remove", function* removing() {
    yield* remove(devlink)
  })
  yield* task("devlink dev show", function* dump() {
    const begun = yield* unregistering.testBit(devlink.index)
    const got = yield* devlinks_xa_find_get(named(netdevsim.address))
    yield* assert(!begun || got === null, "no reference is given out once devlink_unregister() has begun")
    if (got === null) yield* reached(missed)
    else yield* devlink_put(got)
  })
})
