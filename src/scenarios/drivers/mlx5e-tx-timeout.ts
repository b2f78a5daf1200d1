/**
 * mlx5e when a transmit queue hangs: a work item reports it to devlink, which calls back to have it recovered.
 *
 * The work reads the channels, and closing the netdev frees them; in four steps mlx5e found out which locks the work
 * may hold while it reports. `state-lock`, as it was: rtnl and state_lock. `cancelled`, the fix of September 2022: rtnl
 * alone, and closing waits for the work. `trylock`: rtnl only if it is free, for whoever closes holds it and waits.
 * `in-recovery`: nothing; the trylock is in the callback (2026, there with the netdev's lock in the place of rtnl).
 * Where the trylock gives up after a second try, the driver goes on trying, every 20 ms.
 * Source: drivers/net/ethernet/mellanox/mlx5/core/en_main.c mlx5e_tx_timeout_work(), mlx5e_close_locked(), and
 * en/reporter_tx.c, Linux 5.15, 6.0 and 6.12; the fix of c90005b5f75c in 6.1; "net/mlx5e: Fix deadlocks between devlink
 * and netdev instance locks" (netdev list, 12 February 2026).
 */
import { alloc, free, keep } from "../../sim/memory/heap.ts"
import { pointer, ready } from "../../sim/memory/pointer.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { type Variable, variable } from "../../sim/memory/variable.ts"
import { type Work, work } from "../../sim/sync/deferred.ts"
import { type Mutex, mutex } from "../../sim/sync/mutex.ts"
import { devlink_health_reporter_create, type HealthReporter } from "../kernel/devlink-health.ts"
import { Devlink } from "../kernel/devlink.ts"
import { net_globals, rtnl_lock, rtnl_unlock } from "../kernel/net-device.ts"
import type { Steps } from "../kernel/steps.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"

/** What the work holds while it reports. */
export const holdings = ["state-lock", "cancelled", "trylock", "in-recovery"] as const
/** One of them. */
export type Holding = (typeof holdings)[number]

/** `struct mlx5e_priv`, as far as its queues go. */
export interface Mlx5ePriv {
  readonly holding: Holding
  readonly devlink: StructDevlink
  readonly state_lock: Mutex
  /** Bit MLX5E_STATE_OPENED of priv->state. */
  readonly opened: Variable<boolean>
  readonly channels: Fields<{ recovered: number }>
  readonly reporter: HealthReporter
  readonly tx_timeout_work: Work
}

/** mlx5e with its netdev open. */
export function* mlx5e_open(devlink: StructDevlink, holding: Holding): Steps<Mlx5ePriv, Devlink> {
  const state_lock = yield* mutex("priv->state_lock")
  const channels = yield* alloc("channels", { recovered: 0 })
  yield* keep(channels)
  const reporter = yield* devlink_health_reporter_create({
    recover: pointer("mlx5e_tx_reporter_recover", () => recover(priv)),
    diagnose: pointer("mlx5e_tx_reporter_diagnose", () => diagnose(priv))
  })
  const tx_timeout_work = yield* work("tx_timeout_work", () => mlx5e_tx_timeout_work(priv))
  const opened = yield* variable("priv->opened", true)
  const priv: Mlx5ePriv = { holding, devlink, state_lock, opened, channels, reporter, tx_timeout_work }
  yield* ready(devlink.name)
  return priv
}

/** mlx5e_tx_reporter_recover() */
function* recover(priv: Mlx5ePriv) {
  if (priv.holding !== "in-recovery") yield* priv.channels.recovered.store(1)
  else if (yield* take_rtnl(priv)) {
    if (yield* priv.opened.readOnce) yield* priv.channels.recovered.store(1)
    yield* rtnl_unlock()
  }
  return 0 as const
}

/** mlx5e_tx_reporter_diagnose(): the channels, if there are any, under state_lock. */
function* diagnose({ channels, opened, state_lock }: Mlx5ePriv) {
  yield* state_lock.lock
  if (yield* opened.readOnce) yield* channels.recovered.load
  yield* state_lock.unlock
  return 0 as const
}

function* mlx5e_tx_timeout_work(priv: Mlx5ePriv): Steps<void, Devlink> {
  const { devlink, holding, opened, reporter, state_lock } = priv
  const { devlink_health_report } = yield* Devlink
  if (holding === "in-recovery") {
    yield* devlink_health_report(devlink, reporter)
    return
  }
  if (!(yield* take_rtnl(priv))) return
  if (holding === "state-lock") yield* state_lock.lock
  if (yield* opened.readOnce) yield* devlink_health_report(devlink, reporter)
  if (holding === "state-lock") yield* state_lock.unlock
  yield* rtnl_unlock()
}

/** rtnl, or false: the channels are being closed, and there is nothing left to do. */
function* take_rtnl({ holding, opened }: Mlx5ePriv) {
  const { rtnl_mutex } = yield* net_globals
  if (holding === "state-lock" || holding === "cancelled") {
    yield* rtnl_lock()
    return true
  }
  if (yield* rtnl_mutex.trylock) return true
  return (yield* opened.readOnce) && (yield* rtnl_mutex.trylock)
}

/** `ip link set DEV down`: mlx5e_close() -> mlx5e_close_locked(), under rtnl and state_lock. */
export function* mlx5e_close({ channels, holding, opened, state_lock, tx_timeout_work }: Mlx5ePriv): Steps<void> {
  yield* rtnl_lock()
  yield* state_lock.lock
  yield* opened.writeOnce(false)
  if (holding !== "state-lock") yield* tx_timeout_work.cancelSync
  yield* free(channels)
  yield* state_lock.unlock
  yield* rtnl_unlock()
}
