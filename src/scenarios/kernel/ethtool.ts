/**
 * The service `Ethtool`: the SIOCETHTOOL ioctl, the way into devlink that does not ask whether the
 * instance is registered.
 * Source: net/core/dev_ioctl.c, net/ethtool/ioctl.c.
 */
import * as Context from "effect/Context"
import type { Devlink } from "./devlink.ts"
import type { Firmware } from "./firmware.ts"
import type { OpsDesign } from "./ops-design.ts"
import type { Errno, Steps } from "./steps.ts"

/** `ethtool --flash DEV FILE` (needs CAP_NET_ADMIN) or `ethtool -i DEV` (needs no capability). */
export interface EthtoolRequest {
  readonly command: "ETHTOOL_FLASHDEV" | "ETHTOOL_GDRVINFO"
  readonly ifname: string
  readonly file?: string
}

/** What a kernel version must answer for ethtool. */
export interface EthtoolShape {
  /** dev_ioctl(SIOCETHTOOL): one ioctl of a user. */
  readonly dev_ioctl: (request: EthtoolRequest) => Steps<Errno, Devlink | OpsDesign | Firmware>
}

/** ethtool as the kernel version of the cell has it. */
export class Ethtool extends Context.Service<Ethtool, EthtoolShape>()("heddle/scenarios/Ethtool") {}
