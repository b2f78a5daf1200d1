/**
 * The service `Devlink`: what net/core/devlink.c offers to drivers, to ethtool and to netlink.
 *
 * A kernel version is a Layer of it (netnext-2021-10/devlink.ts); drivers and scenarios call it by
 * the C names and do not know which version answers.
 */
import * as Context from "effect/Context"
import type { OpsTable } from "./devlink-ops.ts"
import type { Firmware } from "./firmware.ts"
import type { StructNetDevice } from "./net-device.ts"
import type { OpsDesign } from "./ops-design.ts"
import type { Errno, Steps } from "./steps.ts"
import type { StructDevlink, StructDevlinkPort } from "./struct-devlink.ts"

/** A command of the devlink netlink family, as `devlink` of iproute2 sends it. */
export interface DevlinkCommand {
  readonly command: "DEVLINK_CMD_FLASH_UPDATE" | "DEVLINK_CMD_RELOAD"
  /** `bus/device` */
  readonly address: string
  /** Attributes of FLASH_UPDATE; the optional ones need a bit of supported_flash_update_params. */
  readonly file?: string
  readonly component?: string
}

/** What a kernel version must answer for devlink. */
export interface DevlinkShape {
  readonly devlink_alloc_ns: (ops: OpsTable, name: string, priv: unknown) => Steps<StructDevlink, OpsDesign>
  readonly devlink_free: (devlink: StructDevlink) => Steps<void>
  readonly devlink_register: (devlink: StructDevlink) => Steps<void, OpsDesign>
  readonly devlink_unregister: (devlink: StructDevlink) => Steps<void, OpsDesign>
  readonly devlink_try_get: (devlink: StructDevlink) => Steps<boolean>
  readonly devlink_put: (devlink: StructDevlink) => Steps<void>
  readonly devlink_port_register: (devlink: StructDevlink, port: StructDevlinkPort) => Steps<void>
  readonly devlink_port_unregister: (port: StructDevlinkPort) => Steps<void>
  /** `ethtool --flash` of a driver without a flash path of its own. Called and left under rtnl. */
  readonly devlink_compat_flash_update: (dev: StructNetDevice, file: string) => Steps<Errno, OpsDesign | Firmware>
  /** `ethtool -i` of a driver that leaves fw_version empty. Called and left under rtnl. */
  readonly devlink_compat_running_version: (dev: StructNetDevice) => Steps<void, OpsDesign>
  /** A netlink message of the devlink family arrives. */
  readonly genl_rcv_msg: (message: DevlinkCommand) => Steps<Errno, OpsDesign | Firmware>
}

/** devlink as the kernel version of the cell has it. */
export class Devlink extends Context.Service<Devlink, DevlinkShape>()("heddle/scenarios/Devlink") {}
