/**
 * S11: two commands with no lock in common. `ethtool --flash` holds devlink->lock, `devlink dev reload` devlink_mutex.
 *
 * The driver may take it that its callbacks do not run at once, for netlink sees to that. By the way in from ethtool
 * they do, until reload takes devlink->lock as well (644a66c60f02, v6.0). Nobody reported it; it follows
 * from the locks.
 * The device of this driver is one plain word that both callbacks write.
 * Source: net/core/devlink.c, Linux 5.15 and 5.16 (NO_LOCK of RELOAD); net/devlink/leftover.c, Linux 6.1.
 */
import { perExecution } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { reloaded } from "../kernel/places.ts"
import { type Answer, type DesignName, grid, type KernelName, trees } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload, ethtool_flash } from "./users.ts"

/** Who flashes: the way in decides which locks are held. */
const shapes = ["ethtool", "netlink"] as const

const device = perExecution("device", function*() {
  return { firmware: yield* variable("device->firmware", "old") }
})

const writes = (name: string, value: string) =>
  pointer(name, function*() {
    yield* (yield* device).firmware.store(value)
    return 0 as const
  })

/** A driver with real hardware behind flash and reload; the order of its probe is that of netdevsim. */
const driver: Driver = {
  ...netdevsim,
  table: {
    name: "devlink_ops",
    init: {
      ...netdevsim.table.init,
      flash_update: writes("flash_update", "new"),
      reload_down: writes("reload_down", "down"),
      reload_up: writes("reload_up", "up")
    }
  }
}

const disjoint: Answer = {
  declared: "data-race",
  why: "the flash holds devlink->lock alone, the reload cb_lock, genl_mutex and devlink_mutex: nothing orders the two"
}
const answer = (kernel: KernelName, shape: (typeof shapes)[number], design: DesignName): Answer | undefined => {
  // The feature bit of a driver that registers first comes too late there, and what comes after that is refused.
  if (kernel === "6.12" && design === "caps-mask") return undefined
  if (kernel === "6.1" || kernel === "6.12") {
    return { declared: "verified", why: "every command holds devlink->lock, reload too" }
  }
  if (shape === "ethtool") return disjoint
  return design === "registered-check"
    ? {
      declared: "lock-order",
      why: "both commands hold devlink_mutex; but the probe has taken it inside devlink->lock, and a flash takes the " +
        "two the other way round"
    }
    : { declared: "verified", why: "both commands come by netlink and hold devlink_mutex from end to end" }
}

export default scenario("devlink/s11-flash-and-reload", {
  question: `Can a flash run while the device is reloaded?
The list argued about calls before registration; this one needs no probe at all. A device is up,
one user flashes it, another reloads it.`,
  reaches: [reloaded],
  cells: grid({ kernels: trees, shapes, designs: "all" }, answer)
}, function* s11({ shape }) {
  yield* probe(driver)
  yield* task("flash", function* flash() {
    if (shape === "ethtool") yield* ethtool_flash(driver)
    else yield* devlink_dev_flash(driver)
  })
  yield* task("reload", function* reload() {
    yield* devlink_dev_reload(driver)
  })
})
