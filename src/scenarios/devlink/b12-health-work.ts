/**
 * B12: a work item reports to devlink while it holds a lock that devlink's callbacks take.
 *
 * c90005b5f75c made reports take devlink->lock; the report of September 2022 is the two-lock deadlock of it. The fix
 * dropped state_lock and let closing wait for the work: a deadlock with rtnl. A trylock answered that, and the third
 * stayed: devlink->lock inside rtnl, which a reload takes the other way round. In its newest form it was found in 2026
 * ("net/mlx5e: Fix deadlocks between devlink and netdev instance locks"), and the lock went into the callback.
 * Source: drivers/mlx5e-tx-timeout.ts names the files; lockdep's report of 6.0-rc3, mlx5e_tx_timeout_work().
 */
import { choose, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { makes_ports_anew, takes_ports_away } from "../drivers/callbacks.ts"
import type { Driver } from "../drivers/driver.ts"
import { mlx5 } from "../drivers/mlx5.ts"
import { type Holding, holdings, mlx5e_close, mlx5e_open } from "../drivers/mlx5e-tx-timeout.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, grid } from "../matrix.ts"
import { devlink_dev_reload, devlink_health_diagnose } from "./users.ts"

const done = "the work is done"

/** mlx5, as far as its reload goes; the order of its probe, which is over before the work begins, is netdevsim's. */
const driver: Driver = {
  ...netdevsim,
  address: mlx5.address,
  table: {
    name: mlx5.table.name,
    init: {
      ...netdevsim.table.init,
      reload_down: takes_ports_away("mlx5_devlink_reload_down"),
      reload_up: makes_ports_anew("mlx5_devlink_reload_up")
    }
  }
}

const shapes = [...holdings, "trylock-and-reload"] as const

const answer = (kernel: KernelName, shape: (typeof shapes)[number]): Answer | undefined => {
  const late = kernel === "6.1" || kernel === "6.12"
  if (!late) {
    return shape === "state-lock"
      ? { declared: "verified", why: "a report takes no lock of devlink, whatever its caller holds" }
      : undefined
  }
  switch (shape) {
    case "state-lock":
      return kernel === "6.12" ? undefined : {
        declared: "deadlock",
        why: "the work holds state_lock and wants devlink->lock; a diagnosis holds devlink->lock and wants state_lock"
      }
    case "cancelled":
      return kernel === "6.12" ? undefined : {
        declared: "deadlock",
        why: "whoever closes the netdev holds rtnl and waits for the work, and the work waits for rtnl"
      }
    case "in-recovery":
      return kernel === "6.1" ? undefined : {
        provenance: "as-permitted",
        declared: "verified",
        why: "the work reports with no lock held, and rtnl is taken inside devlink->lock, as everywhere else"
      }
    case "trylock":
      return {
        ...kernel === "6.1" ? { provenance: "as-permitted" } : {},
        declared: "lock-order",
        why:
          "the work gives up when somebody who closes the netdev has rtnl; but it takes devlink->lock inside rtnl, " +
          "and the probe took them the other way round: the first who does so while the work runs will find it"
      }
    default:
      return {
        ...kernel === "6.1" ? { provenance: "as-permitted" } : {},
        declared: "deadlock",
        why: "the work holds rtnl and wants devlink->lock, a reload holds devlink->lock and wants rtnl"
      }
  }
}

export default scenario("devlink/b12-health-work", {
  question: `Which locks may a driver hold when it reports that its device is ill?
A transmit queue of mlx5e hangs, and its work item reports so, while the netdev is set down and a user
asks for a diagnosis, or (trylock-and-reload, in-recovery) reloads the device.`,
  reaches: [done],
  cells: grid({ kernels: ["5.15", "6.1", "6.12"], shapes }, answer)
}, function* b12({ shape }) {
  const devlink = (yield* probe(driver))!
  const priv = yield* mlx5e_open(devlink, shape === "trylock-and-reload" ? "trylock" : shape as Holding)
  yield* priv.tx_timeout_work.queue
  const wish = shape === "trylock-and-reload"
    ? "reload"
    : shape === "in-recovery"
    ? yield* choose("diagnose", "set down", "reload")
    : yield* choose("diagnose", "set down")
  yield* task(wish, function* user() {
    if (wish === "reload") yield* devlink_dev_reload(driver)
    else if (wish === "diagnose") yield* devlink_health_diagnose(driver, priv.reporter)
    else yield* mlx5e_close(priv)
  })
  yield* priv.tx_timeout_work.flush
  yield* reached(done)
})
