/**
 * One probe of a driver while it goes on, and what it leaves behind: the driver's own struct behind the instance.
 */
import type { Variable } from "../../sim/memory/variable.ts"
import type { Mutex } from "../../sim/sync/mutex.ts"
import type { AuxBus } from "../kernel/auxiliary-bus.ts"
import type { MemberName } from "../kernel/devlink-ops.ts"
import type { Devlink } from "../kernel/devlink.ts"
import type { NetDevice, StructNetDevice } from "../kernel/net-device.ts"
import type { DriverOps, OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevice } from "../kernel/pci-driver.ts"
import type { StructDevlink, StructDevlinkPort } from "../kernel/struct-devlink.ts"
import type { StructNet } from "../kernel/struct-net.ts"
import type { Driver, ProbeStep } from "./driver.ts"

/** The services a probe asks for. */
export type Probing = Devlink | NetDevice | AuxBus | OpsDesign

/** One port: the devlink port and the netdev on it. */
export interface Port {
  readonly devlink_port: StructDevlinkPort
  readonly netdev: StructNetDevice
}

/** A driver's own struct, as far as two tasks can meet in it. */
export interface Instance {
  readonly driver: Driver
  readonly ports: Variable<Port | null>
  readonly lock: Mutex | undefined
  /** 1 once the driver is ready. */
  readonly state: Variable<number> | undefined
}

/** devlink_priv() */
export const priv = (devlink: StructDevlink): Instance => devlink.priv as Instance

/** How a probe differs from the one as posted. */
export interface ProbeOptions {
  /** Members the driver hands over late. */
  readonly late?: ReadonlyArray<MemberName>
  /** What comes after this step fails, and the probe is unwound: after `N`, a second port cannot be made. */
  readonly fails_after?: ProbeStep
  /** When unwinding and removing, the instance is freed before its netdevs are gone. */
  readonly frees_first?: boolean
  /** The namespace of the instance, if not init_net. */
  readonly net?: StructNet
  /** The device, where the question is about its lock. */
  readonly dev?: StructDevice
  /** Another order of steps than the tree has. */
  readonly order?: string
}

/** What goes from step to step of one probe: among it, which locks it holds. */
export interface Probe {
  readonly driver: Driver
  readonly ops: DriverOps
  readonly options: ProbeOptions
  readonly features: number
  /** Reload is not among what the driver hands over late: firmware says multiport slave. */
  readonly left_out: boolean
  readonly instance: Instance
  devlink: StructDevlink | undefined
  /** devlink->lock, rtnl, and the driver's own lock. */
  locked: boolean
  rtnl: boolean
  mine: boolean
  port: StructDevlinkPort | undefined
  /** On the way back: the port is unregistered; or the netdev is gone and this is its port, still to be freed. */
  port_gone: boolean
  left: StructDevlinkPort | undefined
}
