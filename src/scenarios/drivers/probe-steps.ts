/**
 * What each step of a probe does, and what takes it back.
 */
import { free, keep } from "../../sim/memory/heap.ts"
import { capability, ready, refused } from "../../sim/memory/pointer.ts"
import { passes, spends } from "../../sim/time/places.ts"
import { AuxBus } from "../kernel/auxiliary-bus.ts"
import { devl_lock, devl_unlock } from "../kernel/devl-lock.ts"
import type { OpsInit, OpsTable } from "../kernel/devlink-ops.ts"
import { devlink_param_driverinit_value_get } from "../kernel/devlink-param.ts"
import { Devlink } from "../kernel/devlink.ts"
import { rtnl_lock, rtnl_unlock } from "../kernel/net-device.ts"
import { OpsDesign } from "../kernel/ops-design.ts"
import type { Steps } from "../kernel/steps.ts"
import type { ProbeStep } from "./driver.ts"
import type { Probe, Probing } from "./instance.ts"
import { netdev_add, netdev_del, port_add, port_del } from "./ports.ts"

type Performing = { readonly [S in ProbeStep]: (state: Probe) => Steps<void, Probing> }

function* devlink_alloc(state: Probe): Steps<void, Probing> {
  const design = yield* OpsDesign
  const { devlink_alloc_ns } = yield* Devlink
  const { driver, features, instance, ops, options } = state
  const devlink = yield* devlink_alloc_ns(
    design.table_at_alloc(ops),
    driver.address,
    instance,
    options.net,
    options.dev
  )
  state.devlink = devlink
  yield* keep(devlink.mem)
  yield* design.devl_lock(devlink)
  if (design.compat_locks_first) state.locked = true
  if ("flash_update" in driver.table.init) yield* capability(devlink.name, "flash")
  if (features !== 0) yield* capability(devlink.name, "reload")
  if (driver.asks_driverinit === true) yield* capability(devlink.name, "a netdev")
}

function* lock_instance(state: Probe): Steps<void> {
  state.locked = true
  yield* devl_lock(state.devlink!)
}

function* unlock_instance(state: Probe): Steps<void> {
  state.locked = false
  yield* devl_unlock(state.devlink!)
}

function* take_own_lock(state: Probe): Steps<void> {
  state.mine = true
  yield* state.instance.lock!.lock
}

/** At its place in the order, or when the probe is unwound from the middle. */
function* give_own_lock_back(state: Probe): Steps<void> {
  if (state.mine) yield* state.instance.lock!.unlock
  state.mine = false
}

function* take_rtnl(state: Probe): Steps<void> {
  state.rtnl = true
  yield* rtnl_lock()
}

/** At its place in the order, or when the probe is unwound from the middle. */
function* give_rtnl_back(state: Probe): Steps<void> {
  if (state.rtnl) {
    yield* rtnl_unlock()
    yield* passes("P1")
  }
  state.rtnl = false
}

function* register_port(state: Probe): Steps<void, Probing> {
  if (state.driver.auxbus === undefined) yield* port_add(state)
}

function* register_netdevs(state: Probe): Steps<void, Probing> {
  const { auxiliary_device_add } = yield* AuxBus
  const { auxbus } = state.driver
  if (auxbus === undefined) yield* netdev_add(state)
  else if (yield* is_enabled(state)) {
    yield* auxiliary_device_add({
      name: `${state.driver.name} eth`,
      *probe() {
        yield* port_add(state)
        yield* netdev_add(state)
      }
    }, auxbus === "bound")
  }
}

/** is_eth_enabled() of mlx5: `err ? false : val`, so a driver that cannot reload gets no netdev. */
function* is_enabled({ devlink, driver }: Probe) {
  if (driver.asks_driverinit !== true) return true
  const enabled = (yield* devlink_param_driverinit_value_get(devlink!)) === 0
  if (!enabled) yield* refused(devlink!.name, "a netdev")
  return enabled
}

function* become_ready({ devlink, driver, instance }: Probe): Steps<void> {
  yield* spends(`${driver.name}: last own work`)
  if (instance.state !== undefined) yield* instance.state.writeOnce(1)
  yield* ready(devlink!.name)
  yield* passes("ready")
}

function* set_late({ devlink, driver, features, left_out, ops }: Probe): Steps<void, Probing> {
  yield* spends(`${driver.name}: asks its firmware`)
  const late = left_out ? withoutReload(ops.late) : ops.late
  yield* (yield* OpsDesign).set_late(devlink!, late, features)
}

const withoutReload = ({ init, name }: OpsTable): OpsTable => {
  const { reload_actions: _a, reload_down: _d, reload_limits: _l, reload_up: _u, ...rest } = init
  return { name, init: rest satisfies OpsInit }
}

function* register_instance({ devlink, locked }: Probe): Steps<void, Probing> {
  yield* spends("devlink_register")
  const { devl_register, devlink_register } = yield* Devlink
  yield* locked && devl_register !== undefined ? devl_register(devlink!) : devlink_register(devlink!)
}

function* enable_reload({ devlink, features }: Probe): Steps<void, Probing> {
  yield* (yield* OpsDesign).after_register(devlink!, features)
}

/** What each step does. */
export const perform: Performing = {
  A: devlink_alloc,
  L: lock_instance,
  "(": take_own_lock,
  P: register_port,
  "{": take_rtnl,
  N: register_netdevs,
  D: become_ready,
  X: set_late,
  "}": give_rtnl_back,
  ")": give_own_lock_back,
  R: register_instance,
  E: enable_reload,
  U: unlock_instance
}

function* untouched() {}

function* free_instance({ devlink, locked }: Probe): Steps<void, Probing> {
  if (locked) yield* (yield* OpsDesign).devl_unlock(devlink!)
  yield* (yield* Devlink).devlink_free(devlink!)
}

/** The netdev; on the auxiliary bus with its port, which the same driver made. The last of the two frees the port. */
function* unregister_netdevs(state: Probe): Steps<void, Probing> {
  const port = yield* netdev_del(state.instance)
  if (port === undefined) return
  if (state.driver.auxbus !== undefined) yield* port_del(state)
  if (state.driver.auxbus !== undefined || state.port_gone) yield* free(port)
  else state.left = port
}

function* unregister_port(state: Probe): Steps<void, Probing> {
  if (state.driver.auxbus !== undefined) return
  yield* port_del(state)
  state.port_gone = true
  if (state.left !== undefined) yield* free(state.left)
}

function* unregister_instance({ devlink, locked }: Probe): Steps<void, Probing> {
  const { devl_unregister, devlink_unregister } = yield* Devlink
  yield* locked && devl_unregister !== undefined ? devl_unregister(devlink!) : devlink_unregister(devlink!)
}

function* disable_reload({ devlink }: Probe): Steps<void, Probing> {
  yield* (yield* OpsDesign).before_unregister(devlink!)
}

/** What takes each step back. */
export const takeBack: Performing = {
  A: free_instance,
  L: unlock_instance,
  "(": give_own_lock_back,
  P: unregister_port,
  "{": give_rtnl_back,
  N: unregister_netdevs,
  D: untouched,
  X: untouched,
  "}": untouched,
  ")": untouched,
  R: unregister_instance,
  E: disable_reload,
  U: lock_instance
}
