/**
 * The service `NetDevice`, `struct net_device` and the globals of net/core/dev.c.
 *
 * A netdev becomes visible to every user of rtnl when register_netdev() drops rtnl: the first of the
 * two publication points of the dispute (P1). From then on
 * ndo_get_devlink_port leads from it to the devlink instance, registered or not.
 * Source: net/core/dev.c, include/linux/netdevice.h, Linux 5.15.
 */
import * as Context from "effect/Context"
import { perExecution } from "../../sim/choice.ts"
import type { FunctionPointer } from "../../sim/memory/pointer.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { variable } from "../../sim/memory/variable.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import type { Refcount } from "../../sim/sync/refcount.ts"
import type { Steps } from "./steps.ts"
import type { StructDevlinkPort } from "./struct-devlink.ts"

/** `const struct net_device_ops`: read-only data, so reading it is no step. */
export interface NetDeviceOps {
  readonly ndo_get_devlink_port?: (dev: StructNetDevice) => StructDevlinkPort
}

/** `const struct ethtool_ops`: read-only data, so reading it is no step. */
export interface EthtoolOps {
  /** The driver's own flash path; the devlink compat path is not taken when there is one. */
  readonly flash_device?: FunctionPointer
  /** What get_drvinfo() leaves in info.fw_version: the devlink compat path is taken when it is empty. */
  readonly fw_version: string
  /** Before and after each command: the device is woken, and may sleep again. */
  readonly begin?: FunctionPointer
  readonly complete?: FunctionPointer
}

/** enum netreg_state, as far as modelled. */
export type RegState = "NETREG_UNINITIALIZED" | "NETREG_REGISTERED" | "NETREG_UNREGISTERING" | "NETREG_UNREGISTERED"

/** Bit of `dev->state`. */
export const LINK_STATE_PRESENT = 1

/** The words of struct net_device that two tasks can meet in. */
export interface NetDeviceFields {
  readonly reg_state: RegState
  readonly state: number
}

/** One network device. */
export interface StructNetDevice {
  readonly name: string
  readonly mem: Fields<{ reg_state: RegState; state: number }>
  /** `dev->dev_refcnt` (per CPU in most configurations): taking one orders nothing. */
  readonly refcnt: Refcount
  readonly netdev_ops: NetDeviceOps
  readonly ethtool_ops: EthtoolOps
  /** netdev_priv() */
  readonly priv: unknown
}

/** What a driver says of a new netdev. */
export type NetDeviceInit = Omit<StructNetDevice, "mem" | "refcnt">

/** `rtnl_mutex` and the list of all devices. */
export const net_globals = perExecution("dev.c", function*() {
  return {
    rtnl_mutex: yield* mutex("rtnl_mutex"),
    dev_base_head: yield* variable<ReadonlyArray<StructNetDevice>>("dev_base_head", Object.freeze([]))
  }
})

/** What a kernel version must answer for network devices. */
export interface NetDeviceShape {
  readonly alloc_netdev: (init: NetDeviceInit) => Steps<StructNetDevice>
  readonly free_netdev: (dev: StructNetDevice) => Steps<void>
  readonly register_netdev: (dev: StructNetDevice) => Steps<void>
  /** Under rtnl, which the caller holds: register_netdev() is this between rtnl_lock() and rtnl_unlock(). */
  readonly register_netdevice: (dev: StructNetDevice) => Steps<void>
  readonly unregister_netdev: (dev: StructNetDevice) => Steps<void>
}

/** Network devices as the kernel version of the cell has them. */
export class NetDevice extends Context.Service<NetDevice, NetDeviceShape>()("heddle/scenarios/NetDevice") {}

/** rtnl_lock(): mutex_lock(&rtnl_mutex). net/core/rtnetlink.c */
export function* rtnl_lock(): Steps<void> {
  yield* (yield* net_globals).rtnl_mutex.lock
}

/** rtnl_unlock(): mutex_unlock(&rtnl_mutex) (and netdev_run_todo() of what was unregistered). */
export function* rtnl_unlock(): Steps<void> {
  yield* (yield* net_globals).rtnl_mutex.unlock
}

/** dev_hold(): one reference on a netdev; unregister_netdev() waits for it. */
export function* dev_hold(dev: StructNetDevice): Steps<void> {
  yield* dev.refcnt.inc
}

/** dev_put() */
export function* dev_put(dev: StructNetDevice): Steps<void> {
  yield* dev.refcnt.decAndTest
}
