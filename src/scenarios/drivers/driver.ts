/**
 * What a driver is, as data: the steps of its probe in their order, tree by tree, and how users reach it.
 *
 * Twelve drivers differ in little that matters here: which of devlink_alloc(), devlink_port_register(),
 * register_netdev(), devlink_register() comes when; whether a netdev leads to devlink; whether the driver answers
 * ethtool itself. Each file of this folder is one of them, and probe.ts runs what they say.
 */
import type { FunctionPointer } from "../../sim/memory/pointer.ts"
import type { MemberName, OpsTable } from "../kernel/devlink-ops.ts"
import type { KernelName } from "../kernel/kernel-version.ts"

/** The steps of a probe, by one letter each. */
export const steps = {
  /** The instance, with all the driver may ever do or what it knows by then. */
  A: "devlink_alloc",
  /** devlink->lock for what follows. */
  L: "devl_lock",
  /** The driver's own lock for what follows. */
  "(": "its lock",
  P: "devlink_port_register",
  /** rtnl for what follows: the netdev is in no list that anybody may read before it is given back. */
  "{": "rtnl_lock",
  /** register_netdev(), or register_netdevice() under rtnl. */
  N: "register_netdev",
  /** The driver's last own work: from here on its callbacks may run. */
  D: "ready",
  /** What became known late: devlink_set_ops() or devlink_set_features(), as the design has it. */
  X: "set ops or features",
  "}": "rtnl_unlock",
  ")": "its lock given back",
  /** devlink_register(), or devl_register() under devlink->lock. */
  R: "devlink_register",
  /** devlink_reload_enable(), where the design has it. */
  E: "devlink_reload_enable",
  U: "devl_unlock"
} as const

/** One step of a probe. */
export type ProbeStep = keyof typeof steps

/** The steps of a probe in their order, as `A P N D X R`. */
export const order = (text: string): ReadonlyArray<ProbeStep> =>
  text.split(" ").map((letter) => {
    if (!(letter in steps)) throw new TypeError(`${text}: ${letter} is no step of a probe`)
    return letter as ProbeStep
  })

/** A driver. */
export interface Driver {
  /** The shape of a cell. */
  readonly name: string
  /** Its devlink instance and its netdev, as the user names them. */
  readonly address: string
  readonly ifname: string
  /** C names of what is run here, for reports. */
  readonly probe: string
  readonly remove: string
  /** Of what makes a netdev and puts it in the driver's list. */
  readonly port_add?: string
  /** `const struct devlink_ops`: the members these scenarios can reach. */
  readonly table: OpsTable
  /** Members it hands over late where the design can do so, as posted. */
  readonly late?: ReadonlyArray<MemberName>
  /** The order in each tree it was read in; elsewhere nothing is said. */
  readonly orders: Partial<Record<KernelName, string>>
  /** The trees in which its remove is not its probe backwards: the instance is freed before its netdevs are gone. */
  readonly netdevs_last?: ReadonlyArray<KernelName>
  /** Its netdevs lead to the devlink port: in every tree, in none, or in these. */
  readonly ndo_get_devlink_port: boolean | ReadonlyArray<KernelName>
  /** Its own way to answer `ethtool --flash`. */
  readonly flash_device?: FunctionPointer
  /** What ethtool calls around each command. */
  readonly around_ethtool?: { readonly begin: FunctionPointer; readonly complete: FunctionPointer }
  /** What get_drvinfo() leaves in info.fw_version. */
  readonly fw_version: string
  /** Its own lock, by name, between `(` and `)`. */
  readonly lock?: string
  /** The word in which it remembers that it is ready, if it has one. */
  readonly state?: string
  /** P and N happen in the probe of an auxiliary driver: bound before, or registered at some time. */
  readonly auxbus?: "bound" | "later"
  /** Its firmware says that it is a multiport slave, which cannot reload. */
  readonly mp_slave?: boolean
  /** Whether it makes a netdev depends on a `driverinit` parameter (is_eth_enabled() of mlx5). */
  readonly asks_driverinit?: boolean
  /** Which files say so. */
  readonly source: string
}
