/**
 * The service `AuxBus`: auxiliary devices, through which mlx5 hands its netdevs to mlx5e.
 *
 * "The bright future brought by auxbus" of the mail is not a later moment: when the auxiliary driver
 * is bound already (hotplug, VF or SF creation), auxiliary_device_add() runs its probe, and with it
 * register_netdev(), inside the parent's probe. That is the case modelled; a driver that binds later
 * makes its netdev after the parent's devlink_register(), where every order is fine.
 * Source: drivers/base/auxiliary.c, drivers/base/dd.c, T5.16 (facts/kernel.md §4).
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

/** `struct auxiliary_driver`: its probe, which makes what the parent's remove will unmake. */
export interface AuxiliaryDriver<Eff, A> {
  readonly name: string
  readonly probe: () => Generator<Eff, A, any>
}

/** What the auxiliary bus does. */
export interface AuxBusShape {
  /** Adds the device; the driver is bound, so its probe runs here, in the caller's task. */
  readonly auxiliary_device_add: <Eff, A>(driver: AuxiliaryDriver<Eff, A>) => Generator<Eff, A, any>
}

/** The auxiliary bus. */
export class AuxBus extends Context.Service<AuxBus, AuxBusShape>()("heddle/scenarios/AuxBus") {
  /** Drivers are bound before devices come: hotplug, VFs, SFs. */
  static readonly layer = Layer.succeed(AuxBus, { auxiliary_device_add })
}

/** auxiliary_device_add(): device_add() -> bus_probe_device() -> the driver's probe, synchronously. */
function* auxiliary_device_add<Eff, A>(driver: AuxiliaryDriver<Eff, A>): Generator<Eff, A, any> {
  return yield* driver.probe()
}
