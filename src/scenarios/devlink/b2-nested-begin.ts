/**
 * B2: ethtool lets go of rtnl between ->begin() and ->complete(), and the next user comes in between.
 *
 * Drivers wake their device in begin() and let it sleep in complete(), and rely on rtnl that nobody else does so
 * meanwhile. The compat paths into devlink dropped rtnl half way, for devlink->lock comes before it. Kicinski turned
 * that round at the end of the month of the dispute: look devlink up under rtnl, call it when rtnl is given back.
 * Source: net/ethtool/ioctl.c dev_ethtool(), Linux 5.15 and 5.16; f49deaa64af1, 095cfcfe13e5, 46db1b77cd4f and
 * 1af0a0948e28 (v5.16).
 */
import { assert, perExecution, reached } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { grid } from "../matrix.ts"
import { ethtool_flash, ethtool_i } from "./users.ts"

const served = "both users are served"

const device = perExecution("device", function*() {
  return { awake: yield* variable("device->awake", false) }
})

/** netdevsim, if its device had to be woken. */
const driver: Driver = {
  ...netdevsim,
  around_ethtool: {
    begin: pointer("begin", function* begin() {
      const { awake } = yield* device
      yield* assert(!(yield* awake.load), "begin() is called for a device that is asleep")
      yield* awake.store(true)
      return 0 as const
    }),
    complete: pointer("complete", function* complete() {
      yield* (yield* device).awake.store(false)
      return 0 as const
    })
  }
}

export default scenario("devlink/b2-nested-begin", {
  question: `May ethtool give rtnl back in the middle of a command?
The compat paths of 5.15 do, to call devlink. A driver brackets each command with begin() and complete();
one user flashes, another asks for the version.`,
  reaches: [served],
  cells: grid(
    { kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes: ["netdevsim"] },
    (kernel) =>
      kernel === "5.15" || kernel === "netnext-2021-10"
        ? {
          provenance: "as-permitted",
          declared: "assertion",
          why: "rtnl is given back between begin() and complete(), and the other user's begin() comes in between"
        }
        : {
          provenance: "as-permitted",
          declared: "verified",
          why: "begin() and complete() are called under one and the same rtnl_lock(), and devlink is called after that"
        }
  )
}, function* b2() {
  yield* probe(driver)
  const flash = yield* task("ethtool --flash", function* operator() {
    yield* ethtool_flash(driver)
  })
  const info = yield* task("ethtool -i", function* user() {
    yield* ethtool_i(driver)
  })
  yield* flash.join
  yield* info.join
  yield* reached(served)
})
