/**
 * B25: udev is told of a netdev and wants to name it by its port, which is registered later.
 *
 * am65-cpsw registered its netdevs first until 0680e20af5fb (v5.19): "the netdev is registered before devlink port, so
 * udev finds no phys_port_name". The other drivers with ndo_get_devlink_port are asked the same. The bug by itself is
 * races/b25-phys-port-name.
 * Source: net/core/net-sysfs.c, net/core/devlink.c devlink_compat_phys_port_name_get(), Linux 5.15.
 */
import { assert, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { phys_port_name_show, udev_next_netdev } from "../kernel/udev.ts"
import { type Answer, grid } from "../matrix.ts"

const asked = "udev asks for the name"

const shapes = ["mlx5", "netdevsim", "nfp", "mlxsw", "bnxt", "am65-cpsw", "prestera"] as const

const answer = (kernel: KernelName, shape: DriverName): Answer | undefined => {
  const { orders }: Driver = drivers[shape]
  const order = orders[kernel]
  if (order === undefined) return undefined
  return order.indexOf("N") < order.indexOf("P")
    ? {
      declared: ["data-race", "assertion"],
      why: "there is a netdev to name before its port is known; and what is stored then, under no lock, udev may read"
    }
    : { declared: "verified", why: "the port is set up and registered before udev is told of the netdev" }
}

export default scenario("devlink/b25-udev-name", {
  question: `Does udev find the name of the port when it is told of a new netdev?
It looks once: a netdev whose port comes later keeps the name it has.`,
  reaches: [asked],
  cells: grid({ kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes }, answer)
}, function* b25({ shape }) {
  yield* task("probe", function* probing() {
    yield* probe(drivers[shape as DriverName])
  })
  yield* task("udev", function* systemd_udevd() {
    const dev = yield* udev_next_netdev()
    if (dev === undefined) return
    const name = yield* phys_port_name_show(dev)
    yield* reached(asked)
    yield* assert(name !== null, "udev finds the name of the port")
  })
})
