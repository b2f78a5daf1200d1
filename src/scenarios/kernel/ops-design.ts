/**
 * What a design must answer: how a devlink instance holds its ops, and how a driver that learns
 * late what its device can do says so.
 *
 * This is the whole difference between the two sides of the dispute, so kernel and drivers ask this
 * service and know nothing of the answer. One design is one Layer (src/scenarios/designs).
 */
import * as Context from "effect/Context"
import type { CallbackName, OpsInit, OpsTable, OpsView } from "./devlink-ops.ts"
import type { Steps } from "./steps.ts"
import type { DevlinkMemory, StructDevlink } from "./struct-devlink.ts"

/** DEVLINK_F_RELOAD: the only feature bit v4 defines. */
export const DEVLINK_F_RELOAD = 1

/**
 * The operations a driver has: what it knows when it allocates its devlink instance, and what it
 * knows only after its firmware has answered.
 */
export interface DriverOps {
  readonly early: OpsTable
  readonly late: OpsTable
}

/** One design. */
export interface OpsDesignShape {
  /** Patch 2/5, "Annotate devlink API calls", is applied: it came with v2 and v4, not with the tree before them. */
  readonly annotated: boolean
  /** kzalloc of struct devlink in this design's layout. Local. */
  readonly kzalloc_devlink: (name: string) => Steps<DevlinkMemory>
  /** The table a driver hands to devlink_alloc_ns(): all it has, or what it knows by then. */
  readonly table_at_alloc: (ops: DriverOps) => OpsTable
  /** devlink_alloc_ns(): puts the ops in place. */
  readonly init_ops: (devlink: StructDevlink, table: OpsTable) => Steps<void>
  /** `devlink->ops`: one load of the pointer, or none where the struct is embedded; then members as the design says. */
  readonly devlink_ops: (devlink: StructDevlink) => Steps<OpsView>
  /** Runs a function that reads several members: bracketed where the struct it reads can change. */
  readonly reading: <Eff, A>(devlink: StructDevlink, body: () => Generator<Eff, A, any>) => Generator<Eff, A, any>
  /** The driver has learnt the rest: `late` ops it has, `features` it supports. */
  readonly set_late: (devlink: StructDevlink, late: OpsTable, features: number) => Steps<void>
  /** Right after devlink_register(). */
  readonly after_register: (devlink: StructDevlink, features: number) => Steps<void>
  /** Firmware has changed its mind about these operations while the device is up. */
  readonly set_caps: (devlink: StructDevlink, operations: ReadonlyArray<CallbackName>, on: boolean) => Steps<void>
  /** Beside each NULL check of a callback: does the design refuse the operation all the same? */
  readonly permitted: (devlink: StructDevlink, operation: CallbackName) => Steps<boolean>
  /** May the compat paths of ethtool, which come by the netdev, use this instance? */
  readonly reachable: (devlink: StructDevlink) => Steps<boolean>
  /** The compat paths take devlink->lock before they look, and not only for the call. */
  readonly compat_locks_first: boolean
  /** Callbacks themselves ask whether the device can do what they are called for. */
  readonly callbacks_check: boolean
  /** Right after devlink_alloc_ns(): a driver that holds devlink->lock over its probe takes it here. */
  readonly devl_lock: (devlink: StructDevlink) => Steps<void>
  /** The last word of the probe: gives it back. */
  readonly devl_unlock: (devlink: StructDevlink) => Steps<void>
  /** Right before devlink_unregister(). */
  readonly before_unregister: (devlink: StructDevlink) => Steps<void>
  /** devlink_nl_cmd_reload(): does this instance support reload? */
  readonly reload_supported: (devlink: StructDevlink) => Steps<boolean>
  /** devlink_reload(): is it allowed now? */
  readonly reload_enabled: (devlink: StructDevlink) => Steps<boolean>
}

/** The design under which the kernel runs. */
export class OpsDesign extends Context.Service<OpsDesign, OpsDesignShape>()("heddle/scenarios/OpsDesign") {}

/** Both tables of a driver in one, for designs in which a const table holds everything. */
export const whole = ({ early, late }: DriverOps): OpsTable => ({
  name: early.name,
  init: { ...early.init, ...late.init } satisfies OpsInit
})

/** What a design does where it has nothing to do. */
export function* nothing(): Steps<void> {}

/** What a design answers where it has no objection. */
export function* yes(): Steps<boolean> {
  return true
}
