/**
 * S23: is there a netdev whose devlink instance is not registered? Every driver, in every tree it was read in.
 *
 * The facts that both sides argue from, before anything is called: which of register_netdev() and devlink_register()
 * comes first, and whether somebody can be there in between. A user looks for the netdev under rtnl, as ethtool does,
 * and at the mark while he still holds it.
 */
import { assert, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { order } from "../drivers/driver.ts"
import { type DriverName, drivers, twelve } from "../drivers/drivers.ts"
import { furtherNames } from "../drivers/further.ts"
import { isIn, orderOf, probe } from "../drivers/probe.ts"
import { AuxBus } from "../kernel/auxiliary-bus.ts"
import { devlink_globals } from "../kernel/devlinks.ts"
import { present_dev } from "../kernel/ethtool-ioctl.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { rtnl_lock, rtnl_unlock } from "../kernel/net-device.ts"
import { type Answer, grid } from "../matrix.ts"

const shapes = [...twelve, ...furtherNames, "mlx5-module-load"] as const satisfies ReadonlyArray<DriverName>

const found = "a user finds the netdev"

/** What the order of the driver lets expect. */
const answer = (kernel: KernelName, shape: DriverName): Answer | undefined => {
  if (!isIn(drivers[shape], kernel)) return undefined
  const letters = order(orderOf(drivers[shape], kernel)!)
  return letters.indexOf("N") < letters.indexOf("R")
    ? { declared: "assertion", why: "register_netdev() comes first, and gives rtnl back before devlink_register()" }
    : { declared: "verified", why: "devlink_register() comes first: whoever finds the netdev finds the mark set" }
}

export default scenario("devlink/s23-netdev-first", {
  question: `Is there a net_device before its devlink instance is registered?
Romanovsky: "devlink_register() is part of .probe() flow and if it wasn't called -> probe didn't
success -> net_device doesn't exist."
Kicinski: "for all no-auxbus drivers [it] means after register_netdev()"; and of mlx5's netdevs, which
come from an auxiliary driver: "the bright future brought by auxbus?"`,
  reaches: [found],
  cells: grid({ kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes }, answer)
}, function* s23({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver)
  })
  if (shape === "mlx5-module-load") {
    yield* task("mlx5e_init", function* mlx5e_init() {
      yield* (yield* AuxBus).auxiliary_driver_register()
    })
  }
  yield* task("ip link", function* ip_link() {
    yield* rtnl_lock()
    if ((yield* present_dev(driver.ifname)) !== undefined) {
      yield* reached(found)
      const { registered } = yield* devlink_globals
      const isRegistered = yield* registered.testBit(0)
      yield* assert(isRegistered, `${driver.ifname} is there, and its devlink instance is not registered`)
    }
    yield* rtnl_unlock()
  })
})
