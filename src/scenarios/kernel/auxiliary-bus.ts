/**
 * The service `AuxBus`: auxiliary devices, through which mlx5 hands its netdevs to mlx5e.
 *
 * "The bright future brought by auxbus" of the mail is not a later moment by itself: when the auxiliary driver
 * is bound already (hotplug, VF or SF creation), auxiliary_device_add() runs its probe, and with it
 * register_netdev(), inside the parent's probe. Where the driver is registered later (the order of module loading at
 * 5.16), whoever comes second of the two runs the probe.
 * Source: drivers/base/auxiliary.c, drivers/base/dd.c, Linux 5.16.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import { perExecution, reached } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { probed_when_added, probed_when_driver_comes } from "./places.ts"
import type { Steps } from "./steps.ts"

/** A device and what probing it does in the driver that is, or will be, bound to it. */
export interface AuxiliaryDevice<Eff, A> {
  readonly name: string
  readonly probe: () => Generator<Eff, A, any>
}

/** What the auxiliary bus does. */
export interface AuxBusShape {
  /**
   * Adds the device. `bound`: its driver was there before, and its probe runs here, in the caller's task; otherwise it
   * runs here or in auxiliary_driver_register(), whichever comes second.
   */
  readonly auxiliary_device_add: <Eff, A>(device: AuxiliaryDevice<Eff, A>, bound: boolean) => Generator<Eff, void, any>
  /** The driver is there from now on: it probes what has been added. */
  readonly auxiliary_driver_register: () => Steps<void>
}

/** The auxiliary bus. */
export class AuxBus extends Context.Service<AuxBus, AuxBusShape>()("heddle/scenarios/AuxBus") {
  static readonly layer = Layer.succeed(AuxBus, { auxiliary_device_add, auxiliary_driver_register })
}

const aux_globals = perExecution("auxiliary.c", function*() {
  return {
    lock: yield* mutex("auxiliary_bus"),
    driver: yield* variable("auxiliary driver", false),
    devices: yield* variable<ReadonlyArray<AuxiliaryDevice<any, any>>>("auxiliary devices", Object.freeze([]))
  }
})

/** auxiliary_device_add(): device_add() -> bus_probe_device() -> the driver's probe, synchronously. */
function* auxiliary_device_add<Eff, A>(device: AuxiliaryDevice<Eff, A>, bound: boolean): Generator<Eff, void, any> {
  if (yield* is_probed_here(device, bound)) yield* device.probe()
}

function* is_probed_here(device: AuxiliaryDevice<any, any>, bound: boolean): Generator<any, boolean, any> {
  if (!bound && !(yield* finds_driver(device))) return false
  yield* reached(probed_when_added)
  return true
}

/** device_add(): the device is on the bus, where a driver that comes later finds it. */
function* finds_driver(device: AuxiliaryDevice<any, any>): Generator<any, boolean, any> {
  const { devices, driver, lock } = yield* aux_globals
  yield* lock.lock
  yield* devices.store(Object.freeze([...yield* devices.load, device]))
  const there = yield* driver.load
  yield* lock.unlock
  return there
}

/** auxiliary_driver_register(): driver_register() -> driver_attach() -> the probe of every device that is there. */
function* auxiliary_driver_register(): Steps<void> {
  const { devices, driver, lock } = yield* aux_globals
  yield* lock.lock
  yield* driver.store(true)
  const present: ReadonlyArray<AuxiliaryDevice<any, any>> = yield* devices.load
  yield* lock.unlock
  for (const device of present) {
    yield* reached(probed_when_driver_comes)
    yield* device.probe()
  }
}
