/**
 * S17: delayed work and a reload that waits for it. netdevsim reports trapped packets from a work item of its own.
 *
 * When devlink->lock came to cover the ports (v6.0), the work had to take it, and the reload that cancels the work
 * holds it: "caution, trap work takes devlink lock" says the patch of that day. What was merged tries the lock and
 * comes again (at first in a loop that was too tight, CVE-2024-26681).
 * Source: drivers/netdevsim-traps.ts names the functions; "netdevsim: replace port_list_lock with devlink lock" (2022).
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type Guard, guards, netdevsim_with_traps, nsim_dev_traps_init } from "../drivers/netdevsim-traps.ts"
import { probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { reloaded } from "../kernel/places.ts"
import { type Answer, grid } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const drivers = {
  "port-list-lock": netdevsim_with_traps("port-list-lock"),
  "devl-lock": netdevsim_with_traps("devl-lock"),
  "trylock": netdevsim_with_traps("trylock")
} as const

const answer = (kernel: KernelName, guard: Guard): Answer | undefined => {
  const late = kernel === "6.1" || kernel === "6.12"
  if (!late) {
    return guard !== "port-list-lock" ? undefined : {
      declared: "verified",
      why: "the ports have a lock of their own, which a reload gives back before it waits for the work"
    }
  }
  if (guard === "port-list-lock" || (guard === "devl-lock" && kernel === "6.12")) return undefined
  return guard === "devl-lock"
    ? {
      provenance: "as-permitted",
      declared: "deadlock",
      why: "the reload holds devlink->lock and waits for the work; the work waits for devlink->lock"
    }
    : { declared: "verified", why: "the work does not wait for the lock: it goes, and comes again later" }
}

export default scenario("devlink/s17-trap-work", {
  question: `May a work item take devlink->lock, if a reload waits for the work?
Reload calls its driver under that lock since v6.0, and a driver that takes its traps away must be sure
that their work does not run. netdevsim is up, and a user reloads it.`,
  reaches: [reloaded],
  cells: grid({ kernels: ["5.15", "6.1", "6.12"], shapes: guards }, answer)
}, function* s17({ shape }) {
  const guard = shape as Guard
  const devlink = (yield* probe(drivers[guard]))!
  yield* nsim_dev_traps_init(devlink, guard)
  yield* task("devlink dev reload", function* user() {
    yield* devlink_dev_reload(drivers[guard])
  })
})
