/**
 * What no version changed in a way that matters here: network devices, firmware, the auxiliary bus.
 */
import * as Layer from "effect/Layer"
import { AuxBus } from "./auxiliary-bus.ts"
import { Firmware } from "./firmware.ts"
import { NetDevice } from "./net-device.ts"
import * as netdev from "./register-netdev.ts"

/** The services every version has alike. */
export const layer = Layer.mergeAll(
  Layer.succeed(NetDevice, {
    alloc_netdev: netdev.alloc_netdev,
    free_netdev: netdev.free_netdev,
    register_netdev: netdev.register_netdev,
    register_netdevice: netdev.register_netdevice,
    unregister_netdev: netdev.unregister_netdev
  }),
  Firmware.layer,
  AuxBus.layer
)
