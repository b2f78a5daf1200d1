/**
 * Representors of mlx5: netdevs that come and go with the mode of the eswitch, long after devlink_register().
 *
 * They lead to the same devlink instance, and unlike the netdev of the function itself they have no .flash_device: of
 * all netdevs of mlx5 only these lead `ethtool --flash` through devlink.
 * Source: drivers/net/ethernet/mellanox/mlx5/core/en_rep.c, eswitch_offloads.c mlx5_devlink_eswitch_mode_set(),
 * Linux 5.15 to 6.12.
 */
import { perExecution } from "../../sim/choice.ts"
import { free } from "../../sim/memory/heap.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { devl_lock, devl_unlock } from "../kernel/devl-lock.ts"
import { Devlink, type EswitchMode } from "../kernel/devlink.ts"
import type { Steps } from "../kernel/steps.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import type { Driver } from "./driver.ts"
import type { Instance, Port, Probing } from "./instance.ts"
import { mlx5 } from "./mlx5.ts"
import { netdev_add, netdev_del, port_add, port_del, reload_holds_lock } from "./ports.ts"

const { flash_device: _, ...without_flash_device } = mlx5

/** One representor, as its users see it. */
export const representor: Driver = { ...without_flash_device, name: "mlx5-rep", ifname: "eth0_0" }

const eswitch = perExecution("eswitch", function*() {
  const rep: Instance = {
    driver: representor,
    ports: yield* variable<Port | null>("esw->reps", null),
    lock: undefined,
    state: undefined
  }
  return { rep }
})

/** mlx5_devlink_eswitch_mode_set(): the representor comes, or goes with its port. */
function* mlx5_devlink_eswitch_mode_set(
  devlink: StructDevlink,
  mode: EswitchMode,
  locks: boolean
): Steps<0, Probing> {
  const locked = locks || reload_holds_lock((yield* Devlink).version)
  if (locks) yield* devl_lock(devlink)
  yield* mode === "switchdev" ? representor_add(devlink, locked) : representor_del(devlink, locked)
  if (locks) yield* devl_unlock(devlink)
  return 0
}

function* representor_add(devlink: StructDevlink, locked: boolean): Steps<void, Probing> {
  const { rep } = yield* eswitch
  const state = { devlink, driver: representor, instance: rep, locked, port: undefined, rtnl: false }
  yield* port_add(state)
  yield* netdev_add(state)
}

function* representor_del(devlink: StructDevlink, locked: boolean): Steps<void, Probing> {
  const port = yield* netdev_del((yield* eswitch).rep)
  if (port === undefined) return
  yield* port_del({ devlink, locked })
  yield* free(port)
}

/** The function whose eswitch it is. `locks`: it takes devlink->lock itself to change the mode. */
const eswitch_of = (locks: boolean): Driver => ({
  ...mlx5,
  table: {
    name: mlx5.table.name,
    init: {
      ...mlx5.table.init,
      eswitch_mode_set: pointer(
        "mlx5_devlink_eswitch_mode_set",
        (devlink: StructDevlink, mode: EswitchMode) => mlx5_devlink_eswitch_mode_set(devlink, mode, locks)
      )
    }
  }
})

/** The function whose eswitch it is, and its twin that takes devlink->lock itself to change the mode. */
export const mlx5_eswitch = { mlx5: eswitch_of(false), locks: eswitch_of(true) } as const
