/**
 * The service `Devlink`: what net/core/devlink.c offers to drivers, to ethtool and to netlink.
 *
 * A kernel version is a Layer of it (v5.15.ts to v6.12.ts); drivers and scenarios call it by the C names and do not
 * know which version answers. What a version has not, its Layer leaves out.
 */
import * as Context from "effect/Context"
import type { HealthReporter } from "./devlink-health.ts"
import type { OpsTable } from "./devlink-ops.ts"
import type { Firmware } from "./firmware.ts"
import type { KernelName } from "./kernel-version.ts"
import type { OpsDesign } from "./ops-design.ts"
import type { StructDevice } from "./pci-driver.ts"
import type { Errno, Steps } from "./steps.ts"
import type { StructDevlink, StructDevlinkPort } from "./struct-devlink.ts"
import type { StructNet } from "./struct-net.ts"

/** A command of the devlink netlink family, as `devlink` of iproute2 sends it. */
export interface DevlinkCommand {
  readonly command:
    | "DEVLINK_CMD_FLASH_UPDATE"
    | "DEVLINK_CMD_RELOAD"
    | "DEVLINK_CMD_ESWITCH_SET"
    | "DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE"
  /** `bus/device` */
  readonly address: string
  /** Attributes of FLASH_UPDATE; the optional ones need a bit of supported_flash_update_params. */
  readonly file?: string
  readonly component?: string
  /** Of RELOAD: the namespace to move to. */
  readonly netns?: StructNet
  /** Of ESWITCH_SET. */
  readonly mode?: EswitchMode
  /** Of HEALTH_REPORTER_DIAGNOSE. */
  readonly reporter?: HealthReporter
}

/** enum devlink_eswitch_mode */
export type EswitchMode = "legacy" | "switchdev"

/** What a kernel version must answer for devlink. */
export interface DevlinkShape {
  readonly version: KernelName
  readonly devlink_alloc_ns: (
    ops: OpsTable,
    name: string,
    priv: unknown,
    net?: StructNet,
    dev?: StructDevice
  ) => Steps<StructDevlink, OpsDesign>
  readonly devlink_free: (devlink: StructDevlink) => Steps<void>
  /** The second publication point (P2). Without devlink->lock, where the version has devl_register() as well. */
  readonly devlink_register: (devlink: StructDevlink) => Steps<void, OpsDesign | Devlink>
  readonly devlink_unregister: (devlink: StructDevlink) => Steps<void, OpsDesign | Devlink>
  /** The same under devlink->lock, which the caller holds: what drivers call since v6.3. */
  readonly devl_register?: (devlink: StructDevlink) => Steps<void, OpsDesign | Devlink>
  readonly devl_unregister?: (devlink: StructDevlink) => Steps<void, OpsDesign | Devlink>
  readonly devlink_notify: (devlink: StructDevlink) => Steps<void, OpsDesign>
  readonly devlink_try_get: (devlink: StructDevlink) => Steps<boolean>
  readonly devlink_put: (devlink: StructDevlink) => Steps<void>
  /** `locked`: the caller holds devlink->lock (devl_port_register). */
  readonly devlink_port_register: (devlink: StructDevlink, port: StructDevlinkPort, locked?: boolean) => Steps<void>
  readonly devlink_port_unregister: (devlink: StructDevlink, locked?: boolean) => Steps<void>
  /** The device of the driver that calls is ill. */
  readonly devlink_health_report: (devlink: StructDevlink, reporter: HealthReporter) => Steps<Errno>
  /** A netlink message of the devlink family arrives. */
  readonly genl_rcv_msg: (message: DevlinkCommand) => Steps<Errno, OpsDesign | Firmware | Devlink>
  /** cleanup_net() of a dying namespace: its instances are reloaded into init_net. */
  readonly devlink_pernet_pre_exit: (net: StructNet) => Steps<void, OpsDesign | Devlink>
}

/** devlink as the kernel version of the cell has it. */
export class Devlink extends Context.Service<Devlink, DevlinkShape>()("heddle/scenarios/Devlink") {}
